import type { TaskBlock, TaskData } from "../base/tasks.ts";
import { type Dense, zeros } from "../matrix/dense.ts";

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
 * Splits data into groups. Tasks that were handed in apart with the same X and weights share a group too, so that both
 * forms of the data give the same bits.
 */
export function groupsOf({ blocks }: Pick<TaskData, "blocks">): Group[] {
  const groups: Group[] = [];
  for (const group of blocks.flatMap(groupsOfBlock)) {
    const at = blocks.length > 1 ? groups.findIndex((other) => isSame(other, group)) : -1;
    if (at < 0) groups.push(group);
    else groups[at] = joined(groups[at]!, group);
  }
  return groups;
}

/** Whether two groups of whole blocks have the same rows of X, number by number, and the same weights. */
function isSame(a: Group, b: Group): boolean {
  const n = a.X.rows;
  if (a.rows.length !== n || b.rows.length !== n || b.X.rows !== n || !a.weight !== !b.weight) return false;
  return areEqual(a.X.data, b.X.data) && (!a.weight || areEqual(a.weight, b.weight!));
}

function joined(a: Group, b: Group): Group {
  const [wide, more] = [a.columns.length, b.columns.length];
  const T = wide + more;
  const Y = zeros(a.X.rows, T);
  for (let i = 0; i < Y.rows; i++) {
    for (let t = 0; t < wide; t++) Y.data[i * T + t] = a.Y.data[i * a.Y.columns + a.columns[t]!]!;
    for (let t = 0; t < more; t++) Y.data[i * T + wide + t] = b.Y.data[i * b.Y.columns + b.columns[t]!]!;
  }
  return { ...a, Y, columns: [...Array(T).keys()], tasks: [...a.tasks, ...b.tasks] };
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/**
 * Splits a block into groups. A missing target, a weight of 0 and a row that is not there are the same thing
 * from here on: the row is not in the group.
 */
function groupsOfBlock({ X, Y, weight, tasks }: TaskBlock): Group[] {
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
