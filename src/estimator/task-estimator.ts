import type { Matrix } from "ml-matrix";
import { readArguments } from "../base/arguments.ts";
import { Estimator } from "../base/estimator.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { FitOptions, Task, TaskData, TaskInputs } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import type { MultiOutput, Score, ScoreOptions } from "../metric/index.ts";
import { predictWith, scoreWith, type TaskModel } from "./task-model.ts";

/** What `predict` gives where the types do not tell the form of its inputs. */
type Predicted = Matrix | Float64Array | Float64Array[];

type Targets = MatrixLike | VectorLike;

/** What every estimator of numbers does, whatever its model is: data in both forms, `fit`, `predict`, `score`. */
export abstract class TaskEstimator<
  Table extends ParameterTable,
  Model extends TaskModel,
> extends Estimator<Table> {
  #model: Model | (() => Model) | undefined;

  /** Learns from checked data; `where` is who asked, for what it has to say. */
  protected abstract solve(data: TaskData, where: string): Work<Model>;

  /** Takes what was learnt, or how to find it out when somebody asks. */
  protected learn(model: Model | (() => Model)): void {
    this.#model = model;
  }

  /** Fits all tasks on the same rows: X is n x p, Y n x T or, for one task, n. Returns this. */
  fit(X: MatrixLike, Y: Targets, options?: FitOptions & { onProgress?: OnProgress }): this;
  /** Fits tasks that have rows of their own. Returns this. */
  fit(tasks: readonly Task[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    const where = `${this.name}.fit`;
    const { data, options } = readArguments<AsyncOptions>(where, given, ["onProgress"]);
    this.learn(drain(this.solve(data, where), options.onProgress));
    return this;
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(X: MatrixLike, Y: Targets, options?: FitOptions & AsyncOptions): Promise<this>;
  fitAsync(tasks: readonly Task[], options?: AsyncOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    const where = `${this.name}.fitAsync`;
    const { data, options } = readArguments<AsyncOptions>(where, given, ["signal", "onProgress"], true);
    this.learn(await drainAsync(this.solve(data, where), options));
    return this;
  }

  /** Predictions of all tasks on the same rows, n x T. */
  predict(X: MatrixLike): Matrix;
  /** Predictions of one task, given by index or name, n. */
  predict(X: MatrixLike, options: { task: number | string }): Float64Array;
  /** Predictions of every task on rows of its own, matched by name if all have names, else by position. */
  predict(tasks: readonly TaskInputs[]): Float64Array[];
  predict(X: MatrixLike | readonly TaskInputs[], options?: { task?: number | string | undefined }): Predicted;
  predict(
    given: MatrixLike | readonly TaskInputs[],
    options?: { task?: number | string | undefined },
  ): Predicted {
    return predictWith(this.learnt("predict"), `${this.name}.predict`, given, options);
  }

  /** R² on X and Y: the mean over the tasks, unless `multioutput` says otherwise. */
  score<M extends MultiOutput = "uniformAverage">(
    X: MatrixLike,
    Y: Targets,
    options?: ScoreOptions<M>,
  ): Score<M>;
  score<M extends MultiOutput = "uniformAverage">(
    tasks: readonly Task[],
    options?: Pick<ScoreOptions<M>, "multioutput">,
  ): Score<M>;
  score<M extends MultiOutput>(...given: unknown[]): Score<M> {
    return scoreWith(this.learnt("score"), `${this.name}.score`, given);
  }

  /** The model, or `NotFittedError` for whoever asked. */
  protected learnt(asked: string): Model {
    if (this.#model === undefined) throw new NotFittedError(this.name, asked);
    if (typeof this.#model === "function") this.#model = this.#model();
    return this.#model;
  }
}
