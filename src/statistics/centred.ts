import { type Block, f64, inArena } from "../kernel/arena.ts";
import { centreColumns, sumColumns } from "../kernel/columns.ts";
import type { Dense } from "../matrix/dense.ts";
import type { Group } from "./group.ts";
import { addTo, type Moments } from "./moments.ts";

/** The weighted means of some rows, and the sum of their weights. */
export interface Means extends Pick<Moments, "weight" | "meanX" | "restX" | "meanY" | "restY"> {}

/** Room for `height` rows of a group in the kernels' memory. */
export interface Room {
  readonly A: Block;
  readonly Y: Block;
  readonly w: Block;
  readonly X3: readonly [mean: Block, rest: Block, more: Block];
  readonly Y3: readonly [mean: Block, rest: Block, more: Block];
}

/** What to ask of an arena to have such a room, and how to make it of the blocks. */
export const roomFor = (group: Group, height: number) => {
  const p = group.X.columns;
  const T = group.columns.length;
  return {
    wishes: { A: f64(height * p), Y: f64(height * T), w: f64(height), forX: f64(3 * p), forY: f64(3 * T) },
    of: (blocks: Record<"A" | "Y" | "w" | "forX" | "forY", Block>): Room => {
      const three = (block: Block, n: number) =>
        [block.part(0, n), block.part(n, n), block.part(2 * n, n)] as const;
      return { ...blocks, X3: three(blocks.forX, p), Y3: three(blocks.forY, T) };
    },
  };
};

/**
 * Brings the observed rows from `start` up to `end` into the room, row-major, scaled by the root of their weights and
 * with `centre` about their means: A is (end - start) x p, Y is (end - start) x (number of tasks). Returns the means.
 */
export function loadRows(group: Group, start: number, end: number, room: Room, centre: boolean): Means {
  const { X, Y, rows, columns, weight } = group;
  const n = end - start;
  copyRows(X, rows, start, end, room.A.values);
  if (columns.length === Y.columns) copyRows(Y, rows, start, end, room.Y.values);
  else copyColumns(Y, columns, rows, start, end, room.Y.values);
  if (weight) room.w.values.set(weight.subarray(start, end));
  const w = weight && room.w;
  const total = weight ? weight.subarray(start, end).reduce((sum, value) => sum + value, 0) : n;
  const [meanX, restX] = bringToMeans(room.A, n, room.X3, w, total, centre);
  const [meanY, restY] = bringToMeans(room.Y, n, room.Y3, w, total, centre);
  return { weight: total, meanX, restX, meanY, restY };
}

/** Means in two passes, the second finding what the first left over, to twice the digits of a double; then centring. */
function bringToMeans(
  A: Block,
  n: number,
  [mean, rest, more]: Room["X3"],
  w: Block | undefined,
  total: number,
  centre: boolean,
): [mean: Float64Array, rest: Float64Array] {
  mean.values.fill(0);
  rest.values.fill(0);
  for (let pass = 0; pass < 2; pass++) {
    sumColumns(more, A, n, mean, w);
    for (let j = 0; j < mean.length; j++) addTo(mean.values, rest.values, j, more.values[j]! / total);
  }
  const found: [Float64Array, Float64Array] = [mean.values.slice(), rest.values.slice()];
  if (!centre) {
    mean.values.fill(0);
    rest.values.fill(0);
  }
  if (centre || w) centreColumns(A, n, mean, rest, w);
  return found;
}

function copyRows(
  { data, rows: n, columns }: Dense,
  rows: Int32Array,
  start: number,
  end: number,
  into: Float64Array,
): void {
  if (rows.length === n) {
    into.set(data.subarray(start * columns, end * columns));
    return;
  }
  for (let k = start; k < end; k++) {
    const at = rows[k]! * columns;
    const to = (k - start) * columns;
    for (let j = 0; j < columns; j++) into[to + j] = data[at + j]!;
  }
}

function copyColumns(
  { data, columns: T }: Dense,
  columns: readonly number[],
  rows: Int32Array,
  start: number,
  end: number,
  into: Float64Array,
): void {
  const width = columns.length;
  for (let k = start; k < end; k++) {
    for (let t = 0; t < width; t++) into[(k - start) * width + t] = data[rows[k]! * T + columns[t]!]!;
  }
}

/** A group's rows whole, scaled and with `centre` centred: for work on the rows. */
export function rowsOf(group: Group, centre: boolean): { A: Dense; Y: Dense; means: Means } {
  const n = group.rows.length;
  const { wishes, of } = roomFor(group, n);
  return inArena(wishes, (blocks) => {
    const room = of(blocks);
    const means = loadRows(group, 0, n, room, centre);
    const dense = ({ values }: Block, columns: number): Dense => ({ data: values.slice(), rows: n, columns });
    return { A: dense(room.A, group.X.columns), Y: dense(room.Y, group.columns.length), means };
  });
}
