import type { Matrix } from "ml-matrix";
import { type Label, type LabelsLike, readLabels } from "../base/label.ts";
import type { LinearHeads } from "../base/linear-heads.ts";
import { toMatrix } from "../base/linear-model.ts";
import type { ParameterTable } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import { checkTasks, type FitOptions, isTasks, type TaskInputs } from "../base/tasks.ts";
import type { AsyncOptions, OnProgress } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import type { Dense } from "../matrix/dense.ts";
import { labelColumn, rightColumn, shareOfRight } from "../metric/accuracy-score.ts";
import type { Column } from "../metric/column.ts";
import type { MultiOutputError, Score, ScoreOptions } from "../metric/index.ts";
import { scoreColumns } from "../metric/score-columns.ts";
import { HeadsLearner } from "./heads-learner.ts";
import { type LabelData, readLabelArguments } from "./label-data.ts";
import { askModel } from "./task-model.ts";

/** A task of classes with rows of its own. */
export interface LabelTask {
  /** Inputs, n_t x p; p is the same for all tasks. */
  readonly X: MatrixLike;
  /** Labels, n_t; null is a missing one. */
  readonly y: LabelsLike;
  readonly name?: string;
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

/** What every classifier with a linear model does: labels in both forms of the data, `predict`, `predictProba`, `score`. */
export abstract class LinearClassifier<Table extends ParameterTable> extends HeadsLearner<Table, LabelData> {
  protected override read(
    where: string,
    given: readonly unknown[],
    extra: readonly (keyof AsyncOptions)[],
    copy: boolean,
  ): { data: LabelData; options: AsyncOptions } {
    return readLabelArguments<AsyncOptions>(where, given, extra, copy);
  }

  /** Fits all tasks on the same rows: X is n x p, Y n x T labels or, for one task, n. Returns this. */
  fit(X: MatrixLike, Y: LabelsLike, options?: FitOptions & { onProgress?: OnProgress }): this;
  /** Fits tasks that have rows of their own. Returns this. */
  fit(tasks: readonly LabelTask[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    return this.fitNow(given);
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(X: MatrixLike, Y: LabelsLike, options?: FitOptions & AsyncOptions): Promise<this>;
  fitAsync(tasks: readonly LabelTask[], options?: AsyncOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    return this.fitSoon(given);
  }

  /** The classes of every task, sorted: T lists. */
  get classes(): readonly (readonly Label[])[] {
    const model = this.learnt("classes");
    return model.heads.map((_, t) => model.classes(t));
  }

  /** The likeliest labels of all tasks on the same rows, n rows of T. */
  predict(X: MatrixLike): Label[][];
  /** The likeliest labels of one task, given by index or name, n. */
  predict(X: MatrixLike, options: { task: number | string }): Label[];
  /** The likeliest labels of every task on rows of its own, matched by name if all have names, else by position. */
  predict(tasks: readonly TaskInputs[]): Label[][];
  predict(
    X: MatrixLike | readonly TaskInputs[],
    options?: { task?: number | string | undefined },
  ): Label[] | Label[][];
  predict(
    given: MatrixLike | readonly TaskInputs[],
    options?: { task?: number | string | undefined },
  ): Label[] | Label[][] {
    const model = this.learnt("predict");
    const all = (X: Dense): Label[][] => {
      const columns = model.heads.map((_, t) => model.labels(t, X));
      return Array.from({ length: X.rows }, (_, i) => columns.map((column) => column[i]!));
    };
    return askModel(model, `${this.name}.predict`, given, options, (t, X) => model.labels(t, X), all);
  }

  /** P(class | x) of every task on the same rows: T matrices, n x K_t, columns as in `classes`. */
  predictProba(X: MatrixLike): Matrix[];
  /** P(class | x) of one task, n x K. */
  predictProba(X: MatrixLike, options: { task: number | string }): Matrix;
  /** P(class | x) of every task on rows of its own. */
  predictProba(tasks: readonly TaskInputs[]): Matrix[];
  predictProba(
    given: MatrixLike | readonly TaskInputs[],
    options?: { task?: number | string },
  ): Matrix | Matrix[] {
    const model = this.learnt("predictProba");
    const one = (t: number, X: Dense): Matrix => toMatrix(model.probabilities(t, X));
    const all = (X: Dense): Matrix[] => model.heads.map((_, t) => one(t, X));
    return askModel(model, `${this.name}.predictProba`, given, options, one, all);
  }

  /** The share of labels that are right: the mean over the tasks, unless `multioutput` says otherwise. */
  score<M extends MultiOutputError = "uniformAverage">(
    X: MatrixLike,
    Y: LabelsLike,
    options?: ScoreOptions<M>,
  ): Score<M>;
  score<M extends MultiOutputError = "uniformAverage">(
    tasks: readonly LabelTask[],
    options?: Pick<ScoreOptions<M>, "multioutput">,
  ): Score<M>;
  score<M extends MultiOutputError>(...[given, second, third]: unknown[]): Score<M> {
    const where = `${this.name}.score`;
    const model = this.learnt("score");
    const columns = isTasks(given)
      ? rightOfTasks(model, where, given as readonly LabelTask[])
      : rightOfColumns(model, where, given as MatrixLike, second as LabelsLike, third as ScoreOptions<M>);
    const options = (isTasks(given) ? second : third) as ScoreOptions<M> | undefined;
    checkOptions(where, options, isTasks(given) ? ["multioutput"] : ["sampleWeight", "multioutput"]);
    return scoreColumns(where, columns, options?.multioutput, (column) => ({ score: shareOfRight(column) }));
  }
}

/** What is right of the tasks on the same rows. */
function rightOfColumns(
  model: LinearHeads,
  where: string,
  given: MatrixLike,
  Y: LabelsLike,
  options: { readonly sampleWeight?: VectorLike | MatrixLike | undefined } | undefined,
): Column[] {
  const P = askModel(
    model,
    where,
    given,
    undefined,
    () => [],
    (X) => model.heads.map((_, t) => model.labels(t, X)),
  );
  const { labels, rows, columns } = readLabels(`${where} Y`, Y);
  if (columns !== model.T)
    reject("shape", `${where} Y`, `${model.T} columns, one a task`, said(`${columns}`));
  const n = P[0]!.length;
  if (rows !== n) reject("shape", `${where} Y`, `${n} rows, one per row of X`, said(`${rows}`));
  const weights = readWeights(`${where} sampleWeight`, options?.sampleWeight, rows, columns);
  return P.map((own, t) => {
    const s =
      weights && Float64Array.from(own, (_, i) => weights[weights.length === rows ? i : i * columns + t]!);
    const y = own.map((_, i) => labels[i * columns + t]);
    return rightColumn(`${where} ${taskLabel(t, model.taskNames)}`, y, own as Label[], s);
  });
}

/** What is right of tasks with rows of their own. */
function rightOfTasks(model: LinearHeads, where: string, tasks: readonly LabelTask[]): Column[] {
  checkTasks(where, tasks, ["X", "y"]);
  const P = askModel(
    model,
    where,
    tasks,
    undefined,
    (t, X) => model.labels(t, X),
    () => [],
  );
  return tasks.map(({ y, sampleWeight }, k) =>
    labelColumn(`${where} task ${k} y`, y, P[k] as Label[], sampleWeight),
  );
}
