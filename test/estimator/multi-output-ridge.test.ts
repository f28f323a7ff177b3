import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type IllConditionedWarning,
  MultiOutputRidge,
  MultiTaskLasso,
  type PolytaskWarning,
  setWarningHandler,
  statisticsOf,
} from "../../src/index.ts";
import oracle from "../oracles/ridge.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: Rows;
  readonly alpha: number | number[];
  readonly fitIntercept: boolean;
  readonly sampleWeight?: number[];
  readonly coef: Rows;
  readonly intercept: number[];
}

/** The warnings that some work gives, kept from the console. */
function warnings(work: () => void): PolytaskWarning[] {
  const heard: PolytaskWarning[] = [];
  const before = setWarningHandler((warning) => heard.push(warning));
  try {
    work();
  } finally {
    setWarningHandler(before);
  }
  return heard;
}

const cases = oracle.cases as readonly Case[];
const dependent = (title: string): boolean => /alpha = 0: the smallest|tiny/.test(title);

describe("MultiOutputRidge against scikit-learn", () => {
  test.each(cases)("$title", ({ title, X, Y, alpha, fitIntercept, sampleWeight, coef, intercept }) => {
    for (const solver of ["auto", "cholesky", "svd"] as const) {
      const heard = warnings(() => {
        const model = new MultiOutputRidge({ alpha, fitIntercept, solver }).fit(
          X,
          Y,
          sampleWeight && { sampleWeight },
        );
        expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-9);
        expect(model.intercept).toBeNear(intercept, 1e-9);
        expect(model.converged).toBe(true);
      });
      expect(heard.length).toBe(dependent(title) && solver !== "svd" ? 1 : 0);
    }
  });

  test.each(cases.filter(({ title }) => !dependent(title)))(
    "$title, from statistics in three parts",
    (example) => {
      const { X, Y, alpha, fitIntercept, sampleWeight, coef, intercept } = example;
      const part = (from: number, to: number) =>
        [
          X.slice(from, to),
          Y.slice(from, to),
          sampleWeight && { sampleWeight: sampleWeight.slice(from, to) },
        ] as const;
      const parts = [part(0, 2), part(2, 5), part(5, X.length)];
      const [a, b, c] = parts.map((given) => statisticsOf(...given));
      const ridge = new MultiOutputRidge({ alpha, fitIntercept });
      const whole = ridge.clone().fitStatistics(a!.merge(b!).merge(c!));
      const batches = ridge.clone();
      for (const given of parts) batches.partialFit(...given);
      for (const model of [whole, batches]) {
        expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-9);
        expect(model.intercept).toBeNear(intercept, 1e-9);
      }
    },
  );
});

describe("MultiOutputRidge", () => {
  test("says which inputs are dependent, by which road it went, and with which rank", () => {
    const X = matrix(9, 3, 1).map((row) => [...row, row[0]! + row[1]!]);
    const Y = matrix(9, 2, 2);
    let rows: MultiOutputRidge | undefined;
    let sums: MultiOutputRidge | undefined;
    const heard = warnings(() => {
      rows = new MultiOutputRidge({ alpha: 0 }).fit(X, Y);
      sums = new MultiOutputRidge({ alpha: 0 }).fitStatistics(statisticsOf(X, Y));
    }) as IllConditionedWarning[];
    expect(heard.map(({ name, owner }) => [name, owner])).toEqual([
      ["IllConditionedWarning", "MultiOutputRidge"],
      ["IllConditionedWarning", "MultiOutputRidge"],
    ]);
    expect(heard[0]!.message).toMatch(
      /^task 0, and 1 more like it, has linearly dependent inputs.*solved by the SVD of X: the coefficients of smallest norm, rank 3 of 4$/,
    );
    expect(heard[1]!.message).toMatch(/solved by the eigenvectors of XᵀX: .*rank 3 of 4$/);
    expect(sums!.coef.to1DArray()).toBeNear(rows!.coef.to1DArray(), 1e-9);
  });

  test("features in units far apart lose no digit, from rows and from batches, and nobody warns", () => {
    const X = matrix(60, 3, 11).map(([a, b, c]) => [
      1.7e12 + 8.64e7 * Math.round(a! * 100),
      b! > 0 ? 1 : 0,
      c!,
    ]);
    const Y = X.map(([a, b, c], i) => [1e-11 * (a! - 1.7e12) + 3 * b! + c! + 0.01 * (i % 7)]);
    const scale = [8.64e10, 1, 1];
    const unit = X.map((row) => row.map((x, j) => (j === 0 ? (x - 1.7e12) / scale[0]! : x)));
    const want = new MultiOutputRidge({ alpha: 0 }).fit(unit, Y).coef.to1DArray();
    const heard = warnings(() => {
      const rows = new MultiOutputRidge({ alpha: 1e-9 }).fit(X, Y);
      const batches = new MultiOutputRidge({ alpha: 1e-9 }).partialFit(X.slice(0, 20), Y.slice(0, 20));
      batches.partialFit(X.slice(20), Y.slice(20));
      for (const model of [rows, batches]) {
        expect(model.coef.to1DArray().map((w, j) => w * scale[j]!)).toBeNear(want, 1e-7);
      }
    });
    expect(heard).toEqual([]);
  });

  test("numbers whose squares are none, and weights without a sum, are refused", () => {
    const huge = matrix(9, 3, 1).map((row) => row.map((x) => x * 1e160));
    const Y = matrix(9, 2, 2);
    for (const fitHuge of [
      () => new MultiOutputRidge().fit(huge, Y),
      () => new MultiOutputRidge({ solver: "svd" }).fit(huge, Y),
      () => new MultiOutputRidge().fit(huge.slice(0, 2), Y.slice(0, 2)),
      () => new MultiTaskLasso().fit(huge, Y),
      () => new MultiTaskLasso().fit(huge.slice(0, 2), Y.slice(0, 2)),
    ]) {
      expect(fitHuge).toThrow(
        /fit X: expected numbers whose squares can be summed, got an overflow: scale them down$/,
      );
    }
    expect(() => new MultiTaskLasso().fit(Y, huge)).toThrow(
      /fit Y: expected numbers whose squares can be summed/,
    );
    expect(() => new MultiOutputRidge().fit(Y, Y, { sampleWeight: Y.map(() => 1e308) })).toThrow(
      /sampleWeight: expected weights with a finite sum, got Infinity$/,
    );
  });

  test("columns at 1e8 ± 1 keep their digits, from rows and from batches", () => {
    const X = matrix(40, 3, 1);
    const Y = matrix(40, 2, 2);
    const far = X.map((row) => row.map((value) => Math.round(value) / 16 + 1e8));
    const near = far.map((row) => row.map((value) => value - 1e8));
    const want = new MultiOutputRidge({ alpha: 0.01 }).fit(near, Y).coef.to1DArray();
    expect(new MultiOutputRidge({ alpha: 0.01 }).fit(far, Y).coef.to1DArray()).toBeNear(want, 1e-9);
    const batches = new MultiOutputRidge({ alpha: 0.01 });
    for (let i = 0; i < 40; i += 8) batches.partialFit(far.slice(i, i + 8), Y.slice(i, i + 8));
    expect(batches.coef.to1DArray()).toBeNear(want, 1e-9);
  });

  test("the gradient of its objective vanishes where it stops, whatever is missing and weighted", () => {
    const cell = fc.integer({ min: -100, max: 100 }).map((value) => value / 10);
    const sample = fc.record({
      X: fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 7, maxLength: 7 }),
      Y: fc.array(fc.array(fc.option(cell, { nil: NaN }), { minLength: 2, maxLength: 2 }), {
        minLength: 7,
        maxLength: 7,
      }),
      weight: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 7, maxLength: 7 }),
      alpha: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
    });
    fc.assert(
      fc.property(sample, ({ X, Y, weight, alpha }) => {
        fc.pre([0, 1].every((t) => Y.some((row) => !Number.isNaN(row[t]))));
        const { coef, intercept } = new MultiOutputRidge({ alpha }).fit(X, Y, { sampleWeight: weight });
        for (const t of [0, 1]) {
          const residual = X.map((row, i) => {
            const fitted = row.reduce((sum, x, j) => sum + x * coef.get(j, t), intercept[t]!);
            return Number.isNaN(Y[i]![t]!) ? 0 : weight[i]! * (Y[i]![t]! - fitted);
          });
          expect(Math.abs(residual.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-8);
          for (const j of [0, 1, 2]) {
            const pull = X.reduce((sum, row, i) => sum + row[j]! * residual[i]!, 0);
            expect(Math.abs(pull - alpha[t]! * coef.get(j, t))).toBeLessThan(1e-7);
          }
        }
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  test("a larger alpha never has larger coefficients, and a huge one none", () => {
    const [X, Y] = [matrix(12, 5, 3), matrix(12, 2, 4)];
    const size = (alpha: number): number => new MultiOutputRidge({ alpha }).fit(X, Y).coef.norm();
    const sizes = [0, 0.1, 1, 10, 1e3, 1e9].map(size);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(size(1e30)).toBeLessThan(1e-20);
  });

  test("one row is fitted by its mean", () => {
    const model = new MultiOutputRidge({ alpha: 1 }).fit([[1, 2, 3]], [[4, 5]]);
    expect(model.coef.to1DArray()).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...model.intercept]).toEqual([4, 5]);
    expect(model).toMatchObject({ converged: true, dualGap: 0, nIter: 1 });
  });

  test("one alpha a task needs as many as there are tasks", () => {
    const ridge = new MultiOutputRidge({ alpha: [1, 2] });
    expect(() => ridge.fit([[1], [2]], [1, 2])).toThrow(
      /^MultiOutputRidge\.alpha: expected one for all tasks or 1, one a task, got 2$/,
    );
  });

  test("partialFit waits for a task that has no target yet, and a fit forgets the batches", () => {
    const [X, Y] = [matrix(8, 3, 5), matrix(8, 2, 6)];
    const half = Y.map(([a]) => [a!, NaN]);
    const model = new MultiOutputRidge().partialFit(X, half);
    expect(() => model.predict(X)).toThrow(
      /partialFit task 1: expected at least one observed target with a positive weight, got none$/,
    );
    model.partialFit(
      X,
      Y.map(([, b]) => [NaN, b!]),
    );
    expect(model.coef.to1DArray()).toEqual(new MultiOutputRidge().fit(X, Y).coef.to1DArray());
    model.fit(X, Y).partialFit(X.slice(0, 4), Y.slice(0, 4));
    expect(model.coef.to1DArray()).toEqual(
      new MultiOutputRidge().partialFit(X.slice(0, 4), Y.slice(0, 4)).coef.to1DArray(),
    );
    expect(() => model.partialFit(matrix(4, 2, 1), Y.slice(0, 4))).toThrow(
      /partialFit: expected 3 features, as before, got 2$/,
    );
    expect(() =>
      model.partialFit(
        X,
        Y.map(([a]) => a!),
      ),
    ).toThrow(/partialFit: expected 2 tasks, as before, got 1$/);
  });

  test("many blocks of rows give the same as few", () => {
    const [X, Y] = [matrix(5000, 7, 8), matrix(5000, 2, 9)];
    const blocks = new MultiOutputRidge();
    for (let i = 0; i < 5000; i += 617) blocks.partialFit(X.slice(i, i + 617), Y.slice(i, i + 617));
    expect(new MultiOutputRidge().fit(X, Y).coef.to1DArray()).toBeNear(blocks.coef.to1DArray(), 1e-11);
  });

  test("parameters survive JSON, and one alpha a task may be a typed array", () => {
    const ridge = new MultiOutputRidge({ alpha: Float64Array.of(1, 2), solver: "svd" });
    const again = new MultiOutputRidge(JSON.parse(JSON.stringify(ridge.getParams())));
    expect(again.getParams()).toEqual({ alpha: [1, 2], fitIntercept: true, solver: "svd" });
    expect(again.getParams()).toEqual(ridge.getParams());
  });

  test("fitStatistics takes statistics and nothing else", () => {
    for (const wrong of [undefined, null, {}, [[1]]]) {
      expect(() => new MultiOutputRidge().fitStatistics(wrong as never)).toThrow(
        /^MultiOutputRidge\.fitStatistics statistics: expected TaskStatistics/,
      );
    }
  });
});
