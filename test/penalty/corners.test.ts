import fc from "fast-check";
import { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import type { Penalty, Proximal, Shape } from "../../src/penalty/index.ts";
import * as penalties from "../../src/penalty/index.ts";
import { sample } from "./samples.ts";
import "../near.ts";

const {
  cappedL1,
  columnGroup,
  decompose,
  dirty,
  elasticNet,
  fusedSparseGroup,
  l1,
  l21,
  lInf1,
  ridge,
  robustFeatures,
  robustLowRank,
  sparseGroup,
  sparseLowRank,
  sum,
  taskRelationship,
  temporal,
  temporalGroupLasso,
  traceNorm,
} = penalties;

const prox = (penalty: Penalty, V: readonly number[], step: number, shape: Shape): number[] => {
  const W = Float64Array.from(V);
  penalty.prox!(W, step, shape);
  return [...W];
};

describe("numbers by hand", () => {
  const shape = { p: 2, T: 3 };
  const W = Float64Array.of(3, -4, 0, -12, 5, 0);

  test("values", () => {
    expect(l1(2).value(W, shape)).toBe(48);
    expect(l21(2).value(W, shape)).toBe(2 * (5 + 13));
    expect(lInf1(2).value(W, shape)).toBe(2 * (4 + 12));
    expect(columnGroup(2).value(W, shape)).toBeNear(2 * (Math.sqrt(153) + Math.sqrt(41)), 1e-15);
    expect(ridge(2).value(W, shape)).toBe(194);
    expect(sparseGroup(1, 2).value(W, shape)).toBe(24 + 36);
    expect(elasticNet(2, 0.25).value(W, shape)).toBe(0.5 * 18 + 0.75 * 194);
    expect(traceNorm(2).value(Float64Array.of(0, 3, 0, 4, 0, 0), shape)).toBeNear(14, 1e-15);
  });

  test("proxes", () => {
    expect(prox(l1(2), [...W], 2, shape)).toEqual([0, 0, 0, -8, 1, 0]);
    expect(prox(l1(2, { positive: true }), [...W], 2, shape)).toEqual([0, 0, 0, 0, 1, 0]);
    expect(prox(l21(2), [...W], 2.5, shape)).toBeNear([0, 0, 0, (-12 * 8) / 13, (5 * 8) / 13, 0], 1e-15);
    expect(prox(l21(1, { positive: true }), [3, 4, -9], 2.5, { p: 1, T: 3 })).toEqual([1.5, 2, 0]);
    expect(prox(lInf1(1), [...W], 7, shape)).toEqual([0, 0, 0, -5, 5, 0]);
    expect(prox(lInf1(1), [5, -3, 1], 1, { p: 1, T: 3 })).toEqual([4, -3, 1]);
    expect(prox(lInf1(1), [5, -3, 1], 4, { p: 1, T: 3 })).toEqual([2, -2, 1]);
    expect(prox(lInf1(1), [2, 2, -2], 3, { p: 1, T: 3 })).toEqual([1, 1, -1]);
    expect(prox(columnGroup(1), [3, 1, 0, 4, 0, 0], 2.5, shape)).toEqual([1.5, 0, 0, 2, 0, 0]);
    expect(prox(ridge(1), [...W], 1, shape)).toEqual([1.5, -2, 0, -6, 2.5, 0]);
    expect(prox(traceNorm(1), [3, 4, 0, 0, 0, 0], 2.5, shape)).toBeNear([1.5, 2, 0, 0, 0, 0], 1e-15);
  });

  test("duals", () => {
    expect(l1(2).dual(W, shape)).toBe(6);
    expect(l1(2, { positive: true }).dual(W, shape)).toBe(2.5);
    expect(l21(2).dual(W, shape)).toBe(6.5);
    expect(l21(2, { positive: true }).dual(W, shape)).toBe(2.5);
    expect(lInf1(2).dual(W, shape)).toBe(8.5);
    expect(columnGroup(2).dual(W, shape)).toBeNear(Math.sqrt(153) / 2, 1e-15);
    expect(traceNorm(2).dual(Float64Array.of(0, 3, 0, 4, 0, 0), shape)).toBeNear(2, 1e-15);
    // (3, 4): the root of ‖soft((3, 4), d)‖ = d is that of (3 − d)² + (4 − d)² = d², the smaller one of d² − 14 d + 25 = 0
    expect(sparseGroup(1, 1).dual(Float64Array.of(3, -4), { p: 1, T: 2 })).toBeNear(7 - Math.sqrt(24), 2e-16);
  });

  test("conjugates that are finite", () => {
    expect(ridge(2).conjugate(W, shape)).toBe(194 / 4);
    expect(elasticNet(4, 0.75).conjugate(W, shape)).toBeNear(((5 - 3) ** 2 + (13 - 3) ** 2) / 2, 1e-14);
    expect(elasticNet(4, 0.75).conjugate(Float64Array.of(1, 2), { p: 1, T: 2 })).toBe(0);
  });
});

describe("l21 weights", () => {
  const shape = { p: 1, T: 2 };

  test("weights that are equal are a strength", () => {
    const [weighted, plain] = [l21(1, { weights: [3, 3] }), l21(3)];
    const w = [4, -7];
    expect(weighted.value(Float64Array.from(w), shape)).toBeNear(
      plain.value(Float64Array.from(w), shape),
      1e-15,
    );
    expect(prox(weighted, w, 0.7, shape)).toBeNear(prox(plain, w, 0.7, shape), 1e-14);
    expect(weighted.dual(Float64Array.from(w), shape)).toBeNear(
      plain.dual(Float64Array.from(w), shape),
      1e-15,
    );
  });

  test("the prox is where w + step A² w / ‖A w‖ = v, whatever the scale", () => {
    const weights = [1, 1000];
    for (const scale of [1e-150, 1, 1e150]) {
      const v = [3 * scale, 4 * scale];
      const w = prox(l21(scale, { weights }), v, 0.01, shape);
      const size = l21(1, { weights }).value(Float64Array.from(w), shape);
      for (const t of [0, 1])
        expect(w[t]! + (0.01 * scale * weights[t]! ** 2 * w[t]!) / size).toBeNear(v[t]!, 1e-12);
    }
  });
});

describe("l1 weights", () => {
  const shape = { p: 2, T: 3 };
  const ones = new Float64Array(6).fill(1);
  const full = [[1, 2, 3], [4, 5, 6]]; // biome-ignore format: a matrix

  test("are p x T in any form of a matrix, or one a task, or one a feature", () => {
    for (const weights of [
      full,
      new Matrix(full),
      { data: Float64Array.from(full.flat()), rows: 2, columns: 3 },
    ])
      expect(l1(2, { weights }).value(ones, shape)).toBe(42);
    expect(l1(2, { weights: [[1, 2, 3]] }).value(ones, shape)).toBe(24);
    for (const weights of [[[1], [2]], [1, 2], Float64Array.of(1, 2)])
      expect(l1(2, { weights }).value(ones, shape)).toBe(18);
    expect(l1(1, { weights: [1, 2] }).row.prox).toHaveLength(3);
    expect(l1(1, { weights: [1, 2] }).row.value(Float64Array.of(1, 1, 1), 1)).toBe(6);
  });

  test("are a copy, and plain data among the parameters", () => {
    const weights = [1, 2];
    const penalty = l1(2, { weights });
    weights[0] = 100;
    expect(penalty.value(ones, shape)).toBe(18);
    expect(penalty.parameters).toEqual({ alpha: 2, weights: [[1], [2]] });
  });

  test("of another shape are refused by everything that knows the shape", () => {
    const penalty = l1(1, { weights: [1, 2, 3] });
    const sentence =
      "l1.weights: expected 2 x 3 weights, 2 x 1 (one a feature) or 1 x 3 (one a task), got 3 x 1";
    for (const ask of [
      () => penalty.check!(shape),
      () => penalty.value(ones, shape),
      () => penalty.prox(ones, 1, shape),
      () => penalty.dual(ones, shape),
      () => sum(penalty, l21(1)).check!(shape),
      () => sum(penalty, ridge(1)).check!(shape),
    ])
      expect(ask).toThrow(sentence);
  });

  test("all 0 are a strength of 0", () => {
    expect(l1(3, { weights: [0, 0] }).zero).toBe(true);
    expect(l1(3, { weights: [0, 1] }).zero).toBe(false);
    expect(l1(3, { weights: [0, 1] }).dual(Float64Array.of(0, 0, 0, 6, 0, 0), shape)).toBe(2);
    expect(l1(3, { weights: [0, 1] }).dual(Float64Array.of(1e-9, 0, 0, 6, 0, 0), shape)).toBe(Infinity);
  });
});

describe("sum", () => {
  const shape = { p: 2, T: 3 };
  const W = Float64Array.of(3, -4, 0, -12, 5, 0);
  const same = (a: Proximal, b: Proximal): void => {
    expect(a.value(W, shape)).toBeNear(b.value(W, shape), 1e-15);
    expect(prox(a, [...W], 0.7, shape)).toBeNear(prox(b, [...W], 0.7, shape), 1e-15);
    expect(a.conjugate(W, shape)).toBe(b.conjugate(W, shape));
  };

  test("of l1 and l21, in any order and grouping, is sparseGroup", () => {
    same(sum(l1(1), l21(2)), sparseGroup(1, 2));
    same(sum(l21(2), l1(1)), sparseGroup(1, 2));
    same(sum(sparseGroup(1, 0.5), l21(1.5)), sparseGroup(1, 2));
  });

  test("of two ridges, of two l21, and of l21 and a ridge", () => {
    same(sum(ridge(0.75), ridge(1.25)), ridge(2));
    same(sum(l21(0.75), l21(1.25)), l21(2));
    expect(sum(l21(0.75), l21(1.25)).rowStrengths).toEqual({ l1: 0, l21: 2 });
    expect(sum(l1(3), l21(2)).rowStrengths).toEqual({ l1: 3, l21: 2 });
    same(sum(l21(3), ridge(1)), elasticNet(4, 0.75));
    same(sum(sum(ridge(0.25), l21(3)), ridge(0.75)), elasticNet(4, 0.75));
    expect(sum(sum(ridge(0.25), l21(3)), ridge(0.75)).ridge).toMatchObject({
      alpha: 1,
      rest: { name: "l21", parameters: { alpha: 3 } },
    });
  });

  test("with a strength of 0 is the other", () => {
    const penalty = traceNorm(1);
    for (const nothing of [
      l1(0),
      l21(0),
      ridge(0),
      lInf1(0),
      columnGroup(0),
      traceNorm(0),
      sparseGroup(0, 0),
    ]) {
      expect(sum(penalty, nothing)).toBe(penalty);
      expect(sum(nothing, penalty)).toBe(penalty);
    }
    expect(sum(l1(0, { positive: true }), ridge(2)).value(Float64Array.of(-1), { p: 1, T: 1 })).toBe(
      Infinity,
    );
  });

  test("says of what it is", () => {
    const parts = [
      { name: "l1", alpha: 1 },
      { name: "ridge", alpha: 2 },
    ];
    expect(sum(l1(1), ridge(2))).toMatchObject({ name: "sum", parameters: { parts }, separable: "entry" });
  });
});

test("the dual of sparseGroup is a root to the last digits, however unlike the entries and the strengths", () => {
  const rows = [0.5, 0.9, 0.99].map((by) => Float64Array.from({ length: 139 }, (_, t) => by ** t));
  for (const z of [...rows, Float64Array.of(1, 1, 1, 1e-9), Float64Array.of(1, 1 - 1e-15)]) {
    for (const [alpha, beta] of [
      [1, 1e-12],
      [1, 1e-3],
      [1, 1],
      [1e-3, 1],
      [1e-12, 1],
    ] as const) {
      const d = sparseGroup(alpha, beta).row.dual(z, 0);
      const rest = (at: number): number =>
        Math.hypot(...z.map((w) => Math.max(w - at * alpha, 0))) - at * beta;
      expect(rest(d * (1 - 1e-14))).toBeGreaterThan(-1e-15);
      expect(rest(d * (1 + 1e-14))).toBeLessThan(1e-15);
    }
  }
});

test("numbers near the ends of the range keep their digits", () => {
  const shape = { p: 1, T: 2 };
  for (const scale of [1e-200, 1e-310, 1e200]) {
    const W = Float64Array.of(3 * scale, -4 * scale);
    for (const penalty of [l21(1), sparseGroup(0, 1), columnGroup(1), traceNorm(1), lInf1(1)]) {
      const want = penalty.name === "lInf1" ? 4 : penalty.name === "columnGroup" ? 7 : 5;
      expect(penalty.value(W, shape) / scale).toBeNear(want, 1e-12);
    }
    expect(l21(1).dual(W, shape) / scale).toBeNear(5, 1e-12);
    expect(sparseGroup(1, 1).dual(W, shape) / scale).toBeNear(7 - Math.sqrt(24), 1e-12);
    expect(prox(l21(1), [...W], 2.5 * scale, shape).map((w) => w / scale)).toBeNear([1.5, -2], 1e-12);
  }
});

test("a stage of cappedL1 lies above it and touches it", () => {
  fc.assert(
    fc.property(sample, ({ shape, A, B }) => {
      const penalty = cappedL1(0.7, 12);
      const stage = penalty.stage(A, shape);
      const above = penalty.value(A, shape) + stage.value(B, shape) - stage.value(A, shape);
      expect(penalty.value(B, shape)).toBeLessThanOrEqual(above + 1e-9);
    }),
  );
  expect(cappedL1(2, 4).value(Float64Array.of(0, 0), { p: 2, T: 1 })).toBe(0);
  expect(cappedL1(2, 4).stage(Float64Array.of(0, 4), { p: 2, T: 1 }).parameters).toEqual({
    alpha: 2,
    weights: [[1], [0]],
  });
  expect(cappedL1(2, 4)).toEqual(expect.not.objectContaining({ prox: expect.anything() }));
});

const makers: Record<string, (...numbers: number[]) => unknown> = {
  l1: (alpha) => l1(alpha!),
  l21: (alpha) => l21(alpha!),
  lInf1: (alpha) => lInf1(alpha!),
  ridge: (alpha) => ridge(alpha!),
  graph: (alpha) => penalties.graph([[0, 1]], alpha!),
  meanRegularized: (alpha) => penalties.meanRegularized(alpha!),
  traceNorm: (alpha) => traceNorm(alpha!),
  columnGroup: (alpha) => columnGroup(alpha!),
  elasticNet: (alpha) => elasticNet(alpha!, 0.5),
  sparseGroup: (alpha, beta) => sparseGroup(alpha!, beta!),
  fusedSparseGroup: (alpha, beta) => fusedSparseGroup(alpha!, beta!, 1),
  temporal: (alpha, beta) => temporal(alpha!, beta!),
  temporalGroupLasso: (alpha, beta) => temporalGroupLasso(alpha!, beta!, 1),
  cappedL1: (alpha, theta) => cappedL1(alpha!, theta!),
  dirty: (alpha, beta) => dirty(alpha!, beta!),
  robustFeatures: (alpha, beta) => robustFeatures(alpha!, beta!),
  robustLowRank: (alpha, beta) => robustLowRank(alpha!, beta!),
  sparseLowRank: (alpha, beta) => sparseLowRank(alpha!, beta!),
  taskRelationship: (alpha, beta) => taskRelationship(alpha!, beta!),
};

test("every penalty that has strengths >= 0 is in the list of those who refuse", () => {
  expect(Object.keys(makers).sort()).toEqual(
    Object.keys(penalties)
      .filter((name) => !["sum", "decompose", "clustered"].includes(name))
      .sort(),
  );
});

test.each(Object.entries(makers))("%s refuses strengths that are none", (name, make) => {
  for (const wrong of [-1, NaN, Infinity, "1", undefined, null]) {
    const got = typeof wrong === "string" ? `"${wrong}"` : wrong;
    expect(() => make(wrong as number, 1)).toThrow(
      `${name}.alpha: expected a finite number >= 0, got ${got}`,
    );
    if (make.length < 2) continue;
    const second = name === "cappedL1" ? "theta" : "beta";
    expect(() => make(1, wrong as number)).toThrow(
      `${name}.${second}: expected a finite number >= 0, got ${got}`,
    );
  }
});

const bare = { name: "bare", parameters: {}, value: () => 0 };

test.each<[() => unknown, string]>([
  [() => elasticNet(1, 1.5), "elasticNet.l1Ratio: expected a number from 0 to 1, got 1.5"],
  [() => elasticNet(1, NaN), "elasticNet.l1Ratio: expected a number from 0 to 1, got NaN"],
  [() => temporal(1, 0), "temporal.beta: expected a number > 0 beside alpha, got 0"],
  [
    () => fusedSparseGroup(0, 2, 0),
    "fusedSparseGroup: expected alpha or gamma above 0 beside beta, without which there is no dual norm, got alpha 0, beta 2 and gamma 0",
  ],
  [() => fusedSparseGroup(1, 2, -1), "fusedSparseGroup.gamma: expected a finite number >= 0, got -1"],
  [() => l1(1, { weights: [1, -2] }), "l1.weights: expected weights >= 0, got -2"],
  [() => l1(1, { weights: [[1, NaN]] }), "l1.weights row 0, column 1: expected a finite number, got NaN"],
  [() => l1(1, { weights: [] }), "l1.weights: expected at least one row, got none"],
  [() => l1(1, { positive: 1 as never }), "l1.positive: expected true or false, got 1"],
  [() => l21(1, { positive: "yes" as never }), 'l21.positive: expected true or false, got "yes"'],
  [() => l21(1, { weight: [1] } as never), "l21: has no option weight; it has positive, weights"],
  [() => l21(1, { weights: [1, 0] }), "l21.weights: expected weights > 0, got 0"],
  [
    () => l21(1, { weights: [1, 2] }).value(new Float64Array(3), { p: 1, T: 3 }),
    "l21.weights: expected 3 weights, one a task, got 2",
  ],
  [() => l1(1, { weight: [1] } as never), "l1: has no option weight; it has weights, positive"],
  [() => l1(1, [1] as never), "l1 options: expected an object of names and values, got an array of 1"],
  [
    () => sum(traceNorm(1), l1(1)),
    "sum: expected ridge beside any penalty or l21 beside a norm of rows, as other pairs have no prox, got traceNorm and l1",
  ],
  [
    () => sum(elasticNet(1, 0.5), columnGroup(1)),
    "sum: expected ridge beside any penalty or l21 beside a norm of rows, as other pairs have no prox, got l21 and columnGroup",
  ],
  [
    () => sum(l1(1), l21(1, { positive: true })),
    "sum: expected ridge beside any penalty or l21 beside a norm of rows, as other pairs have no prox, got l1 and l21",
  ],
  [() => sum(dirty(1, 1), ridge(1)), "sum: expected two penalties with a prox, got dirty, which has none"],
  [() => sum(ridge(1), bare), "sum: expected two penalties with a prox, got bare, which has none"],
  [
    () => decompose(cappedL1(1, 1), l1(1)),
    "decompose: expected two penalties with a prox, got cappedL1, which has none",
  ],
])("refuses in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(expect.objectContaining({ name: "PolytaskError", message: sentence }));
});
