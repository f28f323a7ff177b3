import { Heap } from "./heap.ts";
import { KeptRows } from "./kept-rows.ts";
import type { Constraint } from "./subset-law.ts";

/** A decision against the best way: what the tasks before it do is as in an earlier subset. */
interface Turn {
  readonly value: number;
  readonly parent: readonly number[];
  /** How many tasks of the parent stand before the turn. */
  readonly shared: number;
  readonly place: number;
  readonly takes: boolean;
  /** What is left of the capacity after it. */
  readonly left: number;
}

/**
 * The subsets of the largest sums of scores, the largest first, at most `count` of them.
 *
 * Tasks are decided one by one, the smallest score first, of equal scores the last one. With V_j(r) the best sum of the tasks from j on
 * when r is left, the best subset is a walk along the rows; the next best turns off from a walk that is known at one task and goes on
 * as well as it can. Of equal sums that subset is first which leaves out the first decided task in which they differ. Sums are always
 * added up from the last decided task to the first, so that the same scores have the same sum.
 *
 * @see Lawler 1972, A procedure for computing the K best solutions; Murty 1968
 */
export function bestSubsets(
  scores: Float64Array,
  { costs, capacity, exact }: Constraint,
  count: number,
): number[][] {
  const T = scores.length;
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]! || b - a);
  const score = Float64Array.from(order, (t) => scores[t]!);
  const cost = Int32Array.from(order, (t) => costs[t]!);
  const last = new Float64Array(capacity + 1).fill(exact ? -Infinity : 0);
  last[0] = 0;
  const rows = new KeptRows(
    T,
    capacity + 1,
    last,
    () => new Float64Array(capacity + 1),
    (j, into, from) => bestWith(into, from, score[j]!, cost[j]!),
  );
  const rounding = 1e-12 * score.reduce((sum, value) => sum + Math.abs(value), 0);

  /** Goes on from task `from` as well as can be, and tells the `most` best turns on the way and all that are as good. */
  function walk(taken: readonly number[], from: number, capacityLeft: number, most: number): Walk {
    const subset = [...taken];
    const turns: Omit<Turn, "parent" | "value">[] = [];
    const losses: number[] = [];
    let left = capacityLeft;
    for (let j = from; j < T; j++) {
      const next = rows.row(j + 1);
      const without = next[left]!;
      const taking = left >= cost[j]! ? score[j]! + next[left - cost[j]!]! : -Infinity;
      const takes = taking > without;
      const other = takes ? without : taking;
      if (other > -Infinity) {
        const rest = takes ? left : left - cost[j]!;
        turns.push({ shared: subset.length, place: j, takes: !takes, left: rest });
        losses.push(takes ? taking - without : without - taking);
      }
      if (!takes) continue;
      subset.push(j);
      left -= cost[j]!;
    }
    const largest = Float64Array.from(losses).sort()[most - 1] ?? (most > 0 ? Infinity : -Infinity);
    const kept = turns.filter((_, k) => losses[k]! <= largest + rounding);
    return { subset, turns: kept.map((turn) => ({ ...turn, parent: subset, value: worth(subset, turn) })) };
  }

  /** The best sum after a turn. */
  function worth(parent: readonly number[], { shared, place, takes, left }: Omit<Turn, "parent" | "value">) {
    let sum = rows.row(place + 1)[left]!;
    if (takes) sum += score[place]!;
    for (let k = shared - 1; k >= 0; k--) sum += score[parent[k]!]!;
    return sum;
  }

  const heap = new Heap<Turn>((a, b) => a.value > b.value || (a.value === b.value && isBefore(a, b)));
  const found: number[][] = [];
  let { subset, turns } = walk([], 0, capacity, count - 1);
  for (;;) {
    found.push(subset.map((j) => order[j]!).sort((a, b) => a - b));
    for (const turn of turns) heap.push(turn);
    const next = found.length < count ? heap.pop() : undefined;
    if (!next) return found;
    const taken = next.parent.slice(0, next.shared);
    if (next.takes) taken.push(next.place);
    ({ subset, turns } = walk(taken, next.place + 1, next.left, count - found.length - 1));
  }
}

interface Walk {
  readonly subset: number[];
  readonly turns: readonly Turn[];
}

/** V_j(r) = max(V_{j+1}(r), s + V_{j+1}(r − c)) */
function bestWith(into: Float64Array, from: Float64Array, score: number, cost: number): void {
  for (let r = 0; r < from.length; r++) {
    const taking = r >= cost ? score + from[r - cost]! : -Infinity;
    into[r] = taking > from[r]! ? taking : from[r]!;
  }
}

/** Which of two leaves out the first task in which they differ; they do before both turns are over. */
function isBefore(a: Turn, b: Turn): boolean {
  const task = ({ parent, shared, place, takes }: Turn, k: number): number => {
    if (k < shared) return parent[k]!;
    return k === shared && takes ? place : Infinity;
  };
  for (let k = 0; ; k++) {
    const [inA, inB] = [task(a, k), task(b, k)];
    if (inA !== inB) return inA > inB;
    if (inA === Infinity) return false;
  }
}
