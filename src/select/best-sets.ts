import { report, type Work } from "../base/work.ts";
import { type Bound, budgetBound, type Candidates, filled } from "./budget-bound.ts";

/** Sets that serve every task, and what that comes to. */
interface Choice {
  readonly loss: number;
  readonly cost: number;
  /** Numbers of the sets, ascending. */
  readonly sets: readonly number[];
}

/** Choices that are looked at before the next word of progress. */
const nodesAtATime = 2000;

/**
 * The sets within a budget in which the tasks lose least, each in its best set: branch and bound. Of equal losses the least cost wins,
 * then the choice whose sets stand first in the list. Undefined where no sets within the budget have all tasks.
 */
export function* bestSets(candidates: Candidates, budget: number): Work<readonly number[] | undefined> {
  const { T, losses, costs } = candidates;
  const worst = new Float64Array(T).map((_, t) =>
    losses.reduce((most, own) => (own[t]! < Infinity ? Math.max(most, own[t]!) : most), -Infinity),
  );
  const first = greedy(candidates, budget, worst);
  let best = first ?? { loss: Infinity, cost: Infinity, sets: [] };
  const reached = first ? served(losses, first.sets, T) : worst;
  const bound: Bound = budgetBound(candidates, budget, reached);
  const { order, worth, prices } = bound;
  const N = order.length;
  const size = worst.reduce((sum, loss) => sum + Math.abs(loss), 0);
  const rounding = 1e-11 * size;
  // the least loss, and the least cost, that a task can have in the sets from a place on
  const lossFrom = suffixes(N, T, (k, t) => losses[order[k]!]![t]!);
  const costFrom = suffixes(N, T, (k, t) =>
    losses[order[k]!]![t]! < Infinity ? costs[order[k]!]! : Infinity,
  );
  const slack = 1e-9 * budget;

  let nodes = 0;
  let fraction = 0;

  function* search(now: Float64Array, sets: readonly number[], from: number, bought: number): Work<void> {
    const sorted = [...sets].sort((a, b) => a - b);
    const spent = sorted.reduce((sum, j) => sum + costs[j]!, 0);
    const choice = { loss: now.reduce((sum, own) => sum + own, 0), cost: spent, sets: sorted };
    if (isBefore(choice, best)) best = choice;
    const left = budget - spent;
    if (++nodes % nodesAtATime === 0) yield* report({ stage: "sets", fraction });
    for (let k = from; k < N; k++) {
      if (sets.length === 0) fraction = k / N;
      const least = Math.max(
        prices + bought + filled(bound, costs, k, left + slack),
        boundOfRest(now, k, left),
      );
      if (least === Infinity || least > best.loss + rounding) return;
      if (least > best.loss - rounding && spent >= best.cost) return;
      const j = order[k]!;
      if (costs[j]! > left + slack) continue;
      const own = losses[j]!;
      const next = now.map((value, t) => Math.min(value, own[t]!));
      if (next.some((value, t) => value < now[t]!))
        yield* search(next, [...sets, j], k + 1, bought + worth[j]!);
    }
  }

  /** What the tasks lose at least with sets from a place on, as though they need not be paid for together. */
  function boundOfRest(now: Float64Array, k: number, left: number): number {
    let sum = 0;
    for (let t = 0; t < T; t++) {
      if (now[t] === Infinity && costFrom[k * T + t]! > left + slack) return Infinity;
      sum += Math.min(now[t]!, lossFrom[k * T + t]!);
    }
    return sum;
  }

  yield* search(new Float64Array(T).fill(Infinity), [], 0, 0);
  return best.loss < Infinity ? best.sets : undefined;
}

function isBefore(a: Choice, b: Choice): boolean {
  if (a.loss !== b.loss) return a.loss < b.loss;
  if (a.cost !== b.cost) return a.cost < b.cost;
  const differs = a.sets.findIndex((j, k) => j !== b.sets[k]);
  return differs >= 0 && a.sets[differs]! < (b.sets[differs] ?? Infinity);
}

/** For every task the place of the chosen set in which it loses least, of several the first. */
export const servedBy = (losses: readonly Float64Array[], chosen: readonly number[], T: number): number[] =>
  Array.from({ length: T }, (_, t) =>
    chosen.reduce((at, j, k) => (losses[j]![t]! < losses[chosen[at]!]![t]! ? k : at), 0),
  );

/** What every task loses in its best set of some. */
const served = (losses: readonly Float64Array[], sets: readonly number[], T: number): Float64Array =>
  new Float64Array(T).map((_, t) => sets.reduce((least, j) => Math.min(least, losses[j]![t]!), Infinity));

/** Always the set that helps most for its cost, a task without a set losing what it does in its worst. */
function greedy({ T, losses, costs }: Candidates, budget: number, worst: Float64Array): Choice | undefined {
  const sets: number[] = [];
  let now = new Float64Array(T).fill(Infinity);
  let left = budget;
  for (;;) {
    let [most, at] = [0, -1];
    for (const [j, own] of losses.entries()) {
      if (costs[j]! > left) continue;
      let help = 0;
      for (let t = 0; t < T; t++) {
        // having a set at all counts as much as all losses together
        if (now[t] === Infinity && own[t]! < Infinity) help += 1e6 * (1 + worst[t]! - own[t]!);
        else help += Math.max(0, now[t]! < Infinity ? now[t]! - own[t]! : 0);
      }
      if (help / costs[j]! > most) [most, at] = [help / costs[j]!, j];
    }
    if (at < 0) break;
    sets.push(at);
    left -= costs[at]!;
    now = now.map((value, t) => Math.min(value, losses[at]![t]!));
  }
  const loss = now.reduce((sum, own) => sum + own, 0);
  if (loss === Infinity) return undefined;
  const ordered = sets.sort((a, b) => a - b);
  return { loss, cost: ordered.reduce((sum, j) => sum + costs[j]!, 0), sets: ordered };
}

/** Row k: the least value of every task from place k on, N + 1 rows, the last of Infinity. */
function suffixes(N: number, T: number, value: (k: number, t: number) => number): Float64Array {
  const out = new Float64Array((N + 1) * T).fill(Infinity);
  for (let k = N - 1; k >= 0; k--) {
    for (let t = 0; t < T; t++) out[k * T + t] = Math.min(value(k, t), out[(k + 1) * T + t]!);
  }
  return out;
}
