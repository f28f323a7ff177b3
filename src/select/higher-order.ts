import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";

/** A set of tasks that are learnt together, and what every one of them loses there. */
export interface TaskSet<Label = string | number> {
  readonly tasks: readonly Label[];
  /** One a task of the set, in their order. */
  readonly losses: ArrayLike<number>;
}

/**
 * What is known of pairs, said of a set: for every task of it the mean of its pairs with the others, alone the diagonal. Losses give
 * losses (the higher-order approximation), affinities or gains give those (inter-task affinity onto a group).
 *
 * @param pairs - T x T, entry (t, s) that of task t beside task s, as `together` and `gains` of `pairwiseGains`
 * @param set - numbers of the tasks
 * @see Standley, Zamir, Chen, Guibas, Malik & Savarese 2020, section 5.3.2; Fifty et al. 2021
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { higherOrder } from "polytask/select";
 *
 * const together = [[5, 4, 2], [7, 8, 9], [1, 3, 6]];
 * assert.deepEqual([...higherOrder(together, [0, 1, 2])], [3, 8, 2]);
 * assert.deepEqual([...higherOrder(together, [1])], [8]);
 * ```
 */
export function higherOrder(pairs: MatrixLike, set: readonly number[]): Float64Array {
  const { data, T } = readPairs("higherOrder pairs", pairs);
  for (const [k, t] of set.entries()) {
    if (!(Number.isInteger(t) && t >= 0 && t < T))
      reject("value", "higherOrder set", `tasks from 0 to ${T - 1}`, t);
    if (set.indexOf(t) < k) reject("value", "higherOrder set", "every task once", said(`${t} twice`));
  }
  return meansOf(data, T, set);
}

/**
 * All 2^T − 1 sets of tasks with the losses that `higherOrder` says they have, for `partitionTasks`; the smaller sets first.
 *
 * @throws PolytaskError where there are more than 16 tasks
 */
export function higherOrderSets(pairs: MatrixLike): TaskSet<number>[] {
  const { data, T } = readPairs("higherOrderSets pairs", pairs);
  if (T > 16)
    reject("shape", "higherOrderSets pairs", "at most 16 tasks, as all sets are listed", said(`${T}`));
  return Array.from({ length: 2 ** T - 1 }, (_, k) => k + 1)
    .map((mask) => Array.from({ length: T }, (_, t) => t).filter((t) => mask & (1 << t)))
    .sort((a, b) => a.length - b.length)
    .map((tasks) => ({ tasks, losses: meansOf(data, T, tasks) }));
}

function readPairs(where: string, given: MatrixLike): { data: Float64Array; T: number } {
  const { data, rows, columns } = readMatrix(where, given);
  if (rows !== columns) reject("shape", where, "as many columns as rows", said(`${rows} x ${columns}`));
  return { data, T: rows };
}

function meansOf(data: Float64Array, T: number, set: readonly number[]): Float64Array {
  return Float64Array.from(set, (t) => {
    if (set.length === 1) return data[t * (T + 1)]!;
    return set.reduce((sum, s) => (s === t ? sum : sum + data[t * T + s]!), 0) / (set.length - 1);
  });
}
