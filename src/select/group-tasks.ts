import type { Work } from "../base/work.ts";
import type { Dense } from "../matrix/dense.ts";
import { bestSets, servedBy } from "./best-sets.ts";
import { higherOrderSets } from "./higher-order.ts";

/** Tasks that are learnt together, and for every task which group serves it. */
export interface Groups {
  /** Numbers of tasks, ascending; a task may help in a group that does not serve it. */
  readonly groups: readonly (readonly number[])[];
  readonly assignment: readonly number[];
  /** Whether there is no better choice, by what pairs say of sets. */
  readonly exact: boolean;
}

/** So many tasks have few enough sets to look at all. */
export const listed = 12;

/** What the groups may cost in all, and what one of them costs. */
export interface GroupBudget {
  readonly budget: number;
  readonly cost: (tasks: readonly number[]) => number;
}

/**
 * The groups within a budget in which the tasks lose least, by what the pairs say of sets (`higherOrder`): exactly, for up to 12 tasks.
 * Undefined where no groups within it have all tasks.
 */
export function* bestGroups(pairs: Dense, { budget, cost }: GroupBudget): Work<Groups | undefined> {
  const T = pairs.rows;
  const sets = higherOrderSets(pairs);
  const losses = sets.map((set) => {
    const own = new Float64Array(T).fill(Infinity);
    for (const [k, t] of set.tasks.entries()) own[t] = set.losses[k]!;
    return own;
  });
  const costs = Float64Array.from(sets, (set) => cost(set.tasks));
  const chosen = yield* bestSets({ T, losses, costs }, budget);
  if (!chosen) return undefined;
  return { groups: chosen.map((j) => sets[j]!.tasks), assignment: servedBy(losses, chosen, T), exact: true };
}

/**
 * At most `most` groups that part the tasks: of every task alone those two become one that lose least by it, and then single tasks change
 * their groups as long as that helps.
 */
export function mergedGroups(pairs: Dense, most: number): Groups {
  let groups: number[][] = Array.from({ length: pairs.rows }, (_, t) => [t]);
  for (;;) {
    const [a, b, more] = bestMerger(pairs, groups);
    if (groups.length === 1 || (groups.length <= most && more >= 0)) break;
    const joined = [...groups[a]!, ...groups[b]!].sort((s, t) => s - t);
    groups = [...groups.slice(0, a), joined, ...groups.slice(a + 1, b), ...groups.slice(b + 1)];
  }
  while (moveOne(pairs, groups));
  const kept = groups.filter(({ length }) => length > 0);
  const assignment = Array.from({ length: pairs.rows }, (_, t) => kept.findIndex((own) => own.includes(t)));
  return { groups: kept, assignment, exact: false };
}

/** What the tasks of a group lose together. */
function lossOf({ data, rows: T }: Dense, group: readonly number[]): number {
  let sum = 0;
  for (const t of group) {
    if (group.length === 1) return data[t * (T + 1)]!;
    let own = 0;
    for (const s of group) if (s !== t) own += data[t * T + s]!;
    sum += own / (group.length - 1);
  }
  return sum;
}

/** The two groups that lose least by becoming one, and what they lose more. */
function bestMerger(
  pairs: Dense,
  groups: readonly number[][],
): readonly [a: number, b: number, more: number] {
  const losses = groups.map((own) => lossOf(pairs, own));
  let best: readonly [number, number, number] = [0, 0, Infinity];
  for (let b = 0; b < groups.length; b++) {
    for (let a = 0; a < b; a++) {
      const more = lossOf(pairs, [...groups[a]!, ...groups[b]!]) - losses[a]! - losses[b]!;
      if (more < best[2]) best = [a, b, more];
    }
  }
  return best;
}

/** Moves the first task for which that helps, to where it helps most; whether there was one. */
function moveOne(pairs: Dense, groups: number[][]): boolean {
  const losses = groups.map((own) => lossOf(pairs, own));
  for (const [from, own] of groups.entries()) {
    for (const t of own) {
      const rest = own.filter((s) => s !== t);
      const saved = losses[from]! - lossOf(pairs, rest);
      let [best, at] = [-1e-12 * Math.abs(losses[from]!), -1];
      for (const [to, other] of groups.entries()) {
        if (to === from) continue;
        const more = lossOf(pairs, [...other, t]) - losses[to]! - saved;
        if (more < best) [best, at] = [more, to];
      }
      if (at < 0) continue;
      groups[from] = rest;
      groups[at] = [...groups[at]!, t].sort((a, b) => a - b);
      return true;
    }
  }
  return false;
}
