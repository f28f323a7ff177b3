import { Presets, SingleBar } from "cli-progress";
import type { OnProgress } from "../base/work.ts";
import type { Terminal } from "./terminal.ts";

/** Does long work under a progress bar, where there is a terminal to show it. */
export async function withBar<R>(
  terminal: Terminal,
  work: (onProgress: OnProgress) => Promise<R>,
): Promise<R> {
  if (!terminal.showsProgress) return work(() => {});
  const format = "{bar} {percentage}% | {stage}";
  const bar = new SingleBar({ format, clearOnComplete: true, stopOnComplete: true }, Presets.shades_classic);
  bar.start(100, 0, { stage: "reading" });
  try {
    return await work(({ stage, fraction }) => bar.update(Math.floor(100 * fraction), { stage }));
  } finally {
    bar.stop();
  }
}
