import type { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { huber, poisson } from "../../src/datafit/index.ts";
import { MultiTaskClassifier, MultiTaskRegressor } from "../../src/index.ts";
import { l1, l21, type Penalty, ridge, traceNorm } from "../../src/penalty/index.ts";
import oracle from "../oracles/losses.json" with { type: "json" };
import type { Rows } from "./samples.ts";
import "../near.ts";

interface Case {
  readonly title: string;
  readonly kind: string;
  readonly penalty: string;
  readonly alpha: number;
  readonly delta?: number;
  readonly fitIntercept: boolean;
  readonly X: Rows;
  readonly Y: Rows;
  readonly sampleWeight?: number[];
  /** One a task: p x C, C, and what is predicted of the first rows: K probabilities, or a mean. */
  readonly coef: Rows[];
  readonly intercept: Rows;
  readonly predicted: (Rows | number[])[];
}

const cases = oracle.cases as Case[];
const penalties: Record<string, (alpha: number) => Penalty> = { ridge, l1, l21, traceNorm };
const columns = (matrix: Matrix, from: number, count: number): Rows =>
  matrix.to2DArray().map((row) => row.slice(from, from + count));

/** What we make of the tasks that are asked for, in the oracle's words; rows of their own count the same a task. */
function ours(given: Case, tasks: readonly number[], apart: boolean, solver: "auto" | "fista") {
  const { kind, alpha, X, Y, sampleWeight } = given;
  const params = {
    penalty: penalties[given.penalty]!(alpha),
    fitIntercept: given.fitIntercept,
    solver,
    tol: 1e-13,
    maxIter: 200_000,
    ...(apart && { taskWeight: "equal" as const }),
  };
  const turn = <R>(values: readonly R[], by: number): R[] => [...values.slice(by), ...values.slice(0, by)];
  const weight = (by: number) => sampleWeight && { sampleWeight: turn(sampleWeight, by) };
  const together = [X, Y.map((row) => tasks.map((t) => row[t]!)), weight(0) ?? {}] as const;
  const own = tasks.map((t) => ({
    X: turn(X, 3 * t),
    y: turn(
      Y.map((row) => row[t]!),
      3 * t,
    ),
    ...weight(3 * t),
  }));
  const few = X.slice(0, 5);
  if (kind === "counts" || kind === "numbers") {
    const datafit = kind === "counts" ? poisson() : huber(given.delta!);
    const model = new MultiTaskRegressor({ datafit, ...params });
    if (apart) model.fit(own);
    else model.fit(...together);
    const means = model.predict(few);
    return { model, predicted: tasks.map((_, t) => means.getColumn(t)) };
  }
  const model = new MultiTaskClassifier(params);
  if (apart) model.fit(own);
  else model.fit(...together);
  return { model, predicted: model.predictProba(few).map((own) => own.to2DArray()) };
}

describe.each(cases)("as scikit-learn: $title", (given) => {
  test.each([
    ["one task", [0], false, "auto"],
    ["another task, by gradients", [1], false, "fista"],
    ["two tasks on the same rows", [0, 1], false, "auto"],
    ["two tasks on rows of their own", [0, 1], true, "auto"],
  ] as const)("%s", (_, tasks, apart, solver) => {
    const { model, predicted } = ours(given, tasks, apart, solver);
    expect(model.converged).toBe(true);
    let first = 0;
    for (const [k, t] of tasks.entries()) {
      const [coef, intercept] = [given.coef[t]!, given.intercept[t]!];
      const C = coef[0]!.length;
      expect(predicted[k]!.flat()).toBeNear(given.predicted[t]!.flat(), 1e-6);
      if (given.kind !== "classes" || given.penalty === "ridge") {
        expect(columns(model.coef, first, C).flat()).toBeNear(coef.flat(), 1e-6);
        const b = model.intercept.slice(first, first + C);
        const middle = (values: ArrayLike<number>): number =>
          C === 1 ? 0 : Array.from(values).reduce((sum, value) => sum + value, 0) / C;
        const scale = Math.max(...coef.flat().map(Math.abs), ...intercept.map(Math.abs));
        for (const [c, want] of intercept.entries()) {
          const error = b[c]! - middle(b) - (want - middle(intercept));
          expect(Math.abs(error)).toBeLessThanOrEqual(1e-6 * scale);
        }
      }
      first += C;
    }
  });
});

describe.each(oracle.shared)("as proximal gradient: two tasks that share, $title", (given) => {
  test.each(["auto", "fista", "proxNewton"] as const)("%s", (solver) => {
    const model = new MultiTaskClassifier({
      penalty: penalties[given.penalty]!(given.alpha),
      solver,
      tol: 1e-12,
    }).fit(given.tasks);
    const last = model.marks.at(-1)!;
    expect(model.converged).toBe(true);
    expect(Math.abs(last.objective - given.objective)).toBeLessThanOrEqual(1e-8);
    expect(Math.abs(last.objective - given.objective)).toBeLessThanOrEqual(last.gap + given.gap + 1e-14);
    expect(model.coef.to1DArray()).toBeNear(given.coef.flat(), 1e-5);
    expect(model.intercept).toBeNear(given.intercept, 1e-5);
  });
});
