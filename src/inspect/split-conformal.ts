import type { FitOptions, Task } from "../base/tasks.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import {
  ConformalIntervals,
  type ConformalOptions,
  heldOutOf,
  neededFor,
  placeOf,
  readConformal,
} from "./intervals.ts";
import { checkPredictor, type Predictor, predictTasks, readRows } from "./predictor.ts";

/**
 * Split conformal intervals: prediction ± the ⌈(1 − alpha)(n + 1)⌉-th smallest absolute residual of n rows that the model has not
 * learnt from, task by task. A new target of a task lies inside with probability 1 − alpha or more, whatever the model and the
 * distribution, where its row and these are exchangeable.
 *
 * With `joint` the score of a row is its largest residual over the tasks, each divided by its scale, and all targets of a new row
 * lie inside at once with that probability. Rows without all targets do not count there.
 *
 * A missing target and a weight of 0 are a row that is not there; other weights do not count, as exchangeable rows are alike. A
 * task with fewer than (1 − alpha) / alpha rows has infinite intervals: a warning says so, and `unbounded` names it.
 *
 * @param model - a fitted model; the data are for calibration
 * @throws PolytaskError where data or options are wrong; `joint` with rows of their own
 * @see Papadopoulos et al. 2002; Lei et al. 2018, theorem 2.2
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, RandomState } from "polytask";
 * import { splitConformal } from "polytask/inspect";
 *
 * const random = new RandomState(0);
 * const X = Array.from({ length: 60 }, () => [random.randn()]);
 * const y = X.map(([x]) => 2 * x! + random.randn());
 * const model = new MultiOutputRidge().fit(X.slice(0, 30), y.slice(0, 30));
 * const { lower, upper } = splitConformal(model, X.slice(30), y.slice(30), { alpha: 0.2 }).predict([[0], [1]]);
 * assert.ok(lower.get(1, 0) < 2 && 2 < upper.get(1, 0));
 * ```
 */
export function splitConformal(
  model: Predictor,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & ConformalOptions,
): ConformalIntervals;
export function splitConformal(
  model: Predictor,
  tasks: readonly Task[],
  options?: Omit<ConformalOptions, "joint" | "scales">,
): ConformalIntervals;
export function splitConformal(model: Predictor, ...given: unknown[]): ConformalIntervals {
  const where = "splitConformal";
  const { rows, options } = readRows<ConformalOptions>(where, given, ["alpha", "joint", "scales"]);
  checkPredictor(where, model);
  const { alpha, joint, scales } = readConformal(where, rows, options);
  const held = heldOutOf(rows, predictTasks(where, model, rows.tasks, rows.shared), joint, scales);
  const halves = held.map(({ scores }, t) => {
    const bound = scores.slice().sort()[placeOf(alpha, scores.length) - 1] ?? Infinity;
    return joint ? bound * scales[t]! : bound;
  });
  const counts = held.map(({ scores }) => scores.length);
  return new ConformalIntervals(where, rows, counts, neededFor(alpha), (inputs, shared) => {
    const named = inputs.map(({ X, t }) => ({ X, task: rows.tasks[t]!.task }));
    return predictTasks(`${where}.predict`, model, named, shared).map((found, k) => {
      const half = halves[inputs[k]!.t]!;
      return { lower: found.map((value) => value - half), upper: found.map((value) => value + half) };
    });
  });
}
