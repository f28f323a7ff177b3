import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drain } from "../../src/base/work.ts";
import { type Dense, zeros } from "../../src/matrix/dense.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { elasticNet } from "../../src/penalty/elastic-net.ts";
import { lInf1 } from "../../src/penalty/l-inf1.ts";
import { l1 } from "../../src/penalty/l1.ts";
import { l21 } from "../../src/penalty/l21.ts";
import type { RowPenalty } from "../../src/penalty/penalty.ts";
import { sparseGroup } from "../../src/penalty/sparse-group.ts";
import { traceNorm } from "../../src/penalty/trace-norm.ts";
import {
  type BlockDescent,
  blockDescentOnGram,
  blockDescentOnRows,
  openGram,
  openRows,
} from "../../src/solver/descent/block-descent.ts";
import { type RowTerms, rowTermsOf } from "../../src/solver/descent/row-terms.ts";
import { noise, times } from "../kernel/matrices.ts";
import oracle from "../oracles/block-descent.json" with { type: "json" };

const dense = (rows: number[][]): Dense => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]!.length,
});

const matrix = (rows: number, columns: number, seed: number): Dense => ({
  data: noise(rows * columns, seed),
  rows,
  columns,
});

const turned = ({ data, rows, columns }: Dense): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, k) => data[(k % rows) * columns + Math.floor(k / rows)]!);

function gramOf(X: Dense, Y: Dense) {
  const { rows: n, columns: p } = X;
  const Xt = turned(X);
  const by = (data: Float64Array) => data.map((x) => x / n);
  return {
    gram: { data: by(times(Xt, X.data, p, n, p)), rows: p, columns: p },
    cross: { data: by(times(Xt, Y.data, p, n, Y.columns)), rows: p, columns: Y.columns },
    halfSquare: Y.data.reduce((sum, y) => sum + y * y, 0) / (2 * n),
  };
}

/** XᵀR / n − ridge W, and the objective: by plain loops. */
function measured(X: Dense, Y: Dense, W: Dense, row: Pick<RowPenalty, "value">, ridge: number) {
  const { rows: n, columns: p } = X;
  const T = Y.columns;
  const fit = times(X.data, W.data, n, p, T);
  const R = Y.data.map((y, k) => y - fit[k]!);
  const pull = times(turned(X), R, p, n, T).map((x, k) => x / n - ridge * W.data[k]!);
  let objective = R.reduce((sum, r) => sum + r * r, 0) / (2 * n);
  for (let j = 0; j < p; j++) objective += row.value(W.data.subarray(j * T, (j + 1) * T), j);
  objective += (ridge / 2) * W.data.reduce((sum, w) => sum + w * w, 0);
  return { pull, objective };
}

/** How far W is from W = prox(W + pull), which holds at a minimum only. */
function violation(W: Dense, pull: Float64Array, row: Pick<RowPenalty, "prox">): number {
  let most = 0;
  for (let j = 0; j < W.rows; j++) {
    const at = j * W.columns;
    const w = W.data.slice(at, at + W.columns).map((x, t) => x + pull[at + t]!);
    row.prox(w, 1, j);
    w.forEach((x, t) => {
      most = Math.max(most, Math.abs(x - W.data[at + t]!));
    });
  }
  return most;
}

const largest = (X: Dense): number => X.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Rows by kernels, the Gram matrix by kernels, and both in plain TypeScript. */
const roads: { name: string; open(X: Dense, Y: Dense): BlockDescent; plain: boolean }[] = [
  { name: "rows", open: openRows, plain: false },
  { name: "Gram matrix", open: (X, Y) => openGram(gramOf(X, Y)), plain: false },
  { name: "rows, plain", open: openRows, plain: true },
  { name: "Gram matrix, plain", open: (X, Y) => openGram(gramOf(X, Y)), plain: true },
];

const shapes = [
  { title: "n > p", X: matrix(31, 7, 1), Y: matrix(31, 3, 2) },
  { title: "p > n", X: matrix(11, 37, 3), Y: matrix(11, 5, 4) },
  { title: "a working set that outgrows its Gram matrix", X: matrix(3, 29, 5), Y: matrix(3, 7, 6) },
  { title: "one task", X: matrix(17, 9, 7), Y: matrix(17, 1, 8) },
  { title: "one feature, one row", X: matrix(1, 1, 9), Y: matrix(1, 2, 10) },
];

const penalties = [
  { l21: 1, l1: 0, ridge: 0 },
  { l21: 1, l1: 0, ridge: 0.3 },
  { l21: 0, l1: 1, ridge: 0.1 },
  { l21: 1, l1: 0.4, ridge: 0 },
];

const termsOf = (
  { l21, l1, ridge }: { l21: number; l1: number; ridge: number },
  alpha: number,
  plain: boolean,
): RowTerms =>
  plain
    ? { row: sparseGroup(alpha * l1, alpha * l21).row, ridge: alpha * ridge }
    : { l1: alpha * l1, l21: alpha * l21, ridge: alpha * ridge };

describe.each(roads)("on $name", ({ open, plain }) => {
  describe.each(shapes)("$title", ({ X, Y }) => {
    test.each(penalties)("the gap closes at a minimum, which is that of every road: %o", (penalty) => {
      const descent = open(X, Y);
      const other = openRows(X, Y);
      try {
        for (const part of [0.5, 0.1, 0.02]) {
          const alpha = part * descent.alphaMax(termsOf(penalty, 1, plain));
          const { W, marks, converged } = drain(
            descent.solve(termsOf(penalty, alpha, plain), { tol: 1e-12, maxIter: 1e6 }),
          );
          const row = sparseGroup(alpha * penalty.l1, alpha * penalty.l21).row;
          const { pull, objective } = measured(X, Y, W, row, alpha * penalty.ridge);
          expect(converged).toBe(true);
          expect(marks.every(({ gap }) => gap >= 0)).toBe(true);
          expect(marks.at(-1)!.objective).toBeNear(objective, 1e-10);
          expect(violation(W, pull, row)).toBeLessThanOrEqual(1e-6 * (1 + largest(W)));
          const again = drain(other.solve(termsOf(penalty, alpha, false), { tol: 1e-12, maxIter: 1e6 }));
          expect(again.marks.at(-1)!.objective).toBeNear(objective, 1e-11);
        }
      } finally {
        other.close();
        descent.close();
      }
    });
  });

  test("at alphaMax and beyond W = 0 at once; just below it is not", () => {
    const [X, Y] = [matrix(13, 19, 11), matrix(13, 3, 12)];
    const descent = open(X, Y);
    try {
      for (const penalty of penalties) {
        const alphaMax = descent.alphaMax(termsOf(penalty, 1, plain));
        for (const alpha of [alphaMax, 2 * alphaMax]) {
          const { W, marks, converged } = drain(descent.solve(termsOf(penalty, alpha, plain)));
          expect([largest(W), marks.length, converged]).toEqual([0, 1, true]);
        }
        const { W } = drain(descent.solve(termsOf(penalty, 0.99 * alphaMax, plain), { tol: 1e-9 }));
        expect(largest(W)).toBeGreaterThan(0);
      }
    } finally {
      descent.close();
    }
  });

  test("a target of zeros gives zeros, converged", () => {
    const descent = open(matrix(5, 7, 1), zeros(5, 3));
    try {
      const { W, converged, marks } = drain(descent.solve(termsOf(penalties[0]!, 0.1, plain)));
      expect([largest(W), converged, marks.at(-1)!.gap]).toEqual([0, true, 0]);
    } finally {
      descent.close();
    }
  });

  test("columns of zeros stay out, and columns that are there twice share", () => {
    const X = matrix(23, 9, 13);
    for (let i = 0; i < 23; i++) {
      X.data[i * 9 + 4] = 0;
      X.data[i * 9 + 7] = X.data[i * 9 + 2]!;
    }
    const Y = matrix(23, 4, 14);
    const descent = open(X, Y);
    try {
      const alpha = 0.1 * descent.alphaMax(termsOf(penalties[0]!, 1, plain));
      const start = matrix(9, 4, 15);
      for (const from of [undefined, start]) {
        const terms = termsOf(penalties[0]!, alpha, plain);
        const { W, converged } = drain(descent.solve(terms, { tol: 1e-12, start: from }));
        expect(converged).toBe(true);
        expect([...W.data.subarray(16, 20)]).toEqual([0, 0, 0, 0]);
        const { pull } = measured(X, Y, W, sparseGroup(0, alpha).row, 0);
        expect(violation(W, pull, sparseGroup(0, alpha).row)).toBeLessThanOrEqual(1e-5);
      }
    } finally {
      descent.close();
    }
  });

  test("a falling path with warm starts ends where cold starts end", () => {
    const [X, Y] = [matrix(17, 43, 16), matrix(17, 3, 17)];
    const descent = open(X, Y);
    try {
      const alphaMax = descent.alphaMax(termsOf(penalties[1]!, 1, plain));
      let start: Dense | undefined;
      for (const part of [0.8, 0.4, 0.2, 0.1]) {
        const terms = termsOf(penalties[1]!, part * alphaMax, plain);
        const warm = drain(descent.solve(terms, { tol: 1e-13, start }));
        const cold = drain(blockDescentOnRows({ X, Y }, terms, { tol: 1e-13 }));
        expect(warm.W.data).toBeNear(cold.W.data, 1e-6);
        start = warm.W;
      }
      const terms = termsOf(penalties[1]!, 0.1 * alphaMax, plain);
      expect(drain(descent.solve(terms, { tol: 1e-12, start })).marks).toHaveLength(1);
    } finally {
      descent.close();
    }
  });

  test("what is solved does not depend on what was solved before", () => {
    const [X, Y] = [matrix(7, 401, 24), matrix(7, 3, 25)];
    const descent = open(X, Y);
    try {
      const alphaMax = descent.alphaMax(termsOf(penalties[1]!, 1, plain));
      const at = (part: number) => termsOf(penalties[1]!, part * alphaMax, plain);
      drain(descent.solve(at(0.001), { tol: 1e-6 }));
      for (const part of [0.6, 0.01]) {
        const again = drain(descent.solve(at(part), { tol: 1e-13 }));
        const fresh = drain(blockDescentOnRows({ X, Y }, at(part), { tol: 1e-13 }));
        expect(again.W.data).toBeNear(fresh.W.data, 1e-5);
      }
    } finally {
      descent.close();
    }
  });

  test("random order, seeded, comes to the same end twice", () => {
    const [X, Y] = [matrix(17, 23, 18), matrix(17, 3, 19)];
    const descent = open(X, Y);
    try {
      const terms = termsOf(penalties[1]!, 0.1 * descent.alphaMax(termsOf(penalties[1]!, 1, plain)), plain);
      const [one, two] = [5, 5].map((seed) => {
        const fresh = open(X, Y);
        try {
          return drain(fresh.solve(terms, { tol: 1e-13, random: new RandomState(seed) }));
        } finally {
          fresh.close();
        }
      });
      expect(one!.W.data).toEqual(two!.W.data);
      expect(one!.W.data).toBeNear(drain(descent.solve(terms, { tol: 1e-13 })).W.data, 1e-6);
    } finally {
      descent.close();
    }
  });
});

test("all roads end in one W to nine digits where the minimum is sharp", () => {
  const [X, Y] = [matrix(53, 11, 20), matrix(53, 3, 21)];
  const terms = { l21: 0.01, ridge: 0.02 };
  const settings = { tol: 1e-20, maxIter: 400 };
  const wanted = drain(blockDescentOnRows({ X, Y }, terms, settings)).W;
  const plain = { row: sparseGroup(0, 0.01).row, ridge: 0.02 };
  const others = [
    blockDescentOnGram(gramOf(X, Y), terms, settings),
    blockDescentOnRows({ X, Y }, plain, settings),
    blockDescentOnGram(gramOf(X, Y), plain, settings),
  ];
  for (const other of others) expect(drain(other).W.data).toBeNear(wanted.data, 1e-9);
});

describe("scikit-learn's numbers", () => {
  test.each(oracle.cases)("$title", ({ X, Y, l21, ridge, coef, objective }) => {
    for (const open of [openRows, (x: Dense, y: Dense) => openGram(gramOf(x, y))]) {
      const descent = open(dense(X), dense(Y));
      try {
        const { W, marks } = drain(descent.solve({ l21, ridge }, { tol: 1e-14, maxIter: 1e5 }));
        expect(marks.at(-1)!.objective).toBeNear(objective, 1e-12);
        expect(W.data).toBeNear(coef.flat(), 1e-6);
      } finally {
        descent.close();
      }
    }
  });

  test("l1 over all entries is a Lasso a task", () => {
    const { X, Y, l1, coef } = oracle.lasso;
    const { W } = drain(
      blockDescentOnRows({ X: dense(X), Y: dense(Y) }, { l1 }, { tol: 1e-14, maxIter: 1e5 }),
    );
    expect(W.data).toBeNear(coef.flat(), 1e-6);
  });
});

test.each([l21(0.03), l1(0.02), elasticNet(0.05, 0.4), sparseGroup(0.01, 0.02), lInf1(0.04)])(
  "the catalogue's $name closes its gap at a minimum, with more and with fewer rows than features",
  (penalty) => {
    for (const [n, p] of [
      [31, 7],
      [7, 31],
    ] as const) {
      const [X, Y] = [matrix(n, p, 26), matrix(n, 3, 27)];
      const terms = rowTermsOf(penalty);
      const { W, converged, marks } = drain(
        blockDescentOnRows({ X, Y }, terms, { tol: 1e-12, maxIter: 1e5 }),
      );
      const { pull, objective } = measured(X, Y, W, { value: () => 0 }, terms.ridge ?? 0);
      const row = "row" in terms ? terms.row : sparseGroup(terms.l1 ?? 0, terms.l21 ?? 0).row;
      const value = objective - ((terms.ridge ?? 0) / 2) * W.data.reduce((sum, w) => sum + w * w, 0);
      expect(converged).toBe(true);
      expect(marks.at(-1)!.objective).toBeNear(value + penalty.value(W.data, { p, T: 3 }), 1e-11);
      expect(violation(W, pull, row)).toBeLessThanOrEqual(1e-5);
    }
  },
);

test("strengths of the rows' own are kept to their rows", () => {
  const [X, Y] = [matrix(31, 7, 28), matrix(31, 3, 29)];
  const weights = Float64Array.of(1, 2, 0.5, 1, 3, 0.1, 1);
  const { value, prox, dual } = sparseGroup(0, 1).row;
  const row: RowPenalty = {
    value: (w, j) => 0.02 * weights[j]! * value(w, j),
    prox: (w, step, j) => prox(w, 0.02 * weights[j]! * step, j),
    dual: (z, j) => dual(z, j) / (0.02 * weights[j]!),
  };
  const scaled = { ...X, data: X.data.map((x, k) => x / weights[k % 7]!) };
  const { W } = drain(blockDescentOnRows({ X, Y }, { row }, { tol: 1e-14, maxIter: 1e5 }));
  const even = drain(blockDescentOnRows({ X: scaled, Y }, { l21: 0.02 }, { tol: 1e-14, maxIter: 1e5 })).W;
  expect(W.data).toBeNear(
    even.data.map((w, k) => w / weights[Math.floor(k / 3)]!),
    1e-6,
  );
});

const entry = fc.integer({ min: -1000, max: 1000 }).map((k) => k / 100);

test("on any small data the optimality conditions hold to what the gap promises", () => {
  const data = fc.record({
    n: fc.integer({ min: 1, max: 7 }),
    p: fc.integer({ min: 1, max: 9 }),
    T: fc.integer({ min: 1, max: 5 }),
    entries: fc.array(entry, { minLength: 7 * 9 + 7 * 5, maxLength: 7 * 9 + 7 * 5 }),
    part: fc.integer({ min: 5, max: 95 }).map((k) => k / 100),
  });
  fc.assert(
    fc.property(data, ({ n, p, T, entries, part }) => {
      const X = { data: Float64Array.from(entries.slice(0, n * p)), rows: n, columns: p };
      const Y = { data: Float64Array.from(entries.slice(63, 63 + n * T)), rows: n, columns: T };
      const descent = openRows(X, Y);
      try {
        const alpha = part * descent.alphaMax({ l21: 1 });
        const tol = 1e-8;
        const { W, marks, converged } = drain(descent.solve({ l21: alpha }, { tol, maxIter: 1e5 }));
        const row = sparseGroup(0, alpha).row;
        const { pull, objective } = measured(X, Y, W, row, 0);
        const half = Y.data.reduce((sum, y) => sum + y * y, 0) / (2 * n);
        expect(converged).toBe(true);
        expect(Math.abs(marks.at(-1)!.objective - objective)).toBeLessThanOrEqual(1e-12 * half);
        // ‖X_jᵀ(R − R*)‖ / n <= ‖X_j‖ / √n √(2 gap)
        for (let j = 0; j < p; j++) {
          const norm = Math.hypot(...pull.subarray(j * T, (j + 1) * T));
          let square = 0;
          for (let i = 0; i < n; i++) square += X.data[i * p + j]! ** 2 / n;
          expect(norm - alpha).toBeLessThanOrEqual(1e-9 * alpha + Math.sqrt(square * 2 * tol * half));
        }
      } finally {
        descent.close();
      }
    }),
  );
});

test("work that is told to stop hands out what it has, with its gap", () => {
  const work = blockDescentOnRows(
    { X: matrix(17, 41, 22), Y: matrix(17, 3, 23) },
    { l21: 1e-3 },
    { tol: 1e-14 },
  );
  let calls = 0;
  const { marks, converged } = drain(work, () => ++calls < 4);
  expect(calls).toBe(4);
  expect(converged).toBe(false);
  expect(marks.at(-1)!.gap).toBeGreaterThan(0);
});

test("maxIter is the most sweeps there are", () => {
  const problem = { X: matrix(17, 41, 22), Y: matrix(17, 3, 23) };
  const { marks, converged } = drain(blockDescentOnRows(problem, { l21: 1e-3 }, { tol: 1e-14, maxIter: 7 }));
  expect([marks.at(-1)!.iteration, converged]).toEqual([7, false]);
});

test("strengths below zero, penalties without a dual norm and shapes that do not fit are refused", () => {
  const [X, Y] = [matrix(3, 5, 1), matrix(3, 2, 2)];
  const solve = (terms: RowTerms) => drain(blockDescentOnRows({ X, Y }, terms));
  expect(() => solve({ l21: -1 })).toThrow("blockDescent.l21: expected a number >= 0, got -1");
  const { value, prox } = sparseGroup(0, 1).row;
  expect(() => solve({ row: { value, prox } })).toThrow("a penalty whose rows have a dual norm");
  expect(() => rowTermsOf(traceNorm(1))).toThrow("a penalty that is a sum over rows");
  expect(() => openRows(X, matrix(4, 2, 1))).toThrow("openRows Y: expected 3 rows, one per row of X, got 4");
});

describe("along a path that goes on from its last solutions", () => {
  test.each([
    { title: "rows", p: 37, open: openRows },
    {
      title: "a Gram matrix that is swept whole",
      p: 37,
      open: (X: Dense, Y: Dense) => openGram(gramOf(X, Y)),
    },
    {
      title: "a Gram matrix too large for that",
      p: 523,
      open: (X: Dense, Y: Dense) => openGram(gramOf(X, Y)),
    },
  ])("$title: every solution is that of a cold start, ridge or not", ({ p, open }) => {
    const [X, Y] = [matrix(23, p, 31), matrix(23, 3, 32)];
    for (const ridge of [0, 0.3]) {
      const [path, cold] = [open(X, Y), openRows(X, Y)];
      try {
        const largest = path.alphaMax({ l21: 1 });
        for (const [k, part] of [1, 0.7, 0.5, 0.35, 0.1].entries()) {
          const terms = { l21: part * largest, ridge: part * ridge };
          const onward = k < 2 ? 0 : 0.7;
          const found = drain(path.solve(terms, { tol: 1e-12, maxIter: 1e5, onward }));
          const want = drain(cold.solve(terms, { tol: 1e-12, maxIter: 1e5 }));
          expect(found.converged && want.converged).toBe(true);
          expect(found.W.data).toBeNear(want.W.data, 1e-5);
          const { objective, gap } = found.marks.at(-1)!;
          expect(objective).toBeNear(
            measured(X, Y, found.W, sparseGroup(0, terms.l21).row, terms.ridge).objective,
            1e-12,
          );
          expect(gap).toBeLessThanOrEqual(1e-12 * found.marks[0]!.objective + 1e-12);
        }
      } finally {
        path.close();
        cold.close();
      }
    }
  });
});
