import { describe, expect, test } from "vitest";
import {
  ClusteredTaskRegressor,
  GroupingOverlapRegressor,
  MultiStageRegressor,
  MultiTaskRegressor,
  ReducedRankRegressor,
  SharedSubspaceRegressor,
  TaskRelationshipRegressor,
} from "../../src/index.ts";
import { fusedSparseGroup, graph, meanRegularized, ridge, sum, temporal } from "../../src/penalty/index.ts";
import { matrix } from "./samples.ts";
import "../near.ts";

const [n, p, T] = [29, 3, 5];
const X = matrix(n, p, 1);
const Y = matrix(n, T, 2).map((row, i) => row.map((noise, t) => X[i]![t % p]! + 0.1 * noise + t));
const fine = { tol: 1e-12, maxIter: 50_000 };
const edges: [number, number, number][] = [
  [0, 3, 1],
  [1, 4, 2],
];
const withPenalty = (penalty: ConstructorParameters<typeof MultiTaskRegressor>[0]) => () =>
  new MultiTaskRegressor({ ...penalty, ...fine });

/** Every relation between tasks that squared loss has, by the name it goes under. */
const models = {
  graph: withPenalty({ penalty: sum(graph(edges, 0.3), ridge(0.01)) }),
  meanRegularized: withPenalty({ penalty: meanRegularized(0.3) }),
  temporal: withPenalty({ penalty: temporal(0.3, 0.01) }),
  fusedSparseGroup: withPenalty({ penalty: fusedSparseGroup(0.01, 0.02, 0.01) }),
  TaskRelationshipRegressor: () => new TaskRelationshipRegressor({ alpha: 0.01, beta: 0.1, ...fine }),
  ClusteredTaskRegressor: () => new ClusteredTaskRegressor({ k: 2, alpha: 0.1, beta: 0.01, ...fine }),
  SharedSubspaceRegressor: () => new SharedSubspaceRegressor({ k: 2, alpha: 0.1, beta: 0.01, ...fine }),
  GroupingOverlapRegressor: () =>
    new GroupingOverlapRegressor({ nLatent: 2, mu: 0.01, lambda: 0.01, randomState: 0, ...fine }),
  ReducedRankRegressor: () => new ReducedRankRegressor({ rank: 2 }),
  MultiStageRegressor: () => new MultiStageRegressor({ alpha: 0.01, theta: 0.5, ...fine }),
};

describe.each(Object.entries(models))("%s", (_, make) => {
  test("batches of rows are the fit of all of them, and each batch is answered for", () => {
    const batches = make();
    for (const [from, to] of [
      [0, 11],
      [11, 24],
      [24, n],
    ] as const) {
      batches.partialFit(X.slice(from, to), Y.slice(from, to));
      const whole = make().fit(X.slice(0, to), Y.slice(0, to));
      expect(batches.coef.to1DArray()).toBeNear(whole.coef.to1DArray(), 1e-5);
      expect(Array.from(batches.intercept)).toBeNear(Array.from(whole.intercept), 1e-5);
    }
  });

  test("rows of other features or tasks are refused, and what was learnt stays", () => {
    const model = make().partialFit(X, Y);
    const before = model.coef.to1DArray();
    expect(() => model.partialFit(matrix(7, p + 1, 3), Y.slice(0, 7))).toThrow(
      /partialFit: expected 3 features, as before, got 4$/,
    );
    expect(() => model.partialFit(X.slice(0, 7), matrix(7, T + 2, 3))).toThrow(
      /partialFit: expected 5 tasks, as before, got 7$/,
    );
    expect(model.coef.to1DArray()).toEqual(before);
  });
});
