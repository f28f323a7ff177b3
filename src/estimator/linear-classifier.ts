import type { Matrix } from "ml-matrix";
import { type Label, type LabelsLike, readLabels } from "../base/label.ts";
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
import { labelColumn, rightColumns, shareOfRight } from "../metric/accuracy-score.ts";
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
    return this.#labels("predict", given, options);
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
    const { T, taskNames } = this.learnt("score");
    const [options, known] = isTasks(given)
      ? [second, ["multioutput"]]
      : [third, ["sampleWeight", "multioutput"]];
    checkOptions(where, options as object | undefined, known);
    const { multioutput, sampleWeight } = (options ?? {}) as ScoreOptions<M>;
    if (isTasks(given)) checkTasks(where, given, ["X", "y"]);
    const P = this.#labels("score", given as MatrixLike) as Label[][];
    const right = (): Column[] => {
      if (isTasks(given)) {
        const tasks = given as unknown as readonly LabelTask[];
        return tasks.map(({ y, sampleWeight: own }, k) => labelColumn(`${where} task ${k} y`, y, P[k]!, own));
      }
      const Y = readLabels(`${where} Y`, second);
      if (Y.columns !== T) reject("shape", `${where} Y`, `${T} columns, one a task`, said(`${Y.columns}`));
      const n = P.length;
      if (Y.rows !== n) reject("shape", `${where} Y`, `${n} rows, one per row of X`, said(`${Y.rows}`));
      const weights = readWeights(`${where} sampleWeight`, sampleWeight, n, T);
      return rightColumns(Y, P.flat(), weights, (t) => `${where} ${taskLabel(t, taskNames)}`);
    };
    return scoreColumns(where, right(), multioutput, (column) => ({ score: shareOfRight(column) }));
  }

  #labels(
    asked: string,
    given: MatrixLike | readonly TaskInputs[],
    options?: { task?: number | string | undefined },
  ): Label[] | Label[][] {
    const model = this.learnt(asked);
    const all = (X: Dense): Label[][] => {
      const columns = model.heads.map((_, t) => model.labels(t, X));
      return Array.from({ length: X.rows }, (_, i) => columns.map((column) => column[i]!));
    };
    return askModel(model, `${this.name}.${asked}`, given, options, (t, X) => model.labels(t, X), all);
  }
}
