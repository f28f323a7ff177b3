import { expect, test } from "vitest";
import {
  ClusteredTaskRegressor,
  CoregionalizedGaussianProcess,
  MultiTaskLasso,
  RandomState,
  TaskRelationshipClassifier,
  TaskRelationshipRegressor,
  taskRelations,
} from "../../src/index.ts";
import { matrix } from "./samples.ts";
import "../near.ts";

const names = ["a", "b", "c", "d", "e", "f", "g"];
const truth = [0, 1, 0, 1, 0, 1, 2];

/** Six tasks of two kinds and one of its own: W, 5 x 7. */
const W = Array.from({ length: 5 }, (_, j) => truth.map((c, t) => Number(j === c) + 0.05 * ((t + j) % 3)));
const random = new RandomState(0);
const X = Array.from({ length: 31 }, () => Array.from({ length: 5 }, () => random.randn()));
const Y = X.map((x) =>
  truth.map((_, t) => x.reduce((sum, value, j) => sum + value * W[j]![t]!, 0.1 * random.randn())),
);

test("coefficients alone: nearest tasks, clusters and the outlier, by name", () => {
  const { tasks, nearest, clusters, assignment, outliers, rank, correlation, covariance } = taskRelations(W, {
    taskNames: names,
    neighbours: 2,
    clusters: 3,
  });
  expect(tasks).toEqual(names);
  expect(nearest[0]!.map(({ task }) => task).sort()).toEqual(["c", "e"]);
  expect(nearest.every((others) => others.length === 2)).toBe(true);
  expect(clusters).toEqual([["a", "c", "e"], ["b", "d", "f"], ["g"]]);
  expect(assignment).toEqual(truth);
  expect(outliers).toEqual(["g"]);
  expect(taskRelations(W).clusters).toHaveLength(2); // eigenvalues about 3, 3 and 1: the widest gap
  expect(rank).toBeLessThanOrEqual(5);
  const size = (t: number): number => Math.hypot(...W.map((row) => row[t]!));
  const inner = W.reduce((sum, row) => sum + row[0]! * row[6]!, 0);
  expect(correlation.get(0, 6)).toBeNear(inner / (size(0) * size(6)), 1e-14);
  expect(covariance.trace()).toBeNear(1, 1e-14);
});

test("a model says what it learnt: Ω, M and its clusters, or its coefficients", () => {
  const relation = new TaskRelationshipRegressor({ alpha: 0, beta: 1e-3 }).fit(X, Y, { taskNames: names });
  const said = taskRelations(relation);
  expect(said.covariance.to1DArray()).toBeNear(relation.taskCovariance.to1DArray(), 1e-13);
  expect(said.correlation.to1DArray()).toBeNear(relation.taskCorrelation.to1DArray(), 1e-12);
  expect(said.outliers).toEqual(["g"]);

  const clustered = new ClusteredTaskRegressor({ k: 3, alpha: 0.1, beta: 1e-3 }).fit(X, Y, {
    taskNames: names,
  });
  const groups = taskRelations(clustered);
  expect(groups.assignment).toEqual(truth);
  expect(groups.covariance.to1DArray()).toBeNear(clustered.clusterMatrix.div(3).to1DArray(), 1e-12);
  expect(taskRelations(clustered, { clusters: 2 }).clusters).toHaveLength(2);

  const lasso = new MultiTaskLasso({ alpha: 0.01 }).fit(X, Y, { taskNames: names });
  expect(taskRelations(lasso).clusters).toEqual(taskRelations(lasso.model).clusters);
  expect(taskRelations(lasso).covariance).toEqual(taskRelations(lasso.coef).covariance);
  expect(taskRelations(lasso.coef).tasks).toEqual([0, 1, 2, 3, 4, 5, 6]);

  const labels = Y.map((row) => row.map((value) => value > 0));
  const classifier = new TaskRelationshipClassifier().fit(X, labels, { taskNames: names });
  expect(taskRelations(classifier).tasks).toEqual(names);
});

test("a Gaussian process has no coefficients, and says what it learnt of its tasks", () => {
  const X = [0, 0.7, 1.5, 2.1, 3, 3.8, 4.4, 5].map((x) => [x]);
  const Y = X.map(([x], i) => [x! * (5 - x!) + ((7 * i) % 5) / 5, -2 * x! * (5 - x!) + ((3 * i) % 4) / 5]);
  const process = new CoregionalizedGaussianProcess({ nRestarts: 0 }).fit(X, Y, {
    taskNames: ["up", "down"],
  });
  const { nearest, correlation } = taskRelations(process);
  expect(nearest[0]![0]!.task).toBe("down");
  expect(correlation.get(0, 1)).toBeCloseTo(process.taskCorrelation.get(0, 1), 12);
});

test("copies show in the rank; a task alone, and coefficients of 0, are no corner", () => {
  const copies = matrix(5, 2, 1).map(([a, b]) => [a!, b!, a!, a!]);
  expect(taskRelations(copies).rank).toBe(2);
  expect(taskRelations(matrix(5, 1, 1))).toMatchObject({
    clusters: [[0]],
    nearest: [[]],
    outliers: [],
    rank: 1,
  });
  const none = taskRelations([[0, 0, 0]]);
  expect(none.correlation.to1DArray()).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(none.rank).toBe(3);
});

test("it is plain data, the same for the same seed", () => {
  const [one, other] = [taskRelations(W), taskRelations(W, { randomState: 0 })];
  expect(one).toEqual(other);
  expect(JSON.parse(JSON.stringify(one))).toMatchObject({ tasks: [0, 1, 2, 3, 4, 5, 6], outliers: [6] });
});

test.each<[() => unknown, string]>([
  [() => taskRelations(W, { neighbours: 0 }), "taskRelations neighbours: expected an integer >= 1, got 0"],
  [
    () => taskRelations(W, { clusters: 8 }),
    "taskRelations clusters: expected an integer from 1 to 7, the number of tasks, got 8",
  ],
  [
    () => taskRelations(W, { taskNames: ["a"] }),
    "taskRelations taskNames: expected 7 names, one a task, got 1",
  ],
  [() => taskRelations(W, { k: 2 } as never), "taskRelations: has no option k"],
  [() => taskRelations([[1, NaN]]), "taskRelations coef row 0, column 1: expected a finite number, got NaN"],
  [() => taskRelations(new MultiTaskLasso()), "call fit first"],
])("refuses in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(sentence);
});
