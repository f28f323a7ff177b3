import type { OnProgress } from "../base/work.ts";
import { withProgressBar } from "../progress/with-progress-bar.ts";
import type { Terminal } from "./terminal.ts";

/** Does long work under a progress bar, where there is a terminal to show it. */
export const withBar = async <R>(
  { showsProgress }: Terminal,
  work: (onProgress: OnProgress) => Promise<R>,
): Promise<R> => (showsProgress ? withProgressBar(work) : work(() => {}));
