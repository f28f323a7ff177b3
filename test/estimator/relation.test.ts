import { readFileSync } from "node:fs";
import { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import {
  ClusteredTaskClassifier,
  ClusteredTaskRegressor,
  RandomState,
  SharedSubspaceRegressor,
  statisticsOf,
  type Task,
  TaskRelationshipClassifier,
  TaskRelationshipRegressor,
} from "../../src/index.ts";
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

interface Case {
  readonly title: string;
  readonly tasks: readonly { X: Rows; y: number[] }[];
  readonly penalty: "taskRelationship" | "clustered";
  readonly given: readonly number[];
  readonly logistic: boolean;
  readonly fitIntercept: boolean;
  readonly coef: Rows;
  readonly objective: number;
}

const { cases } = JSON.parse(readFileSync("test/oracles/relation.json", "utf8")) as { cases: Case[] };

test.each(cases)("$title: as long runs of FISTA in NumPy find it", (one) => {
  const { tasks, penalty, given, logistic, fitIntercept, coef, objective } = one;
  const [alpha, beta] = given.slice(-2) as [number, number];
  const settings = { alpha, beta, fitIntercept, tol: 1e-11 };
  const clusters = { k: given[0]!, ...settings };
  const labels = { ...settings, tol: 1e-10 };
  const model = logistic
    ? penalty === "clustered"
      ? new ClusteredTaskClassifier({ ...labels, k: given[0]! }).fit(tasks)
      : new TaskRelationshipClassifier(labels).fit(tasks)
    : penalty === "clustered"
      ? new ClusteredTaskRegressor(clusters).fit(tasks)
      : new TaskRelationshipRegressor(settings).fit(tasks);
  expect(model.converged).toBe(true);
  expect(model.marks.at(-1)!.objective).toBeNear(objective, 1e-8);
  expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-3);
});

const columns = (rows: Rows): Rows => rows[0]!.map((_, t) => rows.map((row) => row[t]!));

describe("the alternation of Zhang and Yeung", () => {
  const [n, p, T] = [11, 4, 3];
  const [alpha, beta] = [0.3, 0.7];
  const tasks: Task[] = columns(matrix(n, T, 5)).map((y, t) => ({ X: matrix(n, p, 10 + t), y }));

  /** W given Ω by one system of p T equations, Ω given W in closed form, from any Ω of full rank. */
  function alternate(start: Matrix): number {
    let covariance = start;
    let objective = Infinity;
    for (let round = 0; round < 150; round++) {
      const inverse = inverseOf(covariance);
      const system = Matrix.zeros(p * T, p * T);
      const right = Matrix.zeros(p * T, 1);
      for (const [t, { X, y }] of tasks.entries()) {
        const A = new Matrix(X as Rows);
        const G = A.transpose().mmul(A).div(n);
        const c = A.transpose()
          .mmul(Matrix.columnVector(y as number[]))
          .div(n);
        for (let i = 0; i < p; i++) {
          right.set(t * p + i, 0, c.get(i, 0));
          for (let j = 0; j < p; j++) system.set(t * p + i, t * p + j, G.get(i, j));
          system.set(t * p + i, t * p + i, system.get(t * p + i, t * p + i) + alpha);
          for (let s = 0; s < T; s++) {
            const at = [t * p + i, s * p + i] as const;
            system.set(...at, system.get(...at) + beta * inverse.get(s, t));
          }
        }
      }
      const solved = inverseOf(system).mmul(right);
      const W = Matrix.zeros(p, T);
      for (let t = 0; t < T; t++) for (let j = 0; j < p; j++) W.set(j, t, solved.get(t * p + j, 0));
      const relation = W.mmul(inverse).mmul(W.transpose()).trace();
      objective = (alpha / 2) * W.norm() ** 2 + (beta / 2) * relation;
      for (const [t, { X, y }] of tasks.entries()) {
        const away = new Matrix(X as Rows).mmul(W.getColumnVector(t)).sub(Matrix.columnVector(y as number[]));
        objective += away.norm() ** 2 / (2 * n);
      }
      covariance = rootOf(W.transpose().mmul(W));
      covariance.div(covariance.trace());
    }
    return objective;
  }

  test("lands on one optimum from random covariances of full rank: that of the convex joint problem", () => {
    const model = new TaskRelationshipRegressor({ alpha, beta, fitIntercept: false, tol: 1e-12 }).fit(tasks);
    const random = new RandomState(4);
    for (let start = 0; start < 5; start++) {
      const A = new Matrix(Array.from({ length: T }, () => Array.from({ length: T }, () => random.randn())));
      const first = A.mmul(A.transpose()).add(Matrix.eye(T).mul(0.01));
      expect(alternate(first.div(first.trace()))).toBeNear(model.marks.at(-1)!.objective, 1e-9);
    }
  });
});

/** The square root of a positive matrix, by Newton's iteration of Denman and Beavers. */
function rootOf(A: Matrix): Matrix {
  let [Y, Z] = [A, Matrix.eye(A.rows)];
  for (let round = 0; round < 60; round++) {
    const next = Matrix.add(Y, inverseOf(Z)).div(2);
    Z = Matrix.add(Z, inverseOf(Y)).div(2);
    Y = next;
  }
  return Y;
}

/** Gauss and Jordan, with pivots. */
function inverseOf(A: Matrix): Matrix {
  const n = A.rows;
  const rows = A.to2DArray().map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let k = 0; k < n; k++) {
    const pivot = rows.slice(k).reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? k + i : best), k); // biome-ignore format: a sentence
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const by = rows[k]![k]!;
    rows[k] = rows[k]!.map((value) => value / by);
    for (const [i, row] of rows.entries()) {
      if (i !== k) rows[i] = row.map((value, j) => value - row[k]! * rows[k]![j]!);
    }
  }
  return new Matrix(rows.map((row) => row.slice(n)));
}

describe("what is learnt of the tasks", () => {
  const [X, Y] = [matrix(13, 5, 1), matrix(13, 4, 2)];

  test("Ω has trace 1, Ω² is in proportion to WᵀW, and correlations are those of Ω", () => {
    const model = new TaskRelationshipRegressor({ alpha: 0.1, beta: 0.1 }).fit(X, Y);
    const [covariance, W] = [model.taskCovariance, model.coef];
    expect(covariance.trace()).toBeNear(1, 1e-14);
    const square = covariance.mmul(covariance);
    const gram = W.transpose().mmul(W);
    expect(square.div(square.trace()).to1DArray()).toBeNear(gram.div(gram.trace()).to1DArray(), 1e-12);
    const correlation = model.taskCorrelation;
    expect(correlation.diag()).toEqual([1, 1, 1, 1]);
    const [a, b, both] = [covariance.get(0, 0), covariance.get(2, 2), covariance.get(2, 0)];
    expect(correlation.get(0, 2)).toBeNear(both / Math.sqrt(a * b), 1e-14);
  });

  test("without coefficients no covariance is better than another: I / T", () => {
    const none = Y.map((row) => row.map(() => 0));
    const model = new TaskRelationshipRegressor().fit(X, none);
    expect(model.taskCovariance.to1DArray()).toBeNear(Matrix.eye(4).div(4).to1DArray(), 1e-15);
    expect(model.taskCorrelation.to1DArray()).toEqual(Matrix.eye(4).to1DArray());
    expect(new ClusteredTaskRegressor({ k: 2 }).fit(X, none).clusterMatrix.trace()).toBeNear(2, 1e-14);
  });

  test("tasks that are copies have the same coefficients and a singular Ω, which nothing is divided by", () => {
    const copies = Y.map(([a, b]) => [a!, b!, a!, a!]);
    const model = new TaskRelationshipRegressor({ alpha: 0, beta: 0.05, tol: 1e-12 }).fit(X, copies);
    expect(model.converged).toBe(true);
    expect(model.coef.getColumn(0)).toBeNear(model.coef.getColumn(3), 1e-10);
    expect(model.taskCorrelation.get(0, 3)).toBeNear(1, 1e-12);
    const clusters = new ClusteredTaskRegressor({ k: 2, alpha: 1, beta: 0.05 }).fit(X, copies);
    expect(clusters.clusters).toEqual([0, 1, 0, 0]);
  });

  test("one task has itself for a relation: a ridge of alpha + beta", () => {
    const y = Y.map(([a]) => a!);
    const settings = { tol: 1e-12, fitIntercept: false };
    const model = new TaskRelationshipRegressor({ alpha: 0.3, beta: 0.4, ...settings }).fit(X, y);
    expect(model.taskCovariance.to1DArray()).toBeNear([1], 1e-15);
    const ridge = new TaskRelationshipRegressor({ alpha: 0.7, beta: 0, ...settings }).fit(X, y);
    expect(model.coef.to1DArray()).toBeNear(ridge.coef.to1DArray(), 1e-5);
    expect(new ClusteredTaskRegressor().fit(X, y).clusters).toEqual([0]);
  });

  test("M has trace k and eigenvalues from 0 to 1, however many directions W has", () => {
    for (const [k, T] of [
      [1, 4],
      [2, 4],
      [4, 4],
      [3, 11],
    ] as const) {
      const wide = matrix(13, T, 6);
      const model = new ClusteredTaskRegressor({ k, alpha: 0.5, beta: 0.1 }).fit(matrix(13, 2, 7), wide);
      const M = model.clusterMatrix;
      expect(M.trace()).toBeNear(k, 1e-12);
      expect(M.to1DArray()).toBeNear(M.transpose().to1DArray(), 1e-14);
      expect(model.clusters).toHaveLength(T);
      const random = new RandomState(1);
      for (let draw = 0; draw < 20; draw++) {
        const v = Matrix.columnVector(Array.from({ length: T }, () => random.randn()));
        const share = v.transpose().mmul(M).mmul(v).get(0, 0) / v.norm() ** 2;
        expect(share).toBeGreaterThanOrEqual(-1e-12);
        expect(share).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  test("clusters of tasks are found again, the same for the same seed, whatever the seed where they are plain", () => {
    const random = new RandomState(2);
    const centres = Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => 3 * random.randn()));
    const rows = Array.from({ length: 41 }, () => Array.from({ length: 5 }, () => random.randn()));
    const truth = [0, 1, 2, 1, 0, 2, 2, 0, 1, 1];
    const targets = rows.map((x) =>
      truth.map((c) => x.reduce((sum, value, j) => sum + value * centres[c]![j]!, random.randn() / 2)),
    );
    for (const randomState of [0, 1, 17]) {
      const model = new ClusteredTaskRegressor({ k: 3, alpha: 1, beta: 0.01, randomState }).fit(
        rows,
        targets,
      );
      expect(model.clusters).toEqual(truth);
      expect(model.clusters).toEqual(model.clusters);
    }
  });

  test("the shared subspace is that of the coefficients, which are those of the clusters", () => {
    const settings = { k: 2, alpha: 3, beta: 0.01, tol: 1e-10 };
    const model = new SharedSubspaceRegressor(settings).fit(X, Y);
    expect(model.coef).toEqual(new ClusteredTaskRegressor(settings).fit(X, Y).coef);
    const subspace = model.subspace;
    expect(subspace.mmul(subspace.transpose()).to1DArray()).toBeNear([1, 0, 0, 1], 1e-13);
    const inside = subspace.transpose().mmul(subspace).mmul(model.coef);
    expect(inside.norm()).toBeGreaterThan(0.9 * model.coef.norm());
  });
});

describe("strengths by cross-validation", () => {
  const [X, Y] = [matrix(23, 4, 1), matrix(23, 3, 2)];
  const grids = { alphas: [0.1, 1, 10], betas: [0.3, 3] };

  test("both are those of the least error of all pairs", () => {
    const model = new TaskRelationshipRegressor({ alpha: "cv", beta: "cv", ...grids, cv: 4 }).fit(X, Y);
    const means = model.msePath!.map((errors) => errors.mean("row"));
    const least = Math.min(...means.flat());
    const first = means.findIndex((row) => row.includes(least));
    const second = means[first]!.indexOf(least);
    expect(model.strengths).toEqual({ alpha: [10, 1, 0.1][first], beta: [3, 0.3][second] });
    const { alpha, beta } = model.strengths;
    const given = new TaskRelationshipRegressor({ alpha, beta }).fit(X, Y);
    expect(given.coef.to1DArray()).toBeNear(model.coef.to1DArray(), 1e-3);
    expect(given.strengths).toEqual({ alpha, beta });
    expect(given.msePath).toBeUndefined();
  });

  test("one of them is found beside the other", () => {
    const one = new ClusteredTaskRegressor({ k: 2, alpha: 0.5, beta: "cv", ...grids }).fit(X, Y);
    expect(one.strengths.alpha).toBe(0.5);
    expect(grids.betas).toContain(one.strengths.beta);
    const other = new SharedSubspaceRegressor({ alpha: "cv", beta: 0.2, ...grids }).fit(X, Y);
    expect(other.strengths.beta).toBe(0.2);
    expect(other.msePath!.map(({ rows, columns: folds }) => [rows, folds])).toEqual([[3, 5]]);
  });

  test("statistics without folds have nothing to hold out, nor have batches, and that is said", () => {
    const model = new TaskRelationshipRegressor({ alpha: 1, beta: "cv", betas: [1, 2] });
    expect(() => model.fitStatistics(statisticsOf(X, Y))).toThrow(
      "TaskRelationshipRegressor.fitStatistics folds: expected the statistics of folds, as statisticsFrom of polytask/engine gives them",
    );
    expect(() => model.partialFit(X, Y)).toThrow(
      'TaskRelationshipRegressor.partialFit beta: expected a number, as a batch is no fold to hold out, got "cv"',
    );
  });
});

test.each([1e-100, 1e-300, Number.MIN_VALUE])(
  "TaskRelationshipRegressor: strengths of %s, next to which multipliers are rounding, are least squares",
  (strength) => {
    const [X, Y] = [matrix(13, 3, 1), matrix(13, 5, 2)];
    const settings = { tol: 1e-10, alpha: strength, beta: strength };
    const model = new TaskRelationshipRegressor(settings).fit(X, Y);
    const plain = new TaskRelationshipRegressor({ ...settings, alpha: 0, beta: 0 }).fit(X, Y);
    expect(model.converged).toBe(true);
    expect(model.coef.to1DArray()).toBeNear(plain.coef.to1DArray(), 1e-4);
  },
);

test.each<[() => unknown, string]>([
  [
    () => new ClusteredTaskRegressor({ k: 4 }).fit(matrix(7, 2, 1), matrix(7, 3, 2)),
    "clustered.k: expected at most 3, the number of tasks, got 4",
  ],
  [
    () => new SharedSubspaceRegressor({ k: 4, alpha: "cv" }).fit(matrix(7, 2, 1), matrix(7, 3, 2)),
    "clustered.k: expected at most 3, the number of tasks, got 4",
  ],
  [() => new ClusteredTaskRegressor({ k: 0 }), "ClusteredTaskRegressor.k: expected an integer >= 1, got 0"],
  [
    () => new ClusteredTaskRegressor({ alpha: 0 }),
    'ClusteredTaskRegressor.alpha: expected a finite number > 0, or "cv", got 0',
  ],
  [
    () => new TaskRelationshipRegressor({ alpha: NaN }),
    'TaskRelationshipRegressor.alpha: expected a finite number >= 0, or "cv", got NaN',
  ],
  [
    () => new TaskRelationshipClassifier({ beta: NaN }),
    "TaskRelationshipClassifier.beta: expected a finite number >= 0, got NaN",
  ],
])("refused in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(sentence);
});
