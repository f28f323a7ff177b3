import { describe, expect, test } from "vitest";
import { MultiTaskClassifier, MultiTaskRegressor, statisticsOf } from "../../src/index.ts";
import {
  fusedSparseGroup,
  l1,
  l21,
  type Penalty,
  ridge,
  sum,
  temporal,
  temporalGroupLasso,
} from "../../src/penalty/index.ts";
import { matrix, type Rows } from "../estimator/samples.ts";
import oracle from "../oracles/temporal.json" with { type: "json" };
import "../near.ts";

interface Case {
  readonly title: string;
  readonly kind: "temporal" | "fused";
  readonly strengths: number[];
  readonly labels: boolean;
  readonly tasks: { X: Rows; y: number[] }[];
  readonly objective: number;
  readonly coef: Rows;
}

const penaltyOf = ({ kind, strengths: [a, b, c] }: Case): Penalty =>
  kind === "temporal" ? temporal(a!, b!) : fusedSparseGroup(a!, b!, c!);

describe("penalties in time against long runs in NumPy", () => {
  test.each(oracle.cases as Case[])("$title", (example) => {
    const { labels, tasks, objective, coef } = example;
    const penalty = penaltyOf(example);
    const model = labels
      ? new MultiTaskClassifier({ penalty, tol: 1e-11 }).fit(tasks)
      : new MultiTaskRegressor({ penalty, tol: 1e-11 }).fit(tasks);
    expect(model.converged).toBe(true);
    const mark = model.marks.at(-1)!;
    expect(mark.objective).toBeNear(objective, 1e-9);
    expect(mark.gap).toBeLessThanOrEqual(1e-9 * objective);
    expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-4);
    const zeroRows = (W: Rows): number[] =>
      W.flatMap((row, j) => (row.every((w) => Math.abs(w) < 1e-9) ? [j] : []));
    expect(zeroRows(model.coef.to2DArray())).toEqual(zeroRows(coef));
    if (!labels) expect(new MultiTaskRegressor({ penalty, tol: 1e-11 }).fitStatistics(statisticsOf(tasks)).coef.to1DArray()).toBeNear(coef.flat(), 1e-4); // biome-ignore format: a sentence
  });
});

describe("penalties between tasks", () => {
  const [X, Y] = [matrix(13, 4, 1), matrix(13, 3, 2)];

  test("a task of three classes has three columns, which no path joins", () => {
    const labels = Y.map((row) =>
      row.map((y, t) => (t === 1 ? Number(y > -3) + Number(y > 3) : Number(y > 0))),
    );
    const sentence =
      "MultiTaskClassifier.fit: expected tasks with one column of W each, as NAME is between tasks, got 3 of task 1";
    for (const penalty of [
      temporal(1, 1),
      fusedSparseGroup(1, 1, 1),
      temporalGroupLasso(1, 1, 1),
      sum(ridge(1), fusedSparseGroup(1, 1, 0)),
    ]) {
      expect(() => new MultiTaskClassifier({ penalty }).fit(X, labels)).toThrow(
        sentence.replace("NAME", penalty.name),
      );
    }
    expect(new MultiTaskClassifier({ penalty: fusedSparseGroup(0.1, 0, 0.1) }).fit(X, labels).converged).toBe(
      true,
    );
  });

  test("tightly coupled times have one model, l21's of all rows, its strength by the root of their number", () => {
    const [tasks, T] = [
      [9, 13, 11].map((n, t) => ({ X: matrix(n, 4, 3 + t), y: matrix(n, 1, 6 + t).flat() })),
      3,
    ];
    const model = new MultiTaskRegressor({
      penalty: temporal(1e7, 0.4),
      fitIntercept: false,
      tol: 1e-10,
    }).fit(tasks);
    const all = { X: tasks.flatMap((task) => task.X), y: tasks.flatMap((task) => task.y) };
    // 1/(2·11) Σ (y − x w)² + 0.4 √3 ‖w‖ is 3 times 1/(2·33) Σ (y − x w)² + 0.4/√3 ‖w‖
    const penalty = l21(0.4 / Math.sqrt(T));
    const one = new MultiTaskRegressor({ penalty, fitIntercept: false, tol: 1e-12 }).fit([all]);
    for (let t = 0; t < T; t++) expect(model.coef.getColumn(t)).toBeNear(one.coef.getColumn(0), 1e-4);
  });

  test("a heavy price on jumps leaves none, and none on anything else leaves l1", () => {
    const tasks = [9, 13, 11].map((n, t) => ({ X: matrix(n, 4, 3 + t), y: matrix(n, 1, 6 + t).flat() }));
    const model = new MultiTaskRegressor({ penalty: fusedSparseGroup(0.1, 1e4, 0), tol: 1e-10 }).fit(tasks);
    expect(model.converged).toBe(true);
    for (const [a, ...rest] of model.coef.to2DArray()) for (const b of rest) expect(b).toBeNear(a!, 1e-9);
    const apart = new MultiTaskRegressor({ penalty: fusedSparseGroup(0.5, 0, 0.4), tol: 1e-11 }).fit(tasks);
    const same = new MultiTaskRegressor({ penalty: sum(l1(0.5), l21(0.4)), tol: 1e-11 }).fit(tasks);
    expect(apart.coef.to1DArray()).toBeNear(same.coef.to1DArray(), 1e-4);
  });
});
