import { describe, expect, test } from "vitest";
import {
  alphaMax,
  MultiTaskElasticNet,
  MultiTaskLasso,
  MultiTaskRegressor,
  setWarningHandler,
  statisticsOf,
} from "../../src/index.ts";
import {
  cappedL1,
  dirty,
  elasticNet,
  l1,
  l21,
  type Penalty,
  ridge,
  robustLowRank,
  sparseGroup,
  sum,
  traceNorm,
} from "../../src/penalty/index.ts";
import oracle from "../oracles/multi-task-lasso.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: Rows;
  readonly alpha: number;
  readonly l1Ratio?: number;
  readonly fitIntercept: boolean;
  readonly sampleWeight?: number[];
  readonly coef: Rows;
  readonly intercept: number[];
}

const made = ({ alpha, l1Ratio, fitIntercept }: Case) => {
  const settings = { alpha, fitIntercept, tol: 1e-13, maxIter: 100_000 };
  return l1Ratio === undefined
    ? new MultiTaskLasso(settings)
    : new MultiTaskElasticNet({ ...settings, l1Ratio });
};

describe("MultiTaskLasso and MultiTaskElasticNet against scikit-learn", () => {
  test.each(oracle.cases as Case[])("$title, from rows, from statistics and task by task", (example) => {
    const { X, Y, sampleWeight, coef, intercept } = example;
    const weights = sampleWeight && { sampleWeight };
    const perturbed = Y[0]!.map((_, t) => ({ X, y: Y.map((row) => row[t]!), ...weights }));
    for (const model of [
      made(example).fit(X, Y, weights),
      made(example).fitStatistics(statisticsOf(X, Y, weights)),
      made(example).fit(perturbed),
    ]) {
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-6);
      expect(model.intercept).toBeNear(intercept, 1e-6);
      expect(model.converged).toBe(true);
    }
  });
});

describe("regression with a penalty", () => {
  const [X, Y] = [matrix(11, 4, 1), matrix(11, 3, 2)];

  test("block descent on shared rows and ADMM on tasks apart find one optimum", () => {
    // the same problem, its tasks told apart by a row of weight 0 that only one of them has
    const apart = [0, 1, 2].map((t) => ({
      X: [...X, ...matrix(t, 4, 7)],
      y: [...Y.map((row) => row[t]!), ...matrix(t, 1, 8).flat()],
      sampleWeight: [...X.map(() => 1), ...Array<number>(t).fill(0)],
    }));
    for (const penalty of [l21(0.5), l1(0.5), sparseGroup(0.2, 0.4)]) {
      const settings = { penalty, tol: 1e-13, maxIter: 1e5 };
      const shared = new MultiTaskRegressor(settings).fit(X, Y);
      const told = new MultiTaskRegressor(settings).fit(apart);
      expect(told.coef.to1DArray()).toBeNear(shared.coef.to1DArray(), 1e-6);
      expect(told.marks.at(-1)!.objective).toBeNear(shared.marks.at(-1)!.objective, 1e-12);
    }
  });

  test("is zero from alphaMax on, at once, and not before", () => {
    for (const family of [l21, l1, traceNorm]) {
      const largest = alphaMax(family, X, Y);
      const solved = (alpha: number) => new MultiTaskRegressor({ penalty: family(alpha) }).fit(X, Y);
      const zero = solved(largest * (1 + 1e-12));
      expect(zero.coef.norm()).toBe(0);
      expect(zero).toMatchObject({ converged: true, nIter: 0 });
      expect(solved(0.99 * largest).coef.norm()).toBeGreaterThan(0);
    }
  });

  test("without a penalty is least squares, solved stably", () => {
    const penalised = new MultiTaskRegressor({ penalty: l21(0) }).fit(X, Y);
    const lasso = new MultiTaskLasso({ alpha: 0 }).fit(X, Y);
    const residual = Y.map((row, i) => row.map((y, t) => y - penalised.predict(X).get(i, t)));
    for (const j of [0, 1, 2, 3]) {
      for (const t of [0, 1, 2]) {
        expect(Math.abs(X.reduce((sum, row, i) => sum + row[j]! * residual[i]![t]!, 0))).toBeLessThan(1e-9);
      }
    }
    expect(lasso.coef.to1DArray()).toEqual(penalised.coef.to1DArray());
  });

  test("positive coefficients stay so, and the rest is as small as without", () => {
    const { coef } = new MultiTaskLasso({ alpha: 0.1, positive: true, tol: 1e-10 }).fit(X, Y);
    expect(coef.min()).toBeGreaterThanOrEqual(0);
    expect(coef.max()).toBeGreaterThan(0);
  });

  test("tasks that count the same are tasks that count by rows where all have as many", () => {
    const solved = (taskWeight: "samples" | "equal") =>
      new MultiTaskRegressor({ penalty: traceNorm(0.5), taskWeight }).fit(X, Y).coef.to1DArray();
    expect(solved("equal")).toBeNear(solved("samples"), 1e-9);
    const tasks = [0, 1].map((t) => ({ X: X.slice(t * 5), y: Y.slice(t * 5).map((row) => row[t]!) }));
    const equal = new MultiTaskRegressor({ penalty: l1(0.5), taskWeight: "equal", tol: 1e-12 }).fit(tasks);
    const alone = new MultiTaskRegressor({ penalty: l1(0.5), tol: 1e-12 }).fit(tasks[1]!.X, tasks[1]!.y);
    expect([...equal.predict(X, { task: 1 })]).toBeNear([...alone.predict(X, { task: 0 })], 1e-6);
  });

  test("a pair that cannot be solved is refused before any work", () => {
    const capped = new MultiTaskRegressor({ penalty: cappedL1(1, 1) });
    expect(() => capped.fit(X, Y)).toThrow(
      /^MultiTaskRegressor\.fit penalty: expected a convex penalty, got cappedL1, which is not$/,
    );
    const weighted = new MultiTaskRegressor({ penalty: l1(1, { weights: [[1, 2]] }) });
    expect(() => weighted.fit(X, Y)).toThrow(/weights/);
    const bare = new MultiTaskRegressor({ penalty: { name: "mine", parameters: {}, value: () => 0 } });
    expect(() => bare.fit(X, Y)).toThrow(/expected a penalty with a prox, got mine, which has none$/);
  });

  test("alphaMax is of the problem that is fitted, and a ridge beside the norm does not move it", () => {
    expect(alphaMax((alpha) => elasticNet(alpha, 0.5), X, Y)).toBeNear(2 * alphaMax(l21, X, Y), 1e-14);
    const through = alphaMax(l21, X, Y, { fitIntercept: false });
    const solved = (alpha: number) =>
      new MultiTaskLasso({ alpha, fitIntercept: false }).fit(X, Y).coef.norm();
    expect(solved(through * (1 + 1e-12))).toBe(0);
    expect(solved(through * 0.99)).toBeGreaterThan(0);
    expect(() => alphaMax(l21(1) as never, X, Y)).toThrow(
      /family: expected a function of a strength, such as l21/,
    );
  });

  test("a part of a decomposition that costs nothing takes all: least squares", () => {
    const free = new MultiTaskRegressor({ penalty: dirty(0, 0.1) }).fit(X, Y);
    expect(free.coef.to1DArray()).toBeNear(
      new MultiTaskLasso({ alpha: 0 }).fit(X, Y).coef.to1DArray(),
      1e-12,
    );
    expect(free.converged).toBe(true);
  });

  test("ridge alone and ridge beside a vanishing norm have one objective, however tasks count", () => {
    const tasks = [0, 1].map((t) => ({ X: X.slice(t * 5), y: Y.slice(t * 5).map((row) => row[t]!) }));
    for (const taskWeight of ["samples", "equal"] as const) {
      const objective = (penalty: Penalty) =>
        new MultiTaskRegressor({ penalty, taskWeight, tol: 1e-10 }).fit(tasks).marks.at(-1)!.objective;
      expect(objective(ridge(0.3))).toBeNear(objective(sum(ridge(0.3), traceNorm(1e-13))), 1e-8);
    }
  });

  test("a fit that stops early certifies the point that it returns", () => {
    const penalty = robustLowRank(0.02, 0.02);
    const early = quietly(() => new MultiTaskRegressor({ penalty, maxIter: 7 }).fit(X, Y));
    const [P, Q] = early.components!;
    const residual = early
      .predict(X)
      .to2DArray()
      .map((row, i) => row.map((p, t) => Y[i]![t]! - p));
    const loss = residual.flat().reduce((total, r) => total + r * r, 0) / (2 * X.length);
    const split = Float64Array.from([...P!.to1DArray(), ...Q!.to1DArray()]);
    expect(early.marks.at(-1)!.objective).toBeNear(loss + penalty.value(split, { p: 4, T: 3 }), 1e-12);
    expect(early.dualGap).toBe(Math.min(...early.marks.map(({ gap }) => gap)));
  });
});

describe("the parameters of MultiTaskLasso and MultiTaskElasticNet", () => {
  const [X, Y] = [matrix(17, 6, 1), matrix(17, 3, 2)];
  const tight = { tol: 1e-13, maxIter: 1e5 };

  test("random sweeps end where cyclic ones end, by the same road for the same seed", () => {
    for (const Class of [MultiTaskLasso, MultiTaskElasticNet]) {
      const cyclic = new Class({ alpha: 0.5, ...tight }).fit(X, Y);
      const random = (seed: number) =>
        new Class({ alpha: 0.5, selection: "random", randomState: seed, ...tight }).fit(X, Y);
      expect(random(1).coef.to1DArray()).toBeNear(cyclic.coef.to1DArray(), 1e-6);
      expect(random(1).coef.to1DArray()).toEqual(random(1).coef.to1DArray());
      expect(random(1).coef.to1DArray()).not.toEqual(random(2).coef.to1DArray());
    }
  });

  test("a warm refit starts at the last solution, on the Gram matrix, on rows and by ADMM", () => {
    const wide = matrix(7, 11, 3);
    const apart = [0, 1, 2].map((t) => ({ X: X.slice(t), y: Y.slice(t).map((row) => row[t]!) }));
    for (const given of [[X, Y], [wide, Y.slice(0, 7)], [apart]] as [Rows, Rows][]) {
      const [cold, warm] = [false, true].map((warmStart) =>
        new MultiTaskLasso({ alpha: 0.3, warmStart }).fit(...given),
      );
      const coef = cold!.coef.to1DArray();
      expect(warm!.coef.to1DArray()).toEqual(coef);
      expect(cold!.nIter).toBeGreaterThan(0);
      expect(cold!.fit(...given).nIter).toBe(warm!.nIter);
      expect(warm!.fit(...given).nIter).toBe(0);
      expect(warm!.coef.to1DArray()).toEqual(coef);
    }
    const warm = new MultiTaskLasso({ alpha: 0.3, warmStart: true }).fit(X, Y);
    expect(warm.fit(wide, Y.slice(0, 7)).converged).toBe(true);
  });

  test("a strength a task: the larger, the smaller its coefficients; equal ones are one", () => {
    const solved = (alpha: number | number[], on = Y) =>
      new MultiTaskLasso({ alpha, ...tight }).fit(X, on).coef.to1DArray();
    expect(solved([0.5, 0.5, 0.5])).toBeNear(solved(0.5), 1e-6);
    // W_t = V_t / a_t: the problem in V is the plain one where all tasks but one are 0
    const single = Y.map(([, y]) => [0, y!, 0]);
    expect(solved([0.2, 0.7, 3], single)).toBeNear(solved(0.7, single), 1e-6);
    const size = (coef: number[], t: number) =>
      coef.reduce((sum, w, k) => sum + (k % 3 === t ? Math.abs(w) : 0), 0);
    expect(size(solved([0.5, 0.5, 5]), 2)).toBeLessThan(size(solved(0.5), 2));
    expect(() => new MultiTaskLasso({ alpha: [1, 0] })).toThrow(
      /^MultiTaskLasso\.alpha: expected strengths above 0 where there is one a task, got an array of 2$/,
    );
    expect(() => solved([1, 2])).toThrow(/l21\.weights: expected 3 weights, one a task, got 2$/);
  });

  test("a strength a task is one optimum on the Gram matrix, on rows and by ADMM", () => {
    for (const rows of [17, 5]) {
      const [A, B] = [X.slice(0, rows), Y.slice(0, rows)];
      const apart = [0, 1, 2].map((t) => ({
        X: [...A, ...matrix(t, 6, 7)],
        y: [...B.map((row) => row[t]!), ...matrix(t, 1, 8).flat()],
        sampleWeight: [...A.map(() => 1), ...Array<number>(t).fill(0)],
      }));
      const model = new MultiTaskLasso({ alpha: [0.4, 1, 2.5], ...tight });
      const shared = model.fit(A, B).coef.to1DArray();
      expect(model.clone().fit(apart).coef.to1DArray()).toBeNear(shared, 1e-5);
    }
  });

  test("an elastic net of coefficients >= 0", () => {
    const net = new MultiTaskElasticNet({ alpha: 0.3, positive: true, ...tight }).fit(X, Y);
    expect(net.coef.min()).toBe(0);
    expect(net.coef.max()).toBeGreaterThan(0);
    const lasso = new MultiTaskLasso({ alpha: 0.3, positive: true, ...tight }).fit(X, Y);
    const limit = new MultiTaskElasticNet({ alpha: 0.3, l1Ratio: 1, positive: true, ...tight }).fit(X, Y);
    expect(limit.coef.to1DArray()).toBeNear(lasso.coef.to1DArray(), 1e-6);
  });
});

function quietly<R>(work: () => R): R {
  const before = setWarningHandler(() => {});
  try {
    return work();
  } finally {
    setWarningHandler(before);
  }
}
