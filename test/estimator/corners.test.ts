import { afterAll, describe, expect, test } from "vitest";
import {
  type Datafit,
  huber,
  logistic,
  multinomial,
  poisson,
  quadratic,
  squareRoot,
} from "../../src/datafit/index.ts";
import { expression } from "../../src/formula/index.ts";

import {
  MultiTaskClassifier,
  MultiTaskModel,
  MultiTaskRegressor,
  setWarningHandler,
} from "../../src/index.ts";
import { l1, l21, type Penalty, ridge, sparseGroup, traceNorm } from "../../src/penalty/index.ts";
import { several } from "../penalty/several.ts";
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

const loud = setWarningHandler(() => {});
afterAll(() => void setWarningHandler(loud));

const [n, p, T] = [31, 3, 3];
const X = matrix(n, p, 1).map((row) => row.map((x) => x / 5));
const noise = matrix(n, T, 2).map((row) => row.map((e) => e / 5));
const signal = X.map((x, i) => noise[i]!.map((e, t) => x[0]! + (t - 1) * x[1]! + e));
const numbers = signal;
const counts = signal.map((row) => row.map((f) => Math.floor(2 + Math.abs(f))));
const labels = signal.map((row) =>
  row.map((f, t) => (t === 1 ? Number(f > -1) + Number(f > 1) : Number(f > 0))),
);

interface Fitted {
  readonly coef: { to1DArray(): number[]; getRow(j: number): number[]; readonly columns: number };
  readonly intercept: Float64Array;
  readonly converged: boolean;
  readonly marks: readonly { readonly gap: number; readonly objective: number }[];
}
interface Subject {
  readonly Y: Rows;
  readonly make: (params: { penalty: Penalty; maxIter?: number; tol?: number }) => {
    fit(X: unknown, Y?: unknown): Fitted;
  };
}

const regressor = (datafit: Datafit, Y: Rows): Subject => ({
  Y,
  make: (params) => new MultiTaskRegressor({ datafit, ...params }) as never,
});
const subjects: Record<string, Subject> = {
  quadratic: regressor(quadratic(), numbers),
  huber: regressor(huber(1), numbers),
  squareRoot: regressor(squareRoot(), numbers),
  poisson: regressor(poisson(), counts),
  labels: { Y: labels, make: (params) => new MultiTaskClassifier(params) as never },
};
const penalties = several(0.1);

const finite = (model: Fitted): void => {
  for (const value of [...model.coef.to1DArray(), ...model.intercept]) expect(value).toBeFinite();
};

describe.each(Object.keys(subjects))("%s", (name) => {
  const { Y, make } = subjects[name]!;
  const fitted = (penalty: Penalty, rows: Rows, y: unknown = Y): Fitted => make({ penalty }).fit(rows, y);

  const those = Object.keys(penalties).filter(
    (title) => name !== "labels" || !penalties[title]!.betweenTasks, // one of the labels has three classes
  );

  test.each(those)("a constant feature has no part in it: %s", (title) => {
    const penalty = penalties[title]!;
    const model = fitted(penalty, X.map((row) => [...row, 7])); // biome-ignore format: a sentence
    const without = fitted(penalty, X);
    expect(model.converged).toBe(true);
    expect(model.coef.getRow(p).every((w) => Math.abs(w) <= 1e-12)).toBe(true);
    const [a, b] = [model.marks.at(-1)!, without.marks.at(-1)!];
    expect(Math.abs(a.objective - b.objective)).toBeLessThanOrEqual(a.gap + b.gap + 1e-12);
  });

  test.each(those)("a feature that stands twice is no trouble: %s", (title) => {
    const model = fitted(penalties[title]!, X.map((row) => [...row, row[0]!])); // biome-ignore format: a sentence
    expect(model.converged).toBe(true);
    finite(model);
    if (title === "ridge") expect(model.coef.getRow(p)).toBeNear(model.coef.getRow(0), 1e-3);
  });

  test("features that are all constant: nothing but intercepts", () => {
    const model = fitted(l21(0.1), X.map(() => [3, -1])); // biome-ignore format: a sentence
    expect(model.converged).toBe(true);
    expect(model.coef.to1DArray().every((w) => Math.abs(w) <= 1e-12)).toBe(true);
    finite(model);
  });

  test("features of very different sizes", () => {
    const scales = [1e-6, 1, 1e6];
    const model = fitted(l21(0.1), X.map((row) => row.map((x, j) => scales[j]! * x))); // biome-ignore format: a sentence
    finite(model);
    const { gap, objective } = model.marks.at(-1)!;
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(objective).toBeFinite();
    expect(model.converged).toBe(gap <= 1e-6 * model.marks[0]!.objective);
    if (name !== "labels") expect(model.converged).toBe(true); // gradients, for softmax classes, need more than 10 000 steps
  });

  test.each([
    ["ridge", ridge(0)],
    ["l1", l1(0)],
    ["l21", l21(0)],
    ["traceNorm", traceNorm(0)],
    ["sparseGroup", sparseGroup(0, 0)],
  ])("a strength of 0 penalises nothing, and the fit says the truth: %s", (_, penalty) => {
    const model = make({ penalty, tol: 1e-6, maxIter: 20_000 }).fit(X, Y);
    const other = make({ penalty: ridge(1e-9), tol: 1e-10, maxIter: 20_000 }).fit(X, Y);
    finite(model);
    expect(model.converged).toBe(true);
    expect(model.marks.at(-1)!.objective).toBeNear(other.marks.at(-1)!.objective, 1e-5);
  });

  test("a fit that may not iterate stays at W = 0 or says how far it came", () => {
    const model = make({ penalty: l1(1e-3), maxIter: 1, tol: 1e-12 }).fit(X, Y);
    finite(model);
    expect(model.marks.at(-1)!.gap).toBeGreaterThanOrEqual(0);
  });
});

describe("a task with a single row", () => {
  test.each(["quadratic", "huber", "squareRoot", "poisson"])(
    "of numbers is met by its intercept: %s",
    (name) => {
      const { Y, make } = subjects[name]!;
      const tasks = [
        { X, y: Y.map(([y]) => y!) },
        { X: X.slice(0, 1), y: [Y[0]![1]!] },
      ];
      const model = make({ penalty: l21(0.1) }).fit(tasks);
      expect(model.converged).toBe(true);
      finite(model);
      const f = X[0]!.reduce((sum, x, j) => sum + x * model.coef.getRow(j)[1]!, model.intercept[1]!);
      const want = Y[0]![1]!;
      expect(name === "poisson" ? Math.exp(f) : f).toBeNear(want, 1e-9);
    },
  );

  test("of labels has one class, and is refused by its name", () => {
    const tasks = [
      { X, y: labels.map(([y]) => y!), name: "many" },
      { X: X.slice(0, 1), y: ["yes"], name: "one" },
    ];
    expect(() => new MultiTaskClassifier({ penalty: l21(0.1) }).fit(tasks)).toThrow(
      /^MultiTaskClassifier\.fit task "one": expected two or more classes, got only "yes"$/,
    );
  });

  test("of every task: nothing but intercepts", () => {
    for (const name of ["quadratic", "huber", "poisson"]) {
      const { Y, make } = subjects[name]!;
      const model = make({ penalty: l21(0.1) }).fit(X.slice(0, 1), Y.slice(0, 1));
      expect(model.converged).toBe(true);
      expect(model.coef.to1DArray().every((w) => Math.abs(w) <= 1e-12)).toBe(true);
    }
  });
});

describe("classes that a plane separates", () => {
  const sure = X.map((row) => [Number(row[0]! > 0.3), Number(row[1]! > 0) + Number(row[1]! > 1)]);

  test.each([
    ["l1", l1(0)],
    ["ridge", ridge(0)],
    ["l21", l21(0)],
    ["traceNorm", traceNorm(0)],
  ])("without a penalty the fit ends, is finite and does not claim a gap: %s", (_, penalty) => {
    for (const solver of ["auto", "fista", "proxNewton"] as const) {
      for (const Y of [sure, sure.map(([y]) => [y!])]) {
        const model = new MultiTaskClassifier({ penalty, maxIter: 60, tol: 1e-9, solver }).fit(X, Y);
        finite(model as never);
        const last = model.marks.at(-1)!;
        expect(last.gap === Infinity || last.stationarity === 0 || model.converged).toBe(true);
        expect(model.nIter).toBeLessThanOrEqual(60);
        expect(last.objective).toBeLessThan(model.marks[0]!.objective);
        if (model.converged) expect(last.stationarity).toBeLessThanOrEqual(1e-9);
        expect(model.score(X, Y)).toBeGreaterThan(0.9);
      }
    }
  });

  test("with next to none it is certified, or says that it is not", () => {
    for (const solver of ["fista", "proxNewton"] as const) {
      const model = new MultiTaskClassifier({ penalty: ridge(1e-8), maxIter: 100, solver }).fit(X, sure);
      finite(model as never);
      const last = model.marks.at(-1)!;
      expect(model.converged).toBe(last.gap <= 1e-6 * model.marks[0]!.objective);
      expect(model.score(X, sure)).toBeGreaterThan(0.9);
    }
  });
});

test("labels that are not two where two are meant: one, three, none", () => {
  const model = new MultiTaskModel({ datafit: { sold: logistic() }, penalty: l1(0.1) });
  const asked = (sold: (string | null)[]) => () => model.fit(X, { sold });
  const of = (one: (i: number) => string | null) => X.map((_, i) => one(i));
  expect(asked(of((i) => "abc"[i % 3]!))).toThrow(
    /task "sold": expected two classes, as logistic has, got 3$/,
  );
  expect(asked(of(() => "a"))).toThrow(/task "sold": expected two or more classes, got only "a"$/);
  expect(asked(of(() => null))).toThrow(/task "sold": expected at least one observed target .*, got none$/);
  expect(asked(of((i) => (i ? "a" : "b")))).not.toThrow();
});

test("steps that are far too long leave no trace in intercepts: loss without bottom there, or with no curvature", () => {
  const rows = [[1.62], [-0.61], [-0.53], [-1.07], [0.87]];
  const written = expression("log(1 + exp(-y * f))", { target: "two classes" });
  for (const datafit of [logistic(), multinomial(), written]) {
    const objectives = (["auto", "fista", "proxNewton"] as const).map((solver) => {
      const model = new MultiTaskModel({ datafit: { a: datafit }, penalty: l1(1e-3), solver });
      model.fit(rows, { a: [0, 1, 0, 1, 0] });
      expect(model.converged).toBe(true);
      return model.marks.at(-1)!.objective;
    });
    expect(objectives).toBeNear(objectives.map(() => objectives[1]!), 1e-4); // biome-ignore format: a sentence
  }
});
