import type { TaskData } from "../../base/tasks.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import { groupsOf } from "../../statistics/group.ts";
import { checkObserved } from "../ridge-fit.ts";
import { checkSquares } from "../summable.ts";

/**
 * Targets on a grid of n different rows and T tasks. Targets of one task on copies of one row are one cell: their mean, with
 * the sum of their weights. A weight s divides the noise by s, and counts s times, as s copies would.
 */
export interface Grid {
  /** n x p. */
  readonly X: Dense;
  readonly T: number;
  /** n x T; 0 where nothing is observed. */
  readonly Y: Float64Array;
  /** n x T; 0 where nothing is observed. */
  readonly weight: Float64Array;
  /** Σ over the observed cells of s − 1, and of s (y − mean)² within them: one a task. */
  readonly copies: Float64Array;
  readonly scatter: Float64Array;
}

/** The grid of checked data; the same data in another form give the same grid. */
export function gridOf(where: string, data: TaskData): Grid {
  const { p, T, taskNames } = data;
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(where, rows.length, tasks[0]!, taskNames);
  for (const { X, Y } of data.blocks) {
    checkSquares(where, "X", X.data);
    checkSquares(
      where,
      "Y",
      Y.data.map((value) => (Number.isNaN(value) ? 0 : value)),
    );
  }
  const places = new Map<string, number>();
  const found: Float64Array[] = [];
  const placed = new Map<(typeof groups)[number], Int32Array>();
  const ordered = Array.from({ length: T }, (_, t) => groups.find(({ tasks }) => tasks.includes(t))!);
  for (const group of ordered) {
    if (placed.has(group)) continue;
    const at = Int32Array.from(group.rows, (i) => {
      const row = group.X.data.subarray(i * p, (i + 1) * p);
      const key = row.join();
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, found.length);
      return found.push(row) - 1;
    });
    placed.set(group, at);
  }
  const X = zeros(found.length, p);
  for (const [i, row] of found.entries()) X.data.set(row, i * p);
  const cells = X.rows * T;
  const [Y, weight] = [new Float64Array(cells), new Float64Array(cells)];
  const [copies, scatter] = [new Float64Array(T), new Float64Array(T)];
  for (const [t, group] of ordered.entries()) {
    const column = group.columns[group.tasks.indexOf(t)]!;
    for (const [k, i] of placed.get(group)!.entries()) {
      const cell = i * T + t;
      const s = group.weight?.[k] ?? 1;
      const y = group.Y.data[group.rows[k]! * group.Y.columns + column]!;
      const before = weight[cell]!;
      weight[cell] = before + s;
      copies[t]! += before === 0 ? s - 1 : s;
      const away = before === 0 ? 0 : y - Y[cell]!;
      Y[cell] = before === 0 ? y : Y[cell]! + (away * s) / weight[cell]!;
      scatter[t]! += s * away * (y - Y[cell]!);
    }
  }
  return { X, T, Y, weight, copies, scatter };
}

/** One weight a row where all tasks are observed on all rows with the same weights; undefined elsewhere. */
export function rowWeights({ X, T, weight }: Grid): Float64Array | undefined {
  const weights = Float64Array.from({ length: X.rows }, (_, i) => weight[i * T]!);
  return weight.every((s, k) => s > 0 && s === weights[Math.floor(k / T)]) ? weights : undefined;
}

/** The targets of every task with its mean taken off and divided by its standard deviation (1 where that is 0). */
export function standardized(grid: Grid): { grid: Grid; mean: Float64Array; scale: Float64Array } {
  const { T, Y, weight, scatter } = grid;
  const mean = meansOf(grid, (y) => y);
  const spread = meansOf(grid, (y, t) => (y - mean[t]!) * (y - mean[t]!));
  const totals = meansOf(grid, () => 1, 1);
  const scale = spread.map((value, t) => Math.sqrt(value + scatter[t]! / totals[t]!) || 1);
  const moved = Y.map((y, k) => (weight[k]! > 0 ? (y - mean[k % T]!) / scale[k % T]! : 0));
  const shrunk = scatter.map((value, t) => value / (scale[t]! * scale[t]!));
  return { grid: { ...grid, Y: moved, scatter: shrunk }, mean, scale };
}

/** The weighted mean of a function of the observed targets of every task; with `over` = 1 their sum. */
export function meansOf(
  { T, Y, weight }: Grid,
  value: (y: number, t: number) => number,
  over?: 1,
): Float64Array {
  const [sums, totals] = [new Float64Array(T), new Float64Array(T)];
  for (let k = 0; k < Y.length; k++) {
    sums[k % T]! += weight[k]! * value(Y[k]!, k % T);
    totals[k % T]! += weight[k]!;
  }
  return sums.map((sum, t) => sum / (over ?? totals[t]!));
}
