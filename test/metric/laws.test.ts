import fc from "fast-check";
import { Matrix } from "ml-matrix";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  averageRelativeRmse,
  explainedVarianceScore,
  type MultiOutputError,
  meanAbsoluteError,
  meanSquaredError,
  type Predictions,
  r2Score,
  rootMeanSquaredError,
  type Targets,
} from "../../src/metric/index.ts";
import "../near.ts";

interface Options {
  sampleWeight?: number[] | number[][];
  multioutput?: MultiOutputError;
}

/** The members of the family, with one way to call them; the baseline of three tasks is always the same. */
const members: Record<string, (Y: Targets, P: Predictions, options?: Options) => number | number[]> = {
  meanSquaredError,
  rootMeanSquaredError,
  meanAbsoluteError,
  r2Score,
  explainedVarianceScore,
  averageRelativeRmse: (Y, P, options) => averageRelativeRmse(Y, P, { ...options, baseline: [0.25, -1, 3] }),
};

const T = 3;
const decimal = fc.integer({ min: -1000, max: 1000 }).map((cents) => cents / 100);
const row = fc.array(decimal, { minLength: T, maxLength: T });
const rows = fc.record({ y: row, p: row, w: fc.integer({ min: 1, max: 5 }) });
const samples = fc.array(rows, { minLength: 4, maxLength: 11 });

describe.each(Object.entries(members))("%s", (_, score) => {
  const raw = { multioutput: "rawValues" } as const;
  const column = (values: readonly (readonly number[])[], t: number) => values.map((row) => row[t]!);

  test("a missing target, a weight of 0 and a row that is not there are the same, bit for bit", () => {
    fc.assert(
      fc.property(samples, fc.nat(3), fc.nat(T - 1), (all, i, t) => {
        const Y = all.map(({ y }) => y);
        const P = all.map(({ p }) => p);
        const holes = Y.map((row, k) => row.map((value, s) => (k === i && s === t ? NaN : value)));
        const weights = Y.map((row, k) => row.map((_, s) => (k === i && s === t ? 0 : 1)));
        const tasks = Array.from({ length: T }, (_, s) => ({
          y: column(Y, s).filter((_, k) => k !== i || s !== t),
        }));
        const predictions = tasks.map((_, s) => column(P, s).filter((_, k) => k !== i || s !== t));
        const want = score(tasks, predictions, raw);
        expect(score(holes, P, raw)).toEqual(want);
        expect(score(Y, P, { ...raw, sampleWeight: weights })).toEqual(want);
      }),
    );
  });

  test("a weight of 2 is a row twice, and the order of rows does not matter", () => {
    fc.assert(
      fc.property(samples, (all) => {
        const repeated = all.flatMap((one) => Array<typeof one>(one.w).fill(one)).reverse();
        const [Y, P] = [all.map(({ y }) => y), all.map(({ p }) => p)];
        const weighted = score(Y, P, { ...raw, sampleWeight: all.map(({ w }) => w) }) as number[];
        const want = score(
          repeated.map(({ y }) => y),
          repeated.map(({ p }) => p),
          raw,
        ) as number[];
        for (let t = 0; t < T; t++) expect(weighted[t]!).toBeNear(want[t]!, 1e-10);
      }),
    );
  });

  test("weights that are all the same do not matter", () => {
    fc.assert(
      fc.property(samples, (all) => {
        const [Y, P] = [all.map(({ y }) => y), all.map(({ p }) => p)];
        const want = score(Y, P, raw) as number[];
        const got = score(Y, P, { ...raw, sampleWeight: Y.map((row) => row.map(() => 4)) });
        expect(got).toEqual(want);
      }),
    );
  });

  test("the mean is over the raw values, and permuting tasks permutes them", () => {
    fc.assert(
      fc.property(samples, (all) => {
        const [Y, P] = [all.map(({ y }) => y), all.map(({ p }) => p)];
        const each = score(Y, P, raw) as number[];
        expect(score(Y, P)).toBeNear(each.reduce((a, b) => a + b) / T, 1e-12);
        const weights = [1, 0, 3];
        const mean = (each[0]! + 3 * each[2]!) / 4;
        expect(score(Y, P, { multioutput: weights })).toBeNear(mean, 1e-12);
        if (score === members["averageRelativeRmse"]) return; // its baseline would have to move too
        const turn = ([a, b, c]: number[]) => [c!, a!, b!];
        expect(score(Y.map(turn), P.map(turn), raw)).toEqual(turn(each));
      }),
    );
  });

  test("every form of the same numbers gives the same score, and stays as it was", () => {
    const Y = [[1, 2, NaN], [3, 5, 4], [0, 1, 2], [2, 2, 9]]; // biome-ignore format: a matrix
    const P = [[1, 1, 1], [2, 6, 4], [1, 1, 1], [2, 3, 7]]; // biome-ignore format: a matrix
    const flat = (rows: number[][]) => ({ data: Float64Array.from(rows.flat()), rows: 4, columns: T });
    const kept = structuredClone({ Y, P });
    const want = score(Y, P, raw);
    expect(score(flat(Y), new Matrix(P), raw)).toEqual(want);
    expect(score(new Matrix(Y), flat(P), raw)).toEqual(want);
    expect({ Y, P }).toEqual(kept);
  });

  test("tasks carry their own weights", () => {
    const y = [1, 2, 4, 4];
    const p = [1, 3, 3, 5];
    const tasks = [1, 2, 3].map((k) => ({ name: `t${k}`, y, sampleWeight: [k, 1, 1, 0] }));
    const Y = y.map((value) => [value, value, value]);
    const P = p.map((value) => [value, value, value]);
    const sampleWeight = [[1, 2, 3], [1, 1, 1], [1, 1, 1], [0, 0, 0]]; // biome-ignore format: a matrix
    expect(score(tasks, [p, p, p], raw)).toEqual(score(Y, P, { ...raw, sampleWeight }));
  });
});

test("a vector is one task", () => {
  const y = Float64Array.of(1, 2, 4);
  expect(meanSquaredError(y, [1, 2, 7])).toBe(3);
  expect(meanSquaredError([[1], [2], [4]], [1, 2, 7], { multioutput: "rawValues" })).toEqual([3]);
});

test("the type follows the average", () => {
  const y = [1, 2, 4];
  expectTypeOf(r2Score(y, y)).toEqualTypeOf<number>();
  expectTypeOf(r2Score(y, y, { multioutput: "rawValues" })).toEqualTypeOf<number[]>();
  expectTypeOf(r2Score(y, y, { multioutput: "varianceWeighted" })).toEqualTypeOf<number>();
  expectTypeOf(meanSquaredError(y, y, { multioutput: [2] })).toEqualTypeOf<number>();
  const either = "rawValues" as "rawValues" | "uniformAverage";
  expectTypeOf(meanAbsoluteError(y, y, { multioutput: either })).toEqualTypeOf<number | number[]>();
});
