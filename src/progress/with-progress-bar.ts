import { Presets, SingleBar } from "cli-progress";
import type { OnProgress } from "../base/work.ts";

/**
 * Does long work under a bar in the terminal, which is gone when the work has ended, well or not. Whatever takes `onProgress` can be
 * done so, `fit` and `fitAsync`, searches and selections. Where standard error is no terminal nothing is shown.
 *
 * @param work - is given `onProgress`; what it returns, or throws, comes back
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskNetwork, regression } from "polytask/network";
 * import { withProgressBar } from "polytask/progress";
 *
 * const X = Array.from({ length: 20 }, (_, i) => [i / 10 - 1]);
 * const network = new MultiTaskNetwork({ tasks: { up: regression() }, epochs: 5, randomState: 0 });
 * await withProgressBar((onProgress) => network.fitAsync(X, { up: X.map(([x]) => x!) }, { onProgress }));
 * assert.equal(network.history.length, 5);
 * ```
 */
export async function withProgressBar<R>(work: (onProgress: OnProgress) => R | Promise<R>): Promise<R> {
  const format = "{bar} {percentage}% | {stage}";
  const bar = new SingleBar({ format, clearOnComplete: true, stopOnComplete: true }, Presets.shades_classic);
  bar.start(100, 0, { stage: "reading" });
  try {
    return await work(({ stage, fraction }) => bar.update(Math.floor(100 * fraction), { stage }));
  } finally {
    bar.stop();
  }
}
