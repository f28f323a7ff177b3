import fc from "fast-check";
import type { Shape } from "../../src/penalty/index.ts";

/** A single number, a row, a column, wide and tall; no lane count divides the larger ones. */
export const shapes: Shape[] = [
  { p: 1, T: 1 },
  { p: 1, T: 5 },
  { p: 7, T: 1 },
  { p: 2, T: 3 },
  { p: 3, T: 7 },
  { p: 7, T: 5 },
];

const cents = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 100);

/** Mostly a number of two decimals, sometimes 0: rows and columns of zeros are corners of every penalty. */
const entry = fc.oneof({ weight: 4, arbitrary: cents }, { weight: 1, arbitrary: fc.constant(0) });

export interface Sample {
  readonly shape: Shape;
  readonly A: Float64Array;
  readonly B: Float64Array;
  /** Directions from 1 of four. */
  readonly D: readonly Float64Array[];
}

const matrix = ({ p, T }: Shape) =>
  fc.array(entry, { minLength: p * T, maxLength: p * T }).map((values) => Float64Array.from(values));

/** A shape and matrices of it. */
export const sample: fc.Arbitrary<Sample> = fc.constantFrom(...shapes).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    A: matrix(shape),
    B: matrix(shape),
    D: fc.tuple(matrix(shape), matrix(shape), matrix(shape)),
  }),
);

export const step = fc.integer({ min: 1, max: 500 }).map((value) => value / 100);

export const dot = (A: Float64Array, B: Float64Array): number => A.reduce((sum, a, k) => sum + a * B[k]!, 0);

export const plus = (A: Float64Array, B: Float64Array, by = 1): Float64Array =>
  A.map((a, k) => a + by * B[k]!);

/** Rows or columns in another order: row j of the result is row `order(j)` of W. */
export const permute = (W: Float64Array, { p, T }: Shape, rows: number[], columns: number[]): Float64Array =>
  Float64Array.from({ length: p * T }, (_, k) => W[rows[Math.floor(k / T)]! * T + columns[k % T]!]!);
