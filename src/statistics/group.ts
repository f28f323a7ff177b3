import type { TaskBlock } from "../base/tasks.ts";
import type { Dense } from "../matrix/dense.ts";

/** Tasks that are observed on the same rows of one X with the same weights: they share one Gram matrix. */
export interface Group {
  readonly X: Dense;
  /** The observed rows of X, ascending. */
  readonly rows: Int32Array;
  /** One positive weight an observed row; undefined where all are 1. */
  readonly weight: Float64Array | undefined;
  /** The tasks' numbers in the whole. */
  readonly tasks: readonly number[];
  /** Their targets, one column of the block's Y a task. */
  readonly Y: Dense;
  readonly columns: readonly number[];
}

/**
 * Splits a block into groups. A missing target, a weight of 0 and a row that is not there are the same thing
 * from here on: the row is not in the group.
 */
export function groupsOf({ X, Y, weight, tasks }: TaskBlock): Group[] {
  const n = X.rows;
  const T = Y.columns;
  if (weight === undefined && isComplete(Y.data)) {
    const rows = new Int32Array(n);
    for (let i = 0; i < n; i++) rows[i] = i;
    return [{ X, Y, columns: [...tasks.keys()], rows, weight, tasks }];
  }
  const perTask = weight !== undefined && weight.length !== n;
  const effective = (i: number, t: number): number => {
    if (Number.isNaN(Y.data[i * T + t]!)) return 0;
    return weight === undefined ? 1 : weight[perTask ? i * T + t : i]!;
  };
  const same = (s: number, t: number): boolean => {
    for (let i = 0; i < n; i++) if (effective(i, s) !== effective(i, t)) return false;
    return true;
  };
  const members: number[][] = [];
  for (let t = 0; t < T; t++) {
    const found = members.find(([first]) => same(first!, t));
    if (found) found.push(t);
    else members.push([t]);
  }
  return members.map((columns) => {
    const first = columns[0]!;
    const rows = new Int32Array(n);
    const weights = new Float64Array(n);
    let count = 0;
    let ones = true;
    for (let i = 0; i < n; i++) {
      const w = effective(i, first);
      if (w === 0) continue;
      rows[count] = i;
      weights[count++] = w;
      if (w !== 1) ones = false;
    }
    return {
      X,
      Y,
      columns,
      rows: rows.slice(0, count),
      weight: ones ? undefined : weights.slice(0, count),
      tasks: columns.map((t) => tasks[t]!),
    };
  });
}

function isComplete(data: Float64Array): boolean {
  for (let k = 0; k < data.length; k++) if (Number.isNaN(data[k]!)) return false;
  return true;
}
