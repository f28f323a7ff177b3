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
  const alike: Group[][] = [];
  for (const group of blocks.flatMap(groupsOfBlock)) {
    const found = blocks.length > 1 ? alike.find(([first]) => isSame(first!, group)) : undefined;
    if (found) found.push(group);
    else alike.push([group]);
  }
  return alike.map((members) => (members.length === 1 ? members[0]! : joined(members)));
}

/** The weights of the tasks' observed rows, one sum a task. */
export function weightsOf(groups: readonly Group[], T: number): Float64Array {
  const weights = new Float64Array(T);
  for (const { rows, weight, tasks } of groups) {
    const own = weight?.reduce((sum, value) => sum + value, 0) ?? rows.length;
    for (const t of tasks) weights[t] = own;
  }
  return weights;
}

/** n̄, the mean weight of a task's observed rows, added up in the order of the tasks, however they are grouped. */
export const meanWeightOf = (groups: readonly Group[], T: number): number =>
  weightsOf(groups, T).reduce((sum, weight) => sum + weight, 0) / T;

/** Whether two groups of whole blocks have the same rows of X, number by number, and the same weights. */
function isSame(a: Group, b: Group): boolean {
  const n = a.X.rows;
  if (a.rows.length !== n || b.rows.length !== n || b.X.rows !== n || !a.weight !== !b.weight) return false;
  return areEqual(a.X.data, b.X.data) && (!a.weight || areEqual(a.weight, b.weight!));
}

function joined(members: readonly Group[]): Group {
  const sources = members.flatMap(({ Y, columns }) => columns.map((column) => ({ Y, column })));
  const T = sources.length;
  const first = members[0]!;
  const Y = zeros(first.X.rows, T);
  for (const [t, { Y: from, column }] of sources.entries()) {
    for (let i = 0; i < Y.rows; i++) Y.data[i * T + t] = from.data[i * from.columns + column]!;
  }
  return { ...first, Y, columns: [...sources.keys()], tasks: members.flatMap(({ tasks }) => tasks) };
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
