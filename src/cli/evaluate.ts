import type { Card } from "../base/display/card.ts";
import { textOf } from "../base/display/text.ts";
import { KFold } from "../fold/k-fold.ts";
import { crossValidateAsync } from "../select/cross-validate.ts";
import { type Columns, readDataSet } from "./data-set.ts";
import { modelNamed } from "./models.ts";
import { withBar } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface EvaluateOptions extends Columns {
  readonly model: string;
  readonly cv: number;
  readonly seed: number;
  readonly scoring: string;
  readonly workers: number;
  readonly json?: boolean;
}

/** Cross-validates a model and prints the scores of every task. */
export async function evaluate(terminal: Terminal, path: string, options: EvaluateOptions): Promise<void> {
  const { model, cv, seed, scoring, workers, json } = options;
  const estimator = modelNamed(model, cv);
  const { X, given, taskNames, rows, features } = await readDataSet(terminal, path, options);
  const folds = new KFold({ nSplits: cv, shuffle: true, randomState: seed });
  const { scores } = await withBar(terminal, (onProgress) =>
    crossValidateAsync(estimator, ...given(X, { cv: folds, scoring, workers, onProgress })),
  );
  const { test, taskMeans, mean } = scores[scoring]!;
  const tasks = taskNames.map((task, t) => ({ task, mean: taskMeans[t]!, folds: test.getColumn(t) }));
  if (json)
    terminal.print(`${JSON.stringify({ model, scoring, rows, features: features.length, mean, tasks })}\n`);
  else terminal.print(`${textOf(cardOf(options, tasks, mean), Infinity)}\n`);
}

interface TaskScore {
  readonly task: string;
  readonly mean: number;
  readonly folds: readonly number[];
}

const cardOf = (
  { model, scoring, cv }: EvaluateOptions,
  tasks: readonly TaskScore[],
  mean: number,
): Card => ({
  title: `${model}, ${cv} folds`,
  tables: [
    {
      caption: `${scoring} on rows held out`,
      head: ["task", "mean", "least", "most"],
      rows: [
        ...tasks.map((own) => [own.task, own.mean, Math.min(...own.folds), Math.max(...own.folds)]),
        ["all", mean, null, null],
      ],
    },
  ],
});
