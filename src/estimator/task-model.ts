import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { matchTasks, type TaskShape, taskIndex } from "../base/task-names.ts";
import { isTasks, type TaskInputs } from "../base/tasks.ts";
import { type MatrixLike, readMatrix, readMatrixOrColumn } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import {
  type MultiOutput,
  type Predictions,
  r2Score,
  type Score,
  type ScoreOptions,
  type Targets,
} from "../metric/index.ts";

/** What every fitted estimator of numbers can do, whatever is inside. */
export interface TaskModel extends TaskShape {
  /** All tasks on the same rows: X is n x p, the result n x T. */
  apply(X: Dense): Dense;
  /** One task, n. */
  applyTask(t: number, X: Dense): Float64Array;
}

/** The three forms of every question about inputs: all tasks on the same rows, one task, every task on rows of its own. */
export function askModel<One, All>(
  model: TaskShape,
  where: string,
  given: MatrixLike | readonly TaskInputs[],
  options: { readonly task?: number | string | undefined } | undefined,
  one: (t: number, X: Dense) => One,
  all: (X: Dense) => All,
): One | One[] | All {
  checkOptions(where, options, ["task"]);
  if (isTasks(given)) {
    if (options) reject("param", `${where} options`, "none beside per-task inputs", options);
    const index = matchTasks(where, given, model);
    const inputs = given.map(({ X }, k) => readInputs(`${where} task ${k} X`, X, model));
    return inputs.map((X, k) => one(index[k]!, X));
  }
  const X = readInputs(`${where} X`, given, model);
  if (options?.task === undefined) return all(X);
  return one(taskIndex(`${where} task`, options.task, model), X);
}

/** `predict` in its three forms, for any model of numbers. */
export const predictWith = (
  model: TaskModel,
  where: string,
  given: MatrixLike | readonly TaskInputs[],
  options: { readonly task?: number | string | undefined } | undefined,
): Matrix | Float64Array | Float64Array[] =>
  askModel(
    model,
    where,
    given,
    options,
    (t, X) => model.applyTask(t, X),
    (X) => toMatrix(model.apply(X)),
  );

/** R² in both forms: (X, Y, options) or (tasks, options). */
export function scoreWith<M extends MultiOutput>(
  model: TaskModel,
  where: string,
  [given, second, third]: readonly unknown[],
): Score<M> {
  const P = predictWith(model, where, given as MatrixLike, undefined) as Predictions;
  const [Y, options] = isTasks(given) ? [given, second] : [second, third];
  if (!isTasks(given)) {
    const { columns } = readMatrixOrColumn(`${where} Y`, Y, { missing: true });
    if (columns !== model.T)
      reject("shape", `${where} Y`, `${model.T} columns, one a task`, said(`${columns}`));
  }
  return r2Score(Y as Targets, P, options as ScoreOptions<M>);
}

/** Reads inputs with as many features as the model has. */
export function readInputs(where: string, given: unknown, { p }: TaskShape): Dense {
  const X = readMatrix(where, given);
  if (X.columns !== p) reject("shape", where, `${p} columns, as in fit`, said(`${X.columns}`));
  return X;
}
