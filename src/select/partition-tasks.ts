import { type AsyncOptions, drain, drainAsync, type OnProgress, type Work } from "../base/work.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { bestSets, servedBy } from "./best-sets.ts";
import type { TaskSet } from "./higher-order.ts";

export interface PartitionOptions<Label extends string | number> {
  /** What is known of sets of tasks: a list, or a map from the tasks of a set to their losses. */
  readonly losses: Iterable<TaskSet<Label>> | ReadonlyMap<readonly Label[], ArrayLike<number>>;
  /** What the chosen sets may cost in all. */
  readonly budget: number;
  /** What the sets cost, one a set or one for all; 1 without it. */
  readonly costs?: number | readonly number[];
}

export interface TaskPartition<Label extends string | number> {
  /** The chosen sets, in the order in which they were given. */
  readonly sets: readonly (TaskSet<Label> & { readonly cost: number })[];
  /** The tasks, in the order in which they first come up. */
  readonly tasks: readonly Label[];
  /** For every task which of `sets` serves it: the first of those in which it loses least. */
  readonly assignment: readonly number[];
  /** What every task loses there. */
  readonly losses: Float64Array;
  /** The sum of the losses, the least that there is. */
  readonly loss: number;
  readonly cost: number;
}

/**
 * The sets of tasks to learn within a budget: minimise Σ_t (the least loss of task t in a chosen set) with Σ costs <= budget. Sets may
 * overlap; every task takes the set in which it loses least. The optimum, by branch and bound.
 *
 * Of equal losses the choice of the least cost wins, then the one whose sets were given first.
 *
 * @throws PolytaskError where losses are not finite, a set is empty or has a task twice, costs are not positive, or no sets within the
 * budget have all tasks
 * @see Standley, Zamir, Chen, Guibas, Malik & Savarese 2020, Which tasks should be learned together in multi-task learning?
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { partitionTasks } from "polytask/select";
 *
 * const losses = [
 *   { tasks: ["a", "b", "c"], losses: [3, 3, 3] },
 *   { tasks: ["a", "b"], losses: [1, 1] },
 *   { tasks: ["c"], losses: [2] },
 * ];
 * const { sets, assignment, loss } = partitionTasks({ losses, budget: 2 });
 * assert.deepEqual(sets.map(({ tasks }) => tasks), [["a", "b"], ["c"]]);
 * assert.deepEqual([assignment, loss], [[0, 0, 1], 4]);
 * assert.equal(partitionTasks({ losses, budget: 1 }).loss, 9);
 * ```
 */
export function partitionTasks<const Label extends string | number>(
  options: PartitionOptions<Label> & { readonly onProgress?: OnProgress },
): TaskPartition<Label> {
  const where = "partitionTasks";
  checkOptions(where, options, [...known, "onProgress"]);
  return drain(partition(where, options), options?.onProgress);
}

/** Like `partitionTasks`, giving way to other work every 50 ms or so. */
export async function partitionTasksAsync<const Label extends string | number>(
  options: PartitionOptions<Label> & AsyncOptions,
): Promise<TaskPartition<Label>> {
  const where = "partitionTasksAsync";
  checkOptions(where, options, [...known, "onProgress", "signal"]);
  return drainAsync(partition(where, options), options);
}

const known = ["losses", "budget", "costs"];

function* partition<Label extends string | number>(
  where: string,
  options: PartitionOptions<Label>,
): Work<TaskPartition<Label>> {
  const given = readSets(where, options?.losses);
  const { budget } = options;
  const tasks = [...new Set(given.flatMap(({ tasks: own }) => own))];
  const costs = readCosts(where, options.costs ?? 1, given.length);
  const cheapest = costs.reduce((least, cost) => Math.min(least, cost), Infinity);
  if (!(budget >= cheapest && budget < Infinity))
    reject(
      "value",
      `${where}.budget`,
      `a finite number from ${cheapest}, what the cheapest set costs`,
      budget,
    );
  const losses = given.map((set) => {
    const own = new Float64Array(tasks.length).fill(Infinity);
    for (const [k, task] of set.tasks.entries()) own[tasks.indexOf(task)] = set.losses[k]!;
    return own;
  });
  const chosen = yield* bestSets({ T: tasks.length, losses, costs }, budget);
  if (!chosen) reject("value", `${where}.budget`, "room for sets that have all tasks", budget);
  const assignment = servedBy(losses, chosen, tasks.length);
  const found = Float64Array.from(assignment, (k, t) => losses[chosen[k]!]![t]!);
  return {
    sets: chosen.map((j) => ({ ...given[j]!, cost: costs[j]! })),
    ...{ tasks, assignment, losses: found },
    loss: found.reduce((sum, loss) => sum + loss, 0),
    cost: chosen.reduce((sum, j) => sum + costs[j]!, 0),
  };
}

function readSets<Label extends string | number>(
  where: string,
  losses: PartitionOptions<Label>["losses"] | undefined,
): TaskSet<Label>[] {
  const rule = "sets { tasks, losses }, or a map from tasks to losses";
  if (typeof losses !== "object" || losses === null || !(Symbol.iterator in losses))
    reject("param", `${where}.losses`, rule, losses);
  const sets = Array.from(losses as Iterable<unknown>, (set) =>
    Array.isArray(set) ? { tasks: set[0], losses: set[1] } : set,
  ) as TaskSet<Label>[];
  if (sets.length === 0) reject("param", `${where}.losses`, rule, said("none"));
  for (const [j, set] of sets.entries()) {
    const own = `${where}.losses set ${j}`;
    if (!Array.isArray(set?.tasks) || set.tasks.length === 0)
      reject("shape", own, "an array of tasks, at least one", set?.tasks);
    const twice = set.tasks.find((task, k) => set.tasks.indexOf(task) < k);
    if (twice !== undefined) reject("value", own, "every task once", said(`${JSON.stringify(twice)} twice`));
    if (set.losses?.length !== set.tasks.length)
      reject("shape", own, `${set.tasks.length} losses, one a task`, said(`${set.losses?.length}`));
    const bad = Array.from(set.losses).find((loss) => !Number.isFinite(loss));
    if (bad !== undefined) reject("value", own, "finite losses", bad);
  }
  return sets;
}

function readCosts(where: string, given: number | readonly number[], N: number): Float64Array {
  const costs = typeof given === "number" ? new Float64Array(N).fill(given) : Float64Array.from(given);
  if (costs.length !== N) reject("shape", `${where}.costs`, `${N} costs, one a set`, said(`${costs.length}`));
  const bad = costs.find((cost) => !(cost > 0 && cost < Infinity));
  if (bad !== undefined) reject("value", `${where}.costs`, "finite numbers > 0", bad);
  return costs;
}
