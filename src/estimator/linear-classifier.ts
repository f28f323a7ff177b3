import type { Matrix } from "ml-matrix";
import type { Label, LabelsLike } from "../base/label.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { FitOptions, TaskInputs } from "../base/tasks.ts";
import type { AsyncOptions, OnProgress } from "../base/work.ts";
import type { MatrixLike } from "../check/matrix.ts";
import type { MultiOutputError, Score, ScoreOptions } from "../metric/index.ts";
import { HeadsLearner } from "./heads-learner.ts";
import { classesOf, type LabelTask, labelsWith, probabilitiesWith, scoreLabels } from "./label-answers.ts";
import { type LabelData, readLabelArguments } from "./label-data.ts";

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
    return classesOf(this.learnt("classes"));
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
    return labelsWith(this.learnt("predict"), `${this.name}.predict`, given, options);
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
    return probabilitiesWith(this.learnt("predictProba"), `${this.name}.predictProba`, given, options);
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
  score<M extends MultiOutputError>(...given: unknown[]): Score<M> {
    return scoreLabels(this.learnt("score"), `${this.name}.score`, given);
  }
}
