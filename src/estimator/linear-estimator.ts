import type { Matrix } from "ml-matrix";
import { Estimator } from "../base/estimator.ts";
import { type LinearModel, toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { FitOptions, Task, TaskData, TaskInputs } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import type { MultiOutput, Score, ScoreOptions } from "../metric/index.ts";
import { readArguments } from "./arguments.ts";
import { predictWith, scoreWith } from "./task-model.ts";

type Targets = MatrixLike | VectorLike;

/** Estimators whose model is y_t = x · w_t + b_t: data in both forms, `predict`, `score` and what was learnt. */
export abstract class LinearEstimator<Table extends ParameterTable> extends Estimator<Table> {
  #model: LinearModel | (() => LinearModel) | undefined;
  #coef: Matrix | undefined;

  /** Learns from checked data. */
  protected abstract solve(data: TaskData): Work<LinearModel>;

  /** Takes what was learnt, or how to find it out when somebody asks. */
  protected learn(model: LinearModel | (() => LinearModel)): void {
    this.#model = model;
    this.#coef = undefined;
  }

  /** Fits all tasks on the same rows: X is n x p, Y n x T or, for one task, n. Returns this. */
  fit(X: MatrixLike, Y: Targets, options?: FitOptions & { onProgress?: OnProgress }): this;
  /** Fits tasks that have rows of their own. Returns this. */
  fit(tasks: readonly Task[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    const { data, options } = readArguments<AsyncOptions>(`${this.name}.fit`, given, ["onProgress"]);
    this.learn(drain(this.solve(data), options.onProgress));
    return this;
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(X: MatrixLike, Y: Targets, options?: FitOptions & AsyncOptions): Promise<this>;
  fitAsync(tasks: readonly Task[], options?: AsyncOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    const { data, options } = readArguments<AsyncOptions>(`${this.name}.fitAsync`, given, [
      "signal",
      "onProgress",
    ]);
    this.learn(await drainAsync(this.solve(data), options));
    return this;
  }

  /** Predictions of all tasks on the same rows, n x T. */
  predict(X: MatrixLike): Matrix;
  /** Predictions of one task, given by index or name, n. */
  predict(X: MatrixLike, options: { task: number | string }): Float64Array;
  /** Predictions of every task on rows of its own, matched by name if all have names, else by position. */
  predict(tasks: readonly TaskInputs[]): Float64Array[];
  predict(given: MatrixLike | readonly TaskInputs[], options?: { task: number | string }) {
    return predictWith(this.#learnt("predict"), `${this.name}.predict`, given, options);
  }

  /** R² on X and Y: the mean over the tasks, unless `multioutput` says otherwise. */
  score<M extends MultiOutput = "uniformAverage">(
    X: MatrixLike,
    Y: MatrixLike | VectorLike,
    options?: ScoreOptions<M>,
  ): Score<M>;
  score<M extends MultiOutput = "uniformAverage">(
    tasks: readonly Task[],
    options?: Pick<ScoreOptions<M>, "multioutput">,
  ): Score<M>;
  score<M extends MultiOutput>(...given: unknown[]): Score<M> {
    return scoreWith(this.#learnt("score"), `${this.name}.score`, given);
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): LinearModel {
    return this.#learnt("model");
  }

  /** W, p x T: row = feature, column = task. A copy: changing it changes no prediction. */
  get coef(): Matrix {
    this.#coef ??= toMatrix(this.#learnt("coef").coef);
    return this.#coef;
  }

  /** b, one a task. */
  get intercept(): Float64Array {
    return this.#learnt("intercept").intercept.slice();
  }

  /** The curve of the fit. */
  get marks(): readonly Mark[] {
    return this.#learnt("marks").marks;
  }

  /** How far above the optimum the objective may be, in its units. */
  get dualGap(): number {
    return this.#learnt("dualGap").marks.at(-1)!.gap;
  }

  get nIter(): number {
    return this.#learnt("nIter").marks.at(-1)!.iteration;
  }

  get converged(): boolean {
    return this.#learnt("converged").converged;
  }

  #learnt(asked: string): LinearModel {
    if (this.#model === undefined) throw new NotFittedError(this.name, asked);
    if (typeof this.#model === "function") this.#model = this.#model();
    return this.#model;
  }
}
