import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, report, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import { zeros } from "../matrix/dense.ts";
import { RandomState, randomStateOf } from "../matrix/random.ts";
import { isScoring, type Scoring, scoreTask, scoringRule } from "../metric/scoring.ts";
import { checkPredictor, type Predictor, predictTasks, type Rows, readRows } from "./predictor.ts";

export interface PermutationOptions {
  /** How a task is scored, more is better; default "r2". */
  readonly scoring?: Scoring;
  /** How often every feature is shuffled; default 5. */
  readonly repeats?: number;
  readonly randomState?: number | RandomState;
}

type WithProgress = PermutationOptions & { readonly onProgress?: OnProgress };

export interface PermutationImportance {
  /** p x T: how much of a task's score is lost where a feature is shuffled, the mean over the repeats. */
  readonly mean: Matrix;
  /** p x T: their standard deviation (over the repeats, not of the mean). */
  readonly std: Matrix;
  /** One a task, p x repeats. */
  readonly importances: readonly Matrix[];
  /** One a task: the score where nothing is shuffled. */
  readonly scores: Float64Array;
}

const known = ["scoring", "repeats", "randomState"] as const;

/**
 * How much of every task's score is lost where one feature is shuffled among the rows: any model with `predict`, rows that it has
 * not learnt from.
 *
 * The shuffles are scikit-learn's for the same seed, one after the other of the same column. Tasks with rows of their own are
 * shuffled each within itself. Missing targets and weights count as in the score.
 *
 * @throws PolytaskError where data or options are wrong
 * @see Breiman 2001, section 10; scikit-learn, `sklearn.inspection.permutation_importance`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { permutationImportance } from "polytask/inspect";
 *
 * const X = Array.from({ length: 20 }, (_, i) => [i % 7, i % 3]);
 * const Y = X.map(([a, b]) => [a!, a! + 5 * b!]); // the first task has no use for b
 * const model = new MultiOutputRidge({ alpha: 0 }).fit(X, Y);
 * const { mean } = permutationImportance(model, X, Y, { repeats: 10, randomState: 0 });
 * assert.ok(mean.get(0, 0) > 1 && Math.abs(mean.get(1, 0)) < 1e-12 && mean.get(1, 1) > mean.get(0, 1));
 * ```
 */
export function permutationImportance(
  model: Predictor,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & WithProgress,
): PermutationImportance;
export function permutationImportance(
  model: Predictor,
  tasks: readonly Task[],
  options?: WithProgress,
): PermutationImportance;
export function permutationImportance(model: Predictor, ...given: unknown[]): PermutationImportance {
  const where = "permutationImportance";
  const { rows, options } = readRows<WithProgress>(where, given, [...known, "onProgress"]);
  return drain(shuffled(where, model, rows, options), options.onProgress);
}

/** The same, giving way to other work every 50 ms or so. */
export function permutationImportanceAsync(
  model: Predictor,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & PermutationOptions & AsyncOptions,
): Promise<PermutationImportance>;
export function permutationImportanceAsync(
  model: Predictor,
  tasks: readonly Task[],
  options?: PermutationOptions & AsyncOptions,
): Promise<PermutationImportance>;
export async function permutationImportanceAsync(
  model: Predictor,
  ...given: unknown[]
): Promise<PermutationImportance> {
  const where = "permutationImportanceAsync";
  const extra = [...known, "onProgress", "signal"] as const;
  const { rows, options } = readRows<PermutationOptions & AsyncOptions>(where, given, extra);
  return drainAsync(shuffled(where, model, rows, options), options);
}

function* shuffled(
  where: string,
  model: Predictor,
  { p, T, shared, tasks }: Rows,
  { scoring = "r2", repeats = 5, randomState }: PermutationOptions,
): Work<PermutationImportance> {
  checkPredictor(where, model);
  if (!isScoring(scoring)) reject("param", `${where}.scoring`, scoringRule, scoring);
  if (!(Number.isInteger(repeats) && repeats >= 1))
    reject("param", `${where}.repeats`, "an integer >= 1", repeats);
  const seed = randomStateOf(`${where}.randomState`, randomState).randint(2 ** 31);
  const scoresOf = (inputs: typeof tasks): number[] =>
    predictTasks(where, model, inputs, shared).map((found, t) => {
      const { y, weight, task } = tasks[t]!;
      return scoreTask(`${where} task ${JSON.stringify(task)}`, scoring, y, found, weight);
    });
  const scores = Float64Array.from(scoresOf(tasks));
  const importances = tasks.map(() => zeros(p, repeats));
  for (let j = 0; j < p; j++) {
    const apart = shared ? tasks.slice(0, 1) : tasks;
    const draws = apart.map(({ X }) => ({
      X: { ...X, data: X.data.slice() },
      order: Int32Array.from({ length: X.rows }, (_, i) => i),
      random: new RandomState(seed),
    }));
    for (let r = 0; r < repeats; r++) {
      for (const { X, order, random } of draws) {
        random.shuffle(order);
        const before = Float64Array.from(order, (i) => X.data[i * p + j]!);
        for (const [i, value] of before.entries()) X.data[i * p + j] = value;
      }
      const inputs = tasks.map((task, t) => ({ ...task, X: draws[shared ? 0 : t]!.X }));
      for (const [t, score] of scoresOf(inputs).entries())
        importances[t]!.data[j * repeats + r] = scores[t]! - score;
      yield* report({ stage: "shuffle", fraction: (j * repeats + r + 1) / (p * repeats) });
    }
  }
  const [mean, std] = [zeros(p, T), zeros(p, T)];
  for (const [t, { data }] of importances.entries()) {
    for (let j = 0; j < p; j++) {
      const own = data.subarray(j * repeats, (j + 1) * repeats);
      const centre = own.reduce((sum, value) => sum + value, 0) / repeats;
      mean.data[j * T + t] = centre;
      std.data[j * T + t] = Math.sqrt(own.reduce((sum, value) => sum + (value - centre) ** 2, 0) / repeats);
    }
  }
  return { mean: toMatrix(mean), std: toMatrix(std), importances: importances.map(toMatrix), scores };
}
