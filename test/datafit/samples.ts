import fc from "fast-check";
import type { Datafit } from "../../src/datafit/index.ts";
import { f64, inArena } from "../../src/kernel/arena.ts";

/** Rows of a task: y and weight n, f and v n x K, column after column; v is a direction, or other predictions. */
export interface Rows {
  readonly n: number;
  readonly K: number;
  readonly y: Float64Array;
  readonly weight: Float64Array;
  readonly f: Float64Array;
  readonly v: Float64Array;
}

/** What targets a loss is given: numbers that no prediction hits, codes of classes, counts. */
export type Targets = "numbers" | "classes" | "counts";

const list = (length: number, one: fc.Arbitrary<number>) =>
  fc.array(one, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));

const cents = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 100);

/** One row and more, never a multiple of a lane count but for 1. */
export const rows = (targets: Targets, K: number): fc.Arbitrary<Rows> => {
  const target = {
    numbers: cents.map((value) => value + 0.005),
    classes: fc.integer({ min: 0, max: Math.max(1, K - 1) }),
    counts: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(0.5)),
  }[targets];
  return fc.constantFrom(1, 3, 7, 13).chain((n) =>
    fc.record({
      n: fc.constant(n),
      K: fc.constant(K),
      y: list(n, target),
      weight: list(
        n,
        fc.integer({ min: 1, max: 40 }).map((value) => value / 10),
      ),
      f: list(n * K, cents),
      v: list(n * K, cents),
    }),
  );
};

/** What a loss says of rows at f, copied out of the kernels' memory, and its conjugate at some scales of the slopes. */
export function look(
  loss: Datafit,
  { n, K, y, weight }: Rows,
  f: Float64Array,
  scales: readonly number[] = [],
) {
  const wishes = { y: f64(n), weight: f64(n), f: f64(n * K), slope: f64(n * K), curvature: f64(n * K) };
  return inArena(wishes, (blocks) => {
    blocks.slope.values.fill(NaN); // whatever was there before
    blocks.curvature.values.fill(NaN);
    blocks.y.values.set(y);
    blocks.weight.values.set(weight);
    blocks.f.values.set(f);
    const own = { n, K, ...blocks };
    const value = loss.evaluate(own);
    const [slope, curvature] = [blocks.slope.values.slice(), blocks.curvature.values.slice()];
    const hessian = new Float64Array(K * K);
    loss.sumHessian?.(own, hessian);
    const conjugates = scales.map((scale) => loss.conjugate!(own, scale));
    const kept = [blocks.y, blocks.weight, blocks.f, blocks.slope].map(({ values }) => values.slice());
    return { value, slope, curvature, conjugates, hessian, kept };
  });
}
