import { type Block, f64, openArena } from "../kernel/arena.ts";
import { type Moments, noMoments } from "./moments.ts";
import { beside, type Shifted, shiftedSums } from "./shifted-sums.ts";

/** Which of the columns that come are features, targets and weights. */
export interface Places {
  readonly features: readonly number[];
  readonly targets: readonly number[];
  readonly weight: number | undefined;
}

/** Rows that come column by column, added up. */
export interface ColumnSums {
  /** Adds the rows whose numbers stand in `rows` from `start` up to `end`; without `rows` those from `start` up to `end` themselves. */
  add(columns: readonly Float64Array[], start: number, end: number, rows?: Int32Array): void;
  /** The moments of the rows since the last call; not finite where a number was not. */
  take(): Moments;
  close(): void;
}

/** Rooms that all sums of as many features and targets work in, one after the other. */
export interface SumsDesk {
  open(places: Places): ColumnSums;
  close(): void;
}

/**
 * Opens a desk for sums of at most p features and T targets. `height` rows at a time are brought near 0, columns one after the other as they
 * come, and multiplied: no number is touched but by copies and by the kernels.
 *
 * What the columns are brought near 0 by is the mean of the first run since the last call of `take`, of m rows: the squares of all n rows about it are
 * at most 1 + n/m times those about their own mean, whatever the rows are, for the first m are among them. So of 122 880 rows, a group of
 * rows of DuckDB, products lose less than two digits of sixteen. Where no mean of the first run is larger than the deviation, nothing is
 * taken away, and 1 + 4 n/m holds.
 */
export function openDesk(p: number, T: number, height: number): SumsDesk {
  const { blocks, close } = openArena({
    ...{ ones: f64(height), w: f64(height), mean: f64(p + T + 1), more: f64(p + T + 1) },
    ...{ G: f64((p + 1 + beside(T)) ** 2), C: f64((p + 1) * T) },
  });
  blocks.ones.values.fill(1);
  const opened: ColumnSums[] = [];
  return {
    open(places) {
      const sums = openSums(places, height, blocks);
      opened.push(sums);
      return sums;
    },
    close() {
      for (const sums of opened) sums.close();
      close();
    },
  };
}

/** Rooms of a desk: ones and weights a row, numbers a column, products. */
export type Desk = Readonly<Record<"ones" | "w" | "mean" | "more" | "G" | "C", Block>>;

function openSums({ features, targets, weight }: Places, height: number, desk: Desk): ColumnSums {
  const [p, T] = [features.length, targets.length];
  const own = openArena({ A: f64((p + 1 + T) * height) });
  const { A } = own.blocks;
  const from = [
    ...features.map((place, j) => [j, place] as const),
    ...targets.map((place, t) => [p + 1 + t, place] as const),
  ];
  const weights = weight === undefined ? undefined : new Float64Array(height);
  const shape = { p, T, height };
  let filled = 0;
  let sums: Shifted | undefined;

  const flush = (): void => {
    if (filled === 0) return;
    sums ??= shiftedSums(shape, A, desk);
    sums.add(filled, weights?.subarray(0, filled));
    filled = 0;
  };
  return {
    add(columns, start, end, rows) {
      for (let at = start; at < end; ) {
        const count = Math.min(end - at, height - filled);
        const into = A.values;
        for (const [j, place] of from) put(into, j * height + filled, columns[place]!, at, count, rows);
        if (weights) put(weights, filled, columns[weight!]!, at, count, rows);
        filled += count;
        at += count;
        if (filled === height) flush();
      }
    },
    take() {
      flush();
      const taken = sums?.moments() ?? noMoments(p, T);
      sums = undefined;
      return taken;
    },
    close: own.close,
  };
}

function put(
  into: Float64Array,
  to: number,
  column: Float64Array,
  start: number,
  count: number,
  rows: Int32Array | undefined,
): void {
  if (rows) for (let k = 0; k < count; k++) into[to + k] = column[rows[start + k]!]!;
  else into.set(column.subarray(start, start + count), to);
}
