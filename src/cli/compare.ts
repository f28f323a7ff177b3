import { KFold } from "../fold/k-fold.ts";
import { AutoMultiTask } from "../select/auto-multi-task.ts";
import { type Columns, readDataSet } from "./data-set.ts";
import { behindColumns } from "./models.ts";
import { withBar } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface CompareOptions extends Columns {
  readonly cv: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Compares ways to learn the tasks by nested cross-validation and prints which one pays. */
export async function compare(terminal: Terminal, path: string, options: CompareOptions): Promise<void> {
  const { cv, seed, json } = options;
  const { X, given } = await readDataSet(terminal, path, options);
  const folds = new KFold({ nSplits: cv, shuffle: true, randomState: seed });
  const pipe = behindColumns(new AutoMultiTask({ cv: folds }));
  await withBar(terminal, (onProgress) => pipe.fitAsync(...given(X, { onProgress })));
  const { report } = pipe.step("learn") as unknown as AutoMultiTask;
  terminal.print(json ? `${JSON.stringify(report)}\n` : `${report}\n`);
}
