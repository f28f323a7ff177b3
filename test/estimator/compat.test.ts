import { describe, expect, test } from "vitest";
import { scaleOf } from "../../src/estimator/compat.ts";
import {
  alphaMax,
  MultiOutputRidge,
  MultiTaskElasticNet,
  MultiTaskLasso,
  MultiTaskRegressor,
  type Task,
} from "../../src/index.ts";
import {
  cappedL1,
  clustered,
  columnGroup,
  decompose,
  dirty,
  elasticNet,
  fusedSparseGroup,
  l1,
  l21,
  lInf1,
  type Penalty,
  ridge,
  robustFeatures,
  robustLowRank,
  sparseLowRank,
  sum,
  temporalGroupLasso,
  traceNorm,
} from "../../src/penalty/index.ts";
import { scaled } from "../../src/penalty/scaled.ts";
import { matrix, type Rows } from "./samples.ts";

const [p, T] = [4, 3];
const shape = { p, T };

/** Tasks of 5, 9 and 13 rows, labels ±1 beside targets. */
const tasks = [5, 9, 13].map((n, t) => {
  const y = matrix(n, 1, 20 + t).flat();
  return { X: matrix(n, p, 10 + t), y, label: y.map((value) => (value > 0 ? 1 : -1)), n };
});
const meanRows = 27 / 3;

/** Task by task: the sum over the rows of what a loss says of a target and x · w. */
const sums = (W: Rows, loss: (task: number, i: number, score: number) => number): number[] =>
  tasks.map(({ X }, t) =>
    X.reduce(
      (total, x, i) =>
        total +
        loss(
          t,
          i,
          x.reduce((s, value, j) => s + value * W[j]![t]!, 0),
        ),
      0,
    ),
  );
const total = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const meansOf = (values: number[]): number[] => values.map((value, t) => value / tasks[t]!.n);
const squares = (W: Rows): number[] => sums(W, (t, i, score) => (tasks[t]!.y[i]! - score) ** 2);
const logs = (W: Rows): number[] =>
  sums(W, (t, i, score) => Math.log1p(Math.exp(-tasks[t]!.label[i]! * score)));

const at = (W: Rows): { [name: string]: number } => {
  const columns = Array.from({ length: T }, (_, t) => W.map((row) => row[t]!));
  const size = (values: number[]): number => Math.hypot(...values);
  const abs = W.map((row) => row.map(Math.abs));
  return {
    l1: total(abs.flat()),
    l21: total(W.map(size)),
    lInf1: total(abs.map((row) => Math.max(...row))),
    columns: total(columns.map(size)),
    square: size(W.flat()) ** 2,
    jumps: total(W.flatMap((row) => row.slice(1).map((w, t) => Math.abs(w - row[t]!)))),
    jumpSquares: total(W.flatMap((row) => row.slice(1).map((w, t) => (w - row[t]!) ** 2))),
    capped: total(abs.map((row) => Math.min(total(row), 9))),
  };
};

/** The singular values: columns are turned in pairs until they are orthogonal, and then these are their sizes. */
function singular(W: Rows): number[] {
  const V = W[0]!.map((_, t) => W.map((row) => row[t]!));
  const dot = (a: number[], b: number[]): number => total(a.map((value, j) => value * b[j]!));
  for (let sweep = 0; sweep < 20; sweep++) {
    for (let s = 0; s < V.length; s++) {
      for (let t = s + 1; t < V.length; t++) {
        const [a, b] = [V[s]!, V[t]!];
        if (dot(a, b) === 0) continue;
        const angle = Math.atan2(2 * dot(a, b), dot(a, a) - dot(b, b)) / 2;
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        V[s] = a.map((value, j) => cos * value + sin * b[j]!);
        V[t] = a.map((value, j) => cos * b[j]! - sin * value);
      }
    }
  }
  return V.map((column) => Math.hypot(...column));
}

const trace = (W: Rows): number => total(singular(W));

const turned = (W: Rows): Rows => W[0]!.map((_, t) => W.map((row) => row[t]!));

/** min tr(W (eta I + M)⁻¹ Wᵀ), 0 ⪯ M ⪯ I, tr M = 1: halves of the level at which the m add up to 1. */
function relaxed(W: Rows, eta: number): number {
  const s = singular(W);
  const m = (level: number): number[] => s.map((size) => Math.min(1, Math.max(0, level * size - eta)));
  let [low, high] = [0, (1 + eta) / Math.max(...s)];
  for (let turn = 0; turn < 200; turn++) {
    const middle = (low + high) / 2;
    if (total(m(middle)) < 1) low = middle;
    else high = middle;
  }
  return total(m(high).map((value, i) => s[i]! ** 2 / (eta + value)));
}

type Case = [
  library: "malsar" | "rmtl" | "sklearn",
  loss: "squared" | "logistic",
  penalty: Penalty,
  theirs: (P: Rows, Q: Rows) => number,
  times: number,
];

const plus = (P: Rows, Q: Rows): Rows => P.map((row, j) => row.map((value, t) => value + Q[j]![t]!));

/** Their objectives in their own words: `times` F, F in our scale. */
const cases: { [row: string]: Case } = {
  "MALSAR Least_Lasso": [
    ...(["malsar", "squared", l1(3)] as const),
    (W) => total(squares(W)) / 2 + 3 * at(W)["l1"]!,
    meanRows,
  ],
  "MALSAR Least_Lasso with rho_L2": [
    ...(["malsar", "squared", sum(l1(3), ridge(2))] as const),
    (W) => total(squares(W)) / 2 + 3 * at(W)["l1"]! + 2 * at(W)["square"]!,
    meanRows,
  ],
  "MALSAR Least_L21 with rho_L2": [
    ...(["malsar", "squared", sum(l21(3), ridge(2))] as const),
    (W) => total(squares(W)) / 2 + 3 * at(W)["l21"]! + 2 * at(W)["square"]!,
    meanRows,
  ],
  "MALSAR Least_Trace with rho_L2": [
    ...(["malsar", "squared", sum(ridge(2), traceNorm(3))] as const),
    (W) => total(squares(W)) / 2 + 3 * trace(W) + 2 * at(W)["square"]!,
    meanRows,
  ],
  "MALSAR Least_TGL": [
    ...(["malsar", "squared", temporalGroupLasso(2, 4, 3)] as const),
    (W) => total(squares(W)) / 2 + 2 * at(W)["square"]! + 4 * at(W)["jumpSquares"]! + 3 * at(W)["l21"]!,
    meanRows,
  ],
  "MALSAR Least_CFGLasso": [
    ...(["malsar", "squared", fusedSparseGroup(3, 5, 2)] as const),
    (W) => total(squares(W)) / 2 + 3 * at(W)["l1"]! + 5 * at(W)["jumps"]! + 2 * at(W)["l21"]!,
    meanRows,
  ],
  "MALSAR Logistic_TGL": [
    ...(["malsar", "logistic", temporalGroupLasso(2, 4, 3)] as const),
    (W) => total(meansOf(logs(W))) + 2 * at(W)["square"]! + 4 * at(W)["jumpSquares"]! + 3 * at(W)["l21"]!,
    1,
  ],
  "MALSAR Least_SRMTL, R = I": [
    ...(["malsar", "squared", ridge(3)] as const),
    (W) => total(squares(W)) / 2 + 3 * at(W)["square"]!,
    meanRows,
  ],
  "MALSAR Least_Dirty": [
    ...(["malsar", "squared", dirty(5, 3)] as const),
    (P, Q) => total(squares(plus(P, Q))) + 5 * at(P)["lInf1"]! + 3 * at(Q)["l1"]!,
    2 * meanRows,
  ],
  "MALSAR Least_rMTFL": [
    ...(["malsar", "squared", robustFeatures(5, 3)] as const),
    (P, Q) => total(squares(plus(P, Q))) + 5 * at(P)["l21"]! + 3 * at(Q)["columns"]!,
    2 * meanRows,
  ],
  "MALSAR Least_rMTFL by its parts": [
    ...(["malsar", "squared", decompose(l21(5), columnGroup(3))] as const),
    (P, Q) => total(squares(plus(P, Q))) + 5 * at(P)["l21"]! + 3 * at(Q)["columns"]!,
    2 * meanRows,
  ],
  "MALSAR Least_RMTL": [
    ...(["malsar", "squared", robustLowRank(5, 3)] as const),
    (P, Q) => total(squares(plus(P, Q))) + 5 * trace(P) + 3 * at(Q)["columns"]!,
    2 * meanRows,
  ],
  "MALSAR Least_SparseTrace, its bound on the trace norm as a multiplier": [
    ...(["malsar", "squared", sparseLowRank(5, 3)] as const),
    (P, Q) => total(squares(plus(P, Q))) + 5 * at(P)["l1"]! + 3 * trace(Q),
    2 * meanRows,
  ],
  "MALSAR Least_msmtfl_capL1": [
    ...(["malsar", "squared", cappedL1(5, 9)] as const),
    (W) => total(squares(W)) + 5 * at(W)["capped"]!,
    2 * meanRows,
  ],
  "MALSAR Least_CMTL, k = 1, its M between tasks": [
    ...(["malsar", "squared", clustered(1, 5, 3)] as const),
    (W) => total(squares(W)) / 2 + 3 * (1 + 3 / 5) * relaxed(W, 3 / 5),
    meanRows,
  ],
  "MALSAR Least_CASO, k = 1, its M between features": [
    ...(["malsar", "squared", clustered(1, 5, 3)] as const),
    (W) => total(squares(W)) / 2 + 3 * (1 + 3 / 5) * relaxed(turned(W), 3 / 5),
    meanRows,
  ],
  "MALSAR Logistic_CMTL, k = 1": [
    ...(["malsar", "logistic", clustered(1, 5, 3)] as const),
    (W) => total(meansOf(logs(W))) + 3 * (1 + 3 / 5) * relaxed(W, 3 / 5),
    1,
  ],
  "RMTL CMTL, least squares, k = 1": [
    ...(["rmtl", "squared", clustered(1, 5, 3)] as const),
    (W) => total(meansOf(squares(W))) / 2 + 3 * (1 + 3 / 5) * relaxed(W, 3 / 5),
    1,
  ],
  "MALSAR Logistic_L21 with rho_L2": [
    ...(["malsar", "logistic", sum(l21(3), ridge(2))] as const),
    (W) => total(meansOf(logs(W))) + 3 * at(W)["l21"]! + 2 * at(W)["square"]!,
    1,
  ],
  "MALSAR Logistic_Dirty": [
    ...(["malsar", "logistic", dirty(5, 3)] as const),
    (P, Q) => total(meansOf(logs(plus(P, Q)))) + 5 * at(P)["lInf1"]! + 3 * at(Q)["l1"]!,
    1,
  ],
  "RMTL L21, least squares, with Lam2": [
    ...(["rmtl", "squared", sum(l21(3), ridge(2))] as const),
    (W) => total(meansOf(squares(W))) / 2 + 3 * at(W)["l21"]! + 2 * at(W)["square"]!,
    1,
  ],
  "RMTL Lasso, logistic, with Lam2": [
    ...(["rmtl", "logistic", sum(l1(3), ridge(2))] as const),
    (W) => total(meansOf(logs(W))) + 3 * at(W)["l1"]! + 2 * at(W)["square"]!,
    1,
  ],
  "scikit-learn MultiTaskElasticNet": [
    ...(["sklearn", "squared", elasticNet(3, 0.25)] as const),
    (W) =>
      total(squares(W)) / (2 * meanRows) + 3 * 0.25 * at(W)["l21"]! + ((3 * 0.75) / 2) * at(W)["square"]!,
    1,
  ],
  "scikit-learn Ridge": [
    ...(["sklearn", "squared", ridge(3)] as const),
    (W) => total(squares(W)) + 3 * at(W)["square"]!,
    2 * meanRows,
  ],
  "scikit-learn LogisticRegression, l1 and 1/C = 3": [
    ...(["sklearn", "logistic", l1(3)] as const),
    (W) => total(logs(W)) + 3 * at(W)["l1"]!,
    meanRows,
  ],
  "scikit-learn LogisticRegression, l2 and 1/C = 3": [
    ...(["sklearn", "logistic", ridge(3)] as const),
    (W) => total(logs(W)) + (3 / 2) * at(W)["square"]!,
    meanRows,
  ],
};

describe("other libraries' strengths", () => {
  test.each(Object.keys(cases))("%s: their objective is ours times a number, anywhere", (row) => {
    const [library, loss, penalty, theirs, times] = cases[row]!;
    const { taskWeight, ...factors } = scaleOf(library, loss, penalty.name, meanRows);
    const ours = scaled(penalty, factors);
    for (const seed of [1, 2, 3]) {
      const [P, Q] = [matrix(p, T, seed), matrix(p, T, 7 * seed)];
      const W = penalty.components ? plus(P, Q) : P;
      const losses = loss === "squared" ? squares(W).map((value) => value / 2) : logs(W);
      const mean = taskWeight === "equal" ? total(meansOf(losses)) : total(losses) / meanRows;
      const split = penalty.components ? [...P, ...Q].flat() : W.flat();
      const F = mean + ours.value(Float64Array.from(split), shape);
      expect(times * F).toBeNear(theirs(P, Q), 1e-12);
    }
  });

  const squared = Object.keys(cases).filter((row) => cases[row]![1] === "squared" && !cases[row]![2].stage);
  test.each(squared)("%s: a fit is its minimum, on rows of different numbers", (row) => {
    const [compat, , penalty, theirs, times] = cases[row]!;
    const model = new MultiTaskRegressor({ penalty, compat, fitIntercept: false, tol: 1e-12 }).fit(tasksOf());
    const [P, Q] = (model.components ?? [model.coef, model.coef]).map((part) => part.to2DArray());
    const least = theirs(P!, Q!);
    expect(model.marks.at(-1)!.objective * times).toBeNear(least, 1e-9);
    for (const seed of [1, 2, 3, 4, 5]) {
      const away = matrix(p, T, seed).map((step) => step.map((value) => value * 1e-4));
      expect(theirs(plus(P!, away), Q!)).toBeGreaterThanOrEqual(least * (1 - 1e-9));
      expect(theirs(P!, plus(Q!, away))).toBeGreaterThanOrEqual(least * (1 - 1e-9));
    }
  });

  test("of scikit-learn are those of our estimators of the same names", () => {
    const [X, Y] = [matrix(11, p, 1), matrix(11, T, 2)];
    const fitted = (penalty: Penalty) =>
      new MultiTaskRegressor({ penalty, compat: "sklearn", tol: 1e-12 }).fit(X, Y).coef.to1DArray();
    expect(fitted(ridge(3))).toBeNear(new MultiOutputRidge({ alpha: 3 }).fit(X, Y).coef.to1DArray(), 1e-12);
    const lasso = new MultiTaskLasso({ alpha: 0.5, tol: 1e-12 }).fit(X, Y);
    expect(fitted(l21(0.5))).toEqual(lasso.coef.to1DArray());
    const net = new MultiTaskElasticNet({ alpha: 0.5, l1Ratio: 0.3, tol: 1e-12 }).fit(X, Y);
    expect(fitted(elasticNet(0.5, 0.3))).toBeNear(net.coef.to1DArray(), 1e-9);
  });

  test("are turned into ours on wide rows, with weights and from statistics alike", () => {
    const [X, Y] = [matrix(5, 11, 3), matrix(5, T, 4)];
    const sampleWeight = [1, 2, 0, 0.5, 3];
    for (const penalty of [l21(20), sum(l1(9), ridge(4)), sum(lInf1(3), l21(9))]) {
      const settings = { penalty, compat: "malsar", tol: 1e-12 } as const;
      const model = new MultiTaskRegressor(settings).fit(X, Y, { sampleWeight });
      const ours = scaled(penalty, scaleOf("malsar", "squared", penalty.name, 6.5));
      const same = new MultiTaskRegressor({ penalty: ours, tol: 1e-12 }).fit(X, Y, { sampleWeight });
      expect(model.coef.to1DArray()).toEqual(same.coef.to1DArray());
      expect(model.coef.norm()).toBeGreaterThan(0);
    }
    const largest = alphaMax(l21, X, Y) * 5;
    const solved = (rho: number) =>
      new MultiTaskRegressor({ penalty: l21(rho), compat: "malsar" }).fit(X, Y).coef.norm();
    expect(solved(largest * (1 + 1e-9))).toBe(0);
    expect(solved(largest * 0.99)).toBeGreaterThan(0);
  });
});

function tasksOf(): Task[] {
  return tasks.map(({ X, y }) => ({ X, y }));
}
