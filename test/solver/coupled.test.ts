import { describe, expect, test } from "vitest";
import {
  MultiTaskClassifier,
  MultiTaskRegressor,
  RandomState,
  regularizationPath,
  setWarningHandler,
  statisticsOf,
} from "../../src/index.ts";
import {
  graph,
  l1,
  meanRegularized,
  type Penalty,
  ridge,
  sum,
  type TaskRelations,
  traceNorm,
} from "../../src/penalty/index.ts";
import oracle from "../oracles/relations.json" with { type: "json" };
import "../near.ts";

type Rows = number[][];
type Edges = [number, number, number][];
const data = oracle.data as Record<string, { X: Rows; y: number[] }[]>;

/** Tasks, or X and Y where they share their rows. */
function fitted(penalty: Penalty, name: string, params = {}): MultiTaskRegressor {
  const tasks = data[name]!;
  const model = new MultiTaskRegressor({ penalty, tol: 1e-10, ...params });
  if (name !== "shared") return model.fit(tasks);
  return model.fit(tasks[0]!.X, tasks[0]!.y.map((_, i) => tasks.map(({ y }) => y[i]!))); // biome-ignore format: short
}

const random = new RandomState(5);
const gauss = (count: number): number[] => Array.from({ length: count }, () => random.randn());
const drawn = (n: number, p: number) => ({ X: gauss(n).map(() => gauss(p)), y: gauss(n) });

describe("agrees with dense linear algebra", () => {
  test.each(oracle.cases)(
    "$title",
    ({ alpha, edges, mean, ridge: r, l1: a, trace, data: name, objective, coef }) => {
      let penalty: Penalty = sum(graph(edges as Edges, alpha), meanRegularized(mean));
      for (const part of [ridge(r), l1(a), traceNorm(trace)]) penalty = sum(penalty, part);
      const model = fitted(penalty, name);
      const mark = model.marks.at(-1)!;
      expect(model.converged).toBe(true);
      expect(Math.abs(mark.objective - objective)).toBeLessThanOrEqual(1e-8 * objective);
      expect(mark.objective - mark.gap).toBeLessThanOrEqual(objective * (1 + 1e-12));
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-4);
      const statistics = statisticsOf(data[name]!);
      const again = new MultiTaskRegressor({ penalty, tol: 1e-10 }).fitStatistics(statistics);
      expect(again.coef.to1DArray()).toBeNear(model.coef.to1DArray(), name === "shared" ? 1e-9 : 0);
    },
  );
});

describe("a gap", () => {
  const chain = Array.from({ length: 6 }, (_, t) => [t, t + 1, 1 + t] as const);

  test("is above what is left, however early it is asked", () => {
    for (const penalty of [graph(chain, 5), sum(graph(chain, 0.1), ridge(1e-3)), graph(chain.slice(3), 1)]) {
      const best = fitted(penalty, "own", { tol: 1e-14 }).marks.at(-1)!;
      for (const maxIter of [1, 2, 3, 5]) {
        const mark = fitted(penalty, "own", { tol: 1e-16, maxIter }).marks.at(-1)!;
        expect(mark.objective - mark.gap).toBeLessThanOrEqual(best.objective + 1e-14);
        expect(mark.objective).toBeGreaterThanOrEqual(best.objective - 1e-14);
      }
    }
  });

  test("that is not reached is told", () => {
    const warnings: string[] = [];
    const before = setWarningHandler(({ message }) => warnings.push(message));
    try {
      expect(fitted(graph(chain, 5), "own", { maxIter: 1, tol: 1e-12 }).converged).toBe(false);
    } finally {
      setWarningHandler(before);
    }
    expect(warnings).toHaveLength(1);
  });
});

describe("corners", () => {
  test("one task is least squares, whatever hangs on it", () => {
    const tasks = [drawn(17, 5)];
    const want = new MultiTaskRegressor({ penalty: ridge(0) }).fit(tasks).coef.to1DArray();
    for (const penalty of [meanRegularized(3), graph([], 2), sum(graph([], 2), meanRegularized(1))]) {
      const model = new MultiTaskRegressor({ penalty }).fit(tasks);
      expect(model.converged).toBe(true);
      expect(model.coef.to1DArray()).toBeNear(want, 1e-11);
    }
  });

  test("tasks that nobody is related to are fitted by themselves", () => {
    const tasks = data.own!;
    const alone = new MultiTaskRegressor({ penalty: ridge(0) }).fit(tasks).coef;
    const penalty = graph([[1, 4], [4, 5, 2]], 3); // biome-ignore format: a list
    const together = new MultiTaskRegressor({ penalty, tol: 1e-13 }).fit(tasks).coef;
    for (const t of [0, 2, 3, 6]) expect(together.getColumn(t)).toBeNear(alone.getColumn(t), 1e-10);
    const part = [1, 4, 5].map((t) => tasks[t]!);
    const scale =
      part.reduce((n, { y }) => n + y.length, 0) / 3 / (tasks.reduce((n, { y }) => n + y.length, 0) / 7);
    const three = new MultiTaskRegressor({ penalty: graph([[0, 1], [1, 2, 2]], 3 / scale), tol: 1e-13 }); // biome-ignore format: a list
    const found = three.fit(part).coef;
    for (const [at, t] of [1, 4, 5].entries())
      expect(together.getColumn(t)).toBeNear(found.getColumn(at), 1e-6);
  });

  test("weights of 0 are no edges, and a strength of 0 is no penalty", () => {
    const want = fitted(ridge(0), "own").coef;
    for (const penalty of [graph([[0, 1, 0]], 3), graph([[0, 1]], 0), meanRegularized(0)]) // biome-ignore format: a list
      expect(fitted(penalty, "own").coef).toEqual(want);
  });

  test("tasks that are copies have one column", () => {
    const [one, other] = data.own!;
    const copies = [one!, other!, { X: one!.X.map((x) => [...x]), y: one!.y }, one!];
    for (const penalty of [
      meanRegularized(0.5),
      graph(
        [
          [0, 1],
          [2, 1],
          [3, 1],
        ],
        0.7,
      ),
    ]) {
      // biome-ignore format: a list
      const model = new MultiTaskRegressor({ penalty, tol: 1e-14 }).fit(copies);
      expect(model.converged).toBe(true);
      expect(model.coef.getColumn(2)).toBeNear(model.coef.getColumn(0), 1e-9);
      expect(model.coef.getColumn(3)).toBeNear(model.coef.getColumn(0), 1e-9);
    }
  });

  test.each([
    ["own rows", true],
    ["shared rows", false],
  ])(
    "features that no task has, or all have twice, get the smallest coefficients, and it is told: %s",
    (_, own) => {
      const widen = ({ X, y }: { X: Rows; y: number[] }) => ({ X: X.map((x) => [...x, 7, x[0]!]), y });
      const tasks = (own ? data.own! : data.shared!).map(widen);
      const warnings: string[] = [];
      const before = setWarningHandler(({ name, message }) => warnings.push(`${name}: ${message}`));
      try {
        for (const penalty of [
          meanRegularized(0.5),
          graph(
            [
              [0, 1],
              [1, 2],
              [2, 3],
              [3, 4],
              [4, 5],
              [5, 6],
            ],
            0.5,
          ),
        ]) {
          // biome-ignore format: a list
          const model = new MultiTaskRegressor({ penalty, tol: 1e-10 }).fit(tasks);
          expect(model.converged).toBe(true);
          expect(model.coef.getRow(5)).toBeNear(new Array(7).fill(0), 1e-10);
          expect(model.coef.getRow(6)).toBeNear(model.coef.getRow(0), 1e-6);
        }
      } finally {
        setWarningHandler(before);
      }
      expect(warnings).toEqual(
        Array(2).fill(expect.stringMatching(/^IllConditionedWarning: .*linearly dependent.*rank 5 of 7$/)),
      );
    },
  );

  test("units of features do not matter to what is certified", () => {
    const scales = [1e-4, 1, 10, 1e-2, 100];
    const tasks = data.own!.map(({ X, y }) => ({ X: X.map((x) => x.map((v, j) => v * scales[j]!)), y }));
    for (const penalty of [meanRegularized(0.5), graph([[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 6]], 0.5)]) // biome-ignore format: a list
      expect(new MultiTaskRegressor({ penalty, tol: 1e-8 }).fit(tasks).converged).toBe(true);
  });

  test("targets of 0 give 0", () => {
    const tasks = data.own!.map(({ X, y }) => ({ X, y: y.map(() => 4) }));
    for (const penalty of [meanRegularized(0.5), graph([[0, 1]], 0.5)]) {
      // biome-ignore format: a list
      const model = new MultiTaskRegressor({ penalty }).fit(tasks);
      expect([model.converged, model.coef.norm()]).toEqual([true, 0]);
    }
  });

  test("many tasks on the same rows go by conjugate gradients, to the same place", () => {
    const T = 503;
    const X = gauss(11).map(() => gauss(3));
    const Y = X.map(() => gauss(T));
    const chain = Array.from({ length: T - 1 }, (_, t) => [t, t + 1] as const);
    const model = new MultiTaskRegressor({ penalty: graph(chain, 0.5), tol: 1e-12 }).fit(X, Y);
    expect(model.converged).toBe(true);
    const [W, b] = [model.coef, model.intercept];
    for (const t of [0, 251, 502]) {
      for (let j = 0; j < 3; j++) {
        let slope = 0;
        for (const [i, x] of X.entries()) {
          const f = x.reduce((total, v, k) => total + v * W.get(k, t), b[t]!);
          slope += (x[j]! * (f - Y[i]![t]!)) / X.length;
        }
        for (const s of [t - 1, t + 1]) if (s >= 0 && s < T) slope += 0.5 * (W.get(j, t) - W.get(j, s));
        expect(Math.abs(slope)).toBeLessThan(1e-5);
      }
    }
  });
});

test("names of tasks say who is related, in whatever order they come", () => {
  const tasks = data.own!.map((task, t) => ({ ...task, name: `task ${t}` }));
  const edges = [["task 6", "task 0", 2], ["task 3", "task 4"]] as const; // biome-ignore format: a list
  const named = new MultiTaskRegressor({ penalty: graph(edges, 0.7) });
  const want = new MultiTaskRegressor({ penalty: graph([[6, 0, 2], [3, 4]], 0.7) }).fit(tasks).coef; // biome-ignore format: a list
  expect(named.fit(tasks).coef).toEqual(want);
  const turned = named.fit([...tasks].reverse()).coef;
  for (let t = 0; t < 7; t++) expect(turned.getColumn(6 - t)).toBeNear(want.getColumn(t), 1e-2);
  expect(() => named.fit(tasks.slice(1))).toThrow(
    /^graph.edges: expected a task among task 1, .*, got "task 0"$/,
  );
  expect(() => named.fit(data.own!)).toThrow(
    "graph.edges: expected tasks by number where they have no names",
  );
});

test("a path is what its fits are", () => {
  const families = { mean: meanRegularized, graph: (alpha: number) => graph([[0, 1], [2, 3], [3, 4]], alpha) }; // biome-ignore format: a list
  for (const family of Object.values(families)) {
    const { alphas, models } = regularizationPath(family, data.own!, { alphas: [30, 1, 0.01], tol: 1e-12 });
    for (const [k, alpha] of alphas.entries()) {
      const one = fitted(family(alpha), "own", { tol: 1e-12 });
      expect(models[k]!.coef.data).toBeNear(one.coef.to1DArray(), 1e-5);
    }
  }
});

describe("other losses", () => {
  const tasks = data.labels!;

  test.each(oracle.labels)("logistic: $title", ({ edges, mean, ridge: r, objective, coef }) => {
    const penalty = sum(sum(graph(edges as Edges, 1), meanRegularized(mean)), ridge(r));
    for (const solver of ["fista", "proxNewton"] as const) {
      const model = new MultiTaskClassifier({ penalty, solver, tol: 1e-9 }).fit(tasks);
      const mark = model.marks.at(-1)!;
      expect(model.converged).toBe(true);
      expect(Math.abs(mark.objective - objective)).toBeLessThanOrEqual(1e-8 * objective);
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-3);
      if (r > 0) expect(mark.objective - mark.gap).toBeLessThanOrEqual(objective * (1 + 1e-12));
    }
  });

  test("beside a norm there is a gap, by either solver", () => {
    const chain = [[0, 1], [1, 2], [3, 4, 2]] as const; // biome-ignore format: a list
    for (const norm of [l1(0.02), traceNorm(0.03)]) {
      const penalty = sum(sum(graph(chain, 0.3), norm), ridge(0.01));
      const found = (["fista", "proxNewton"] as const).map((solver) => {
        const model = new MultiTaskClassifier({ penalty, solver, tol: 1e-9 }).fit(tasks);
        expect(model.converged).toBe(true);
        return model.marks.at(-1)!;
      });
      expect(Math.abs(found[0]!.objective - found[1]!.objective)).toBeLessThan(1e-8);
      for (const { gap } of found) expect(gap).toBeLessThan(1e-8);
    }
  });

  test("squared loss on rows is squared loss from statistics", () => {
    const penalty = sum(sum(graph([[0, 1], [5, 6]], 0.3), l1(0.1)), ridge(0.05)); // biome-ignore format: a list
    const want = fitted(penalty, "own").coef.to1DArray();
    for (const solver of ["fista", "proxNewton"] as const)
      expect(fitted(penalty, "own", { solver }).coef.to1DArray()).toBeNear(want, 1e-4);
  });

  test("names are known, and more than two classes are refused", () => {
    const named = tasks.map((task, t) => ({ ...task, name: "abcde"[t]! }));
    const params = { tol: 1e-8 };
    const by = (edges: TaskRelations) =>
      new MultiTaskClassifier({ ...params, penalty: sum(graph(edges, 1), ridge(0.1)) });
    expect(by([["b", "d"]]).fit(named).coef).toEqual(by([[1, 3]]).fit(named).coef); // biome-ignore format: short
    expect(() => by([["b", "x"]]).fit(named)).toThrow(
      'graph.edges: expected a task among a, b, c, d, e, got "x"',
    );
    const three = tasks.map(({ X, y }) => ({ X, y: y.map((label, i) => (i < 4 ? "third" : String(label))) }));
    expect(() => by([[0, 1]]).fit(three)).toThrow(/expected tasks with one column of W each/);
  });
});
