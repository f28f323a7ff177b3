import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  ClusteredTaskClassifier,
  ClusteredTaskRegressor,
  CoregionalizedGaussianProcess,
  GroupingOverlapRegressor,
  KernelRidge,
  MultiTaskRegressor,
  PolytaskError,
  SharedSubspaceRegressor,
  type Task,
  TaskRelationshipClassifier,
  TaskRelationshipRegressor,
  taskRelations,
} from "../../src/index.ts";
import {
  fusedSparseGroup,
  graph,
  meanRegularized,
  type TaskRelations,
  temporal,
} from "../../src/penalty/index.ts";
import { matrix } from "./samples.ts";
import "../near.ts";

/* Every bad input that can be asked of relations between tasks: refused in one sentence, or solved stably, and said. */

const taskNames = ["north", "south", "west"];
const three: Task[] = [9, 11, 10].map((n, t) => ({ X: matrix(n, 4, t + 1), y: matrix(n, 1, t + 7).flat() }));
const named = three.map((task, t) => ({ ...task, name: taskNames[t]! }));
const byGraph = (relations: unknown) => () =>
  new MultiTaskRegressor({ penalty: graph(relations as TaskRelations, 1) }).fit(named);

test.each<[string, () => unknown, string]>([
  [
    "an edge of negative weight",
    byGraph([[0, 1, -0.5]]),
    "graph.edges 0: expected a finite weight >= 0, got -0.5",
  ],
  [
    "an adjacency with a negative weight",
    byGraph({ adjacency: [[0, -1, 0], [-1, 0, 0], [0, 0, 0]] }), // biome-ignore format: a matrix
    "graph.adjacency row 0, column 1: expected a weight >= 0, got -1",
  ],
  [
    "an adjacency that is not symmetric",
    byGraph({ adjacency: [[0, 1, 0], [2, 0, 0], [0, 0, 0]] }), // biome-ignore format: a matrix
    "graph.adjacency row 0, column 1: expected 2, as its mirror image, got 1",
  ],
  [
    "a Laplacian that is not symmetric",
    byGraph({ laplacian: [[1, -1, 0], [0, 0, 0], [0, 0, 0]] }), // biome-ignore format: a matrix
    "graph.laplacian row 0, column 1: expected 0, as its mirror image, got -1",
  ],
  [
    "an edge from a task to itself",
    byGraph([[0, 1], [2, 2]]), // biome-ignore format: a list
    "graph.edges 1: expected two tasks, got 2 and itself",
  ],
  [
    "an adjacency with a loop",
    byGraph({ adjacency: [[0, 1, 0], [1, 0, 0], [0, 0, 3]] }), // biome-ignore format: a matrix
    "graph.adjacency row 2, column 2: expected 0, as no task is its own neighbour, got 3",
  ],
  [
    "a name that no task has",
    byGraph([["north", "east"]]),
    'graph.edges: expected a task among north, south, west, got "east"',
  ],
  [
    "names where tasks have none",
    () => new MultiTaskRegressor({ penalty: graph([["north", "south"]], 1) }).fit(three),
    'graph.edges: expected tasks by number where they have no names, got "north"',
  ],
  ["a number that no task has", byGraph([[0, 3]]), "graph edges: expected tasks from 0 to 2, got 3"],
  [
    "more clusters than tasks",
    () => new ClusteredTaskRegressor({ k: 4 }).fit(three),
    "clustered.k: expected at most 3, the number of tasks, got 4",
  ],
  [
    "a larger subspace than tasks",
    () => new SharedSubspaceRegressor({ k: 4 }).fit(three),
    "clustered.k: expected at most 3, the number of tasks, got 4",
  ],
  [
    "more clusters than labels",
    () =>
      new ClusteredTaskClassifier({ k: 4 }).fit(
        three.map(({ X, y }) => ({ X, y: (y as number[]).map((value) => value > 0) })),
      ),
    "clustered.k: expected at most 3, the number of tasks, got 4",
  ],
  [
    "more clusters of relations than tasks",
    () => taskRelations(new TaskRelationshipRegressor().fit(three), { clusters: 4 }),
    "taskRelations clusters: expected an integer from 1 to 3, the number of tasks, got 4",
  ],
])("refused in one sentence: %s", (_, wrong, sentence) => {
  const before = structuredClone(three);
  expect(wrong).toThrow(PolytaskError);
  expect(wrong).toThrow(sentence);
  expect(three).toEqual(before);
});

interface Fitted {
  readonly coef: { to1DArray(): number[]; getColumn(t: number): number[] };
  readonly converged: boolean;
}
const tol = 1e-10;
const makers: Record<string, () => { fit(tasks: readonly Task[]): Fitted }> = {
  meanRegularized: () => new MultiTaskRegressor({ penalty: meanRegularized(0.7), tol }),
  graph: () => new MultiTaskRegressor({ penalty: graph([[0, 1], [1, 2]], 0.7), tol }), // biome-ignore format: a list
  temporal: () => new MultiTaskRegressor({ penalty: temporal(0.7, 0.1), tol }),
  fusedSparseGroup: () => new MultiTaskRegressor({ penalty: fusedSparseGroup(0.1, 0.3, 0.2), tol }),
  TaskRelationshipRegressor: () => new TaskRelationshipRegressor({ alpha: 0, beta: 0.3, tol }),
  ClusteredTaskRegressor: () => new ClusteredTaskRegressor({ k: 2, alpha: 1, beta: 0.1, tol }),
  SharedSubspaceRegressor: () => new SharedSubspaceRegressor({ k: 2, alpha: 1, beta: 0.1, tol }),
  GroupingOverlapRegressor: () =>
    new GroupingOverlapRegressor({ nLatent: 2, mu: 0.1, lambda: 0.1, randomState: 0 }),
};

describe.each(Object.entries(makers))("%s", (_, make) => {
  test("a task with fewer rows than features is solved to a certificate", () => {
    const few = [...three.slice(0, 2), { X: matrix(2, 4, 20), y: [1, -2] }];
    const model = make().fit(few);
    expect(model.converged).toBe(true);
    for (const value of model.coef.to1DArray()) expect(value).toBeFinite();
  });

  test("identical tasks have one column", () => {
    const model = make().fit([three[0]!, three[0]!, three[0]!]);
    expect(model.converged).toBe(true);
    for (const t of [1, 2]) expect(model.coef.getColumn(t)).toBeNear(model.coef.getColumn(0), 1e-9);
  });
});

describe("Ω that is singular is said", () => {
  const copies = [three[0]!, three[1]!, three[0]!];

  test("by its rank and on the card, of numbers", () => {
    const model = new TaskRelationshipRegressor({ alpha: 0, beta: 0.01 }).fit(copies);
    expect(model.converged).toBe(true);
    expect(model.taskCovarianceRank).toBe(2);
    expect(inspect(model)).toMatch(/task covariance\s+value\s+rank\s+2 of 3: singular/);
    expect(model.taskCorrelation.get(0, 2)).toBeNear(1, 1e-9);
    const regular = new TaskRelationshipRegressor({ alpha: 0, beta: 0.01 }).fit(three);
    expect(regular.taskCovarianceRank).toBe(3);
    expect(inspect(regular)).toMatch(/task covariance\s+value\s+rank\s+3 of 3(?!:)/);
  });

  test("of labels, and of relations as data", () => {
    const labels = copies.map(({ X, y }) => ({ X, y: (y as number[]).map((value) => value > 0) }));
    const model = new TaskRelationshipClassifier({ alpha: 0.01, beta: 0.01 }).fit(labels);
    expect(model.taskCovarianceRank).toBe(2);
    expect(inspect(model)).toMatch(/2 of 3: singular/);
    expect(taskRelations(model)).toMatchObject({ rank: 2 });
  });

  test("a new task that is a copy too leaves the others as they are", () => {
    const model = new TaskRelationshipRegressor({ alpha: 0, beta: 0.01, tol }).fit(copies);
    const { X, y } = three[0]!;
    const fresh = model.fitNewTask(X as number[][], y as number[]);
    expect(fresh.converged).toBe(true);
    expect(fresh.covariance[0]!).toBeNear(fresh.covariance[2]!, 1e-8);
  });

  test("no coefficients at all are no copies: I / T, of full rank", () => {
    const none = three.map(({ X, y }) => ({ X, y: (y as number[]).map(() => 0) }));
    expect(new TaskRelationshipRegressor().fit(none).taskCovarianceRank).toBe(3);
  });

  test("processes and kernels are as stable: copies predict alike", () => {
    const X = matrix(12, 2, 3);
    const Y = matrix(12, 2, 4).map(([a, b]) => [a!, b!, a!]);
    const process = new CoregionalizedGaussianProcess({ nRestarts: 0, randomState: 0 }).fit(X, Y);
    const kernel = new KernelRidge({ kernel: "rbf" }).fit(X, Y);
    for (const P of [process, kernel].map((model) => model.predict(matrix(5, 2, 9)))) {
      expect(P.getColumn(0).every(Number.isFinite)).toBe(true);
      expect(P.getColumn(2)).toBeNear(P.getColumn(0), 1e-3);
    }
  });
});
