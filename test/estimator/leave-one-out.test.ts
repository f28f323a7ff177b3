import { describe, expect, test } from "vitest";
import { KFold, leaveOneOut, MultiTaskRegressor, MultiTaskRegressorCV } from "../../src/index.ts";
import { graph, l1, meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import { entries, matrix, type Rows } from "./samples.ts";
import "../near.ts";

const [n, p, T] = [13, 5, 7];
const X = matrix(n, p, 4);
const Y = matrix(n, T, 5);
const names = Array.from({ length: T }, (_, t) => `t${t}`);
const edges = [[0, 1], [1, 2, 0.5], [2, 0], [4, 5, 3]] as const; // biome-ignore format: a list
const named = edges.map(([s, t, weight]) => [`t${s}`, `t${t}`, weight ?? 1] as const);

const families = {
  ridge,
  meanRegularized,
  graph: (alpha: number) => graph(edges, alpha),
  "graph by name, and ridge": (alpha: number) => sum(graph(named, alpha), ridge(0.1 * alpha)),
  "graph and meanRegularized": (alpha: number) => sum(graph(edges, alpha), meanRegularized(0.3)),
};

type Family = (typeof families)["ridge"];

/** Refits without every row in turn. */
function refits(
  family: Family,
  alpha: number,
  rows: Rows,
  weights: number[],
  fitIntercept: boolean,
): number[] {
  const sums = new Array<number>(T).fill(0);
  for (const i of rows.keys()) {
    const others = <R>(given: R[]): R[] => given.filter((_, k) => k !== i);
    const model = new MultiTaskRegressor({ penalty: family(alpha), fitIntercept, tol: 1e-14 });
    model.fit(others(rows), others(Y), { sampleWeight: others(weights), taskNames: names });
    for (const [t, f] of entries(model.predict([rows[i]!])).entries())
      sums[t]! += weights[i]! * (f - Y[i]![t]!) ** 2;
  }
  return sums.map((total) => total / weights.reduce((a, b) => a + b, 0));
}

describe.each(Object.entries(families))("%s", (_, family) => {
  test.each([
    ["with intercepts", true, X.map(() => 1)],
    ["without", false, X.map(() => 1)],
    ["with weights", true, X.map((_, i) => 1 + (i % 4) / 2)],
  ])("agrees with refits %s", (_, fitIntercept, sampleWeight) => {
    const alphas = [2, 0.3, 0.01];
    const found = leaveOneOut(family as Family, X, Y, {
      alphas,
      fitIntercept,
      sampleWeight,
      taskNames: names,
    });
    expect(found.alphas).toEqual(alphas);
    for (const [k, alpha] of alphas.entries()) {
      const want = refits(family as Family, alpha, X, sampleWeight, fitIntercept);
      expect(found.errors.getRow(k)).toBeNear(want, 1e-9);
      expect(found.mse[k]!).toBeNear(want.reduce((a, b) => a + b, 0) / T, 1e-9);
    }
    expect(found.mse[alphas.indexOf(found.alpha)]).toBe(Math.min(...found.mse));
  });
});

test("features that are constant or stand twice change nothing but what is held twice", () => {
  const wide = X.map((x) => [...x, 3]);
  const settings = { alphas: [1, 0.1] };
  const want = leaveOneOut(meanRegularized, X, Y, settings).mse;
  expect(leaveOneOut(meanRegularized, wide, Y, settings).mse).toBeNear(want, 1e-10);
});

test("more features than rows need a ridge", () => {
  const wide = matrix(6, 9, 1);
  const few = Y.slice(0, 6);
  const family = (alpha: number) => sum(meanRegularized(alpha), ridge(0.2));
  const [first] = leaveOneOut(family, wide, few, { alphas: [0.7] }).errors.to2DArray();
  const sums = new Array<number>(T).fill(0);
  for (const i of wide.keys()) {
    const others = <R>(given: R[]): R[] => given.filter((_, k) => k !== i);
    const model = new MultiTaskRegressor({ penalty: family(0.7), tol: 1e-14 }).fit(others(wide), others(few));
    for (const [t, f] of entries(model.predict([wide[i]!])).entries()) sums[t]! += (f - few[i]![t]!) ** 2 / 6;
  }
  expect(first).toBeNear(sums, 1e-9);
  expect(() => leaveOneOut(meanRegularized, wide, few, { alphas: [1] })).toThrow(
    /^leaveOneOut observed row \d: expected rows that others speak for, or a ridge, got one that decides a coefficient alone$/,
  );
});

test.each<[() => unknown, string]>([
  [
    () => leaveOneOut(l1 as never, X, Y, { alphas: [1] }),
    "leaveOneOut penalty: expected squares alone: ridge, graph, meanRegularized, got l1",
  ],
  [() => leaveOneOut(ridge, X, Y, { alphas: [] }), "leaveOneOut.alphas: expected finite strengths >= 0"],
  [() => leaveOneOut(ridge, X, Y, {} as never), "leaveOneOut.alphas: expected finite strengths >= 0"],
  [
    () => leaveOneOut((alpha) => graph([[0, 9]], alpha), X, Y, { alphas: [1] }),
    "graph edges: expected tasks from 0 to 6, got 9",
  ],
  [
    () =>
      leaveOneOut(
        ridge,
        X,
        Y.map((y, i) => (i === 2 ? [NaN, ...y.slice(1)] : y)),
        { alphas: [1] },
      ),
    "leaveOneOut: expected tasks on the same rows with the same weights, got others for task 0 and task 1",
  ],
])("refuses in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(expect.objectContaining({ message: expect.stringContaining(sentence) }));
});

describe('MultiTaskRegressorCV, cv: "leaveOneOut"', () => {
  const alphas = [0.02, 3, 0.4];
  const apart = Y[0]!.map((_, t) => ({ X, y: Y.map((row) => row[t]!) }));

  test.each([true, false])("finds what n folds find, with intercepts: %s", (fitIntercept) => {
    const penalty = [families.ridge, families.meanRegularized, families["graph by name, and ridge"]];
    const settings = { penalty, alphas, fitIntercept, tol: 1e-14 };
    const folds = new MultiTaskRegressorCV({ ...settings, cv: new KFold({ nSplits: n }) });
    folds.fit(X, Y, { taskNames: names });
    const tasks = apart.map((task, t) => ({ ...task, name: names[t]! }));
    for (const model of [
      new MultiTaskRegressorCV({ ...settings, cv: "leaveOneOut" }).fit(X, Y, { taskNames: names }),
      new MultiTaskRegressorCV({ ...settings, cv: "leaveOneOut" }).fit(tasks),
    ]) {
      expect(model.penalty.name).toBe(folds.penalty.name);
      expect(model.alpha).toBe(folds.alpha);
      expect(model.alphas).toEqual(folds.alphas);
      for (const [k, path] of folds.msePath.entries()) {
        const means = path.to2DArray().map((row) => row.reduce((sum, error) => sum + error, 0) / n);
        expect(model.msePath[k]!.columns).toBe(1);
        expect(model.msePath[k]!.to1DArray()).toBeNear(means, 1e-9);
      }
      expect(model.coef.to1DArray()).toBeNear(folds.coef.to1DArray(), 1e-9);
      expect(model.converged).toBe(true);
    }
  });

  test("weights count as in leaveOneOut", () => {
    const sampleWeight = X.map((_, i) => 1 + (i % 4) / 2);
    const model = new MultiTaskRegressorCV({ penalty: meanRegularized, alphas, cv: "leaveOneOut" });
    const { mse, alpha } = leaveOneOut(meanRegularized, X, Y, { alphas, sampleWeight });
    expect(model.fit(X, Y, { sampleWeight }).msePath[0]!.to1DArray()).toEqual([...mse]);
    expect(model.alpha).toBe(alpha);
  });

  test.each<[string, ConstructorParameters<typeof MultiTaskRegressorCV>[0], Rows, string]>([
    [
      "a norm",
      { penalty: [ridge, l1], alphas },
      Y,
      "penalty: expected squares alone: ridge, graph, meanRegularized, got l1",
    ],
    [
      "a count",
      { penalty: ridge, alphas: 5 },
      Y,
      " alphas: expected a list of strengths, where rows are left out one by one, got 5",
    ],
    [
      "a missing target",
      { penalty: ridge, alphas },
      Y.map((y, i) => (i === 2 ? [NaN, ...y.slice(1)] : y)),
      ": expected tasks on the same rows with the same weights, got others for task 0 and task 1",
    ],
  ])("refuses %s", (_, params, targets, sentence) => {
    const model = new MultiTaskRegressorCV({ ...params, cv: "leaveOneOut" });
    const message = expect.stringMatching(/^MultiTaskRegressorCV\.fit.*/);
    expect(() => model.fit(X, targets)).toThrow(expect.objectContaining({ message }));
    expect(() => model.fit(X, targets)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(sentence) }),
    );
  });
});
