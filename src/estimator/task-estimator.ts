import type { Matrix } from "ml-matrix";
import { readArguments } from "../base/arguments.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { FitOptions, Task, TaskData, TaskInputs } from "../base/tasks.ts";
import type { AsyncOptions, OnProgress } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import type { MultiOutput, Score, ScoreOptions } from "../metric/index.ts";
import { Learner } from "./learner.ts";
import { predictWith, scoreWith, type TaskModel } from "./task-model.ts";

/** What `predict` gives where the types do not tell the form of its inputs. */
type Predicted = Matrix | Float64Array | Float64Array[];

type Targets = MatrixLike | VectorLike;

/** What every estimator of numbers does, whatever its model is: data in both forms, `fit`, `predict`, `score`. */
export abstract class TaskEstimator<Table extends ParameterTable, Model extends TaskModel> extends Learner<
  Table,
  Model,
  TaskData
> {
  protected override read(
    where: string,
    given: readonly unknown[],
    extra: readonly (keyof AsyncOptions)[],
    copy: boolean,
  ): { data: TaskData; options: AsyncOptions } {
    return readArguments<AsyncOptions>(where, given, extra, copy);
  }

  /** Fits all tasks on the same rows: X is n x p, Y n x T or, for one task, n. Returns this. */
  fit(X: MatrixLike, Y: Targets, options?: FitOptions & { onProgress?: OnProgress }): this;
  /** Fits tasks that have rows of their own. Returns this. */
  fit(tasks: readonly Task[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    return this.fitNow(given);
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(X: MatrixLike, Y: Targets, options?: FitOptions & AsyncOptions): Promise<this>;
  fitAsync(tasks: readonly Task[], options?: AsyncOptions): Promise<this>;
  fitAsync(...given: unknown[]): Promise<this> {
    return this.fitSoon(given);
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
}
