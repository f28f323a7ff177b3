import { describe, expect, test } from "vitest";
import { statisticsOf, TaskRelationshipRegressor } from "../../src/index.ts";
import { taskRelationship } from "../../src/penalty/index.ts";
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

const [n, p, T] = [13, 5, 3];
const [X, Y] = [matrix(n, p, 1), matrix(n, T, 2)];
const [fresh, y] = [matrix(7, p, 3), matrix(7, 1, 4).flat()];
const [alpha, beta] = [0.2, 0.3];
const tol = 1e-11;
const learnt = new TaskRelationshipRegressor({ alpha, beta, tol }).fit(X, Y);

/** 1/(2 n̄) ‖y − X w − b‖² + g([W w]) − g(W), in its own words. */
function objective(old: Rows, w: readonly number[], b: number, meanRows: number): number {
  const loss = fresh.reduce(
    (sum, x, i) => sum + (y[i]! - b - x.reduce((inner, value, j) => inner + value * w[j]!, 0)) ** 2,
    0,
  );
  const g = taskRelationship(alpha, beta);
  const width = old[0]!.length;
  const together = Float64Array.from(old.flatMap((row, j) => [...row, w[j]!]));
  const before = g.value(Float64Array.from(old.flat()), { p, T: width });
  return loss / (2 * meanRows) + g.value(together, { p, T: width + 1 }) - before;
}

describe("a new task beside the old ones", () => {
  test("is at the least of the joint objective along its column", () => {
    const added = learnt.fitNewTask(fresh, y);
    const old = learnt.coef.to2DArray();
    const [w, b] = [[...added.coef], added.intercept];
    const least = objective(old, w, b, n);
    expect(added.converged).toBe(true);
    expect(added.model.marks.at(-1)!.objective).toBeNear(least, 1e-9);
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      for (const size of [1e-4, -1e-4, 1e-2]) {
        const away = matrix(p + 1, 1, seed).flat();
        const there = w.map((value, j) => value + size * away[j]!);
        expect(objective(old, there, b + size * away[p]!, n)).toBeGreaterThan(least);
      }
    }
  });

  test("that has been among them all along finds its own coefficients again", () => {
    const tasks = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    const all = new TaskRelationshipRegressor({ alpha, beta, tol: 1e-12 }).fit([...tasks, { X, y: tasks[0]!.y.map((v) => v * v) }]); // biome-ignore format: a sentence
    const { data } = all.model.coef;
    // the old three as they stand in the optimum of all four
    const three = new TaskRelationshipRegressor({ alpha, beta, tol: 1e-12 }).fit(tasks);
    const old = Float64Array.from({ length: p * T }, (_, k) => data[Math.floor(k / T) * 4 + (k % T)]!);
    three.model.coef.data.set(old);
    const added = three.fitNewTask(
      X,
      tasks[0]!.y.map((v) => v * v),
    );
    expect(added.coef).toBeNear(all.coef.getColumn(3), 1e-4);
    const covariance = all.taskCovariance.getRow(3);
    expect([...added.covariance, added.variance]).toBeNear(covariance, 1e-4);
  });

  test("leaves them as they are, weighs its rows, and predicts", () => {
    const before = learnt.coef;
    const sampleWeight = [1, 2, 1, 2, 1, 1, 2];
    const twice = <R>(rows: R[]): R[] =>
      rows.flatMap((row, i) => (sampleWeight[i] === 2 ? [row, row] : [row]));
    const weighted = learnt.fitNewTask(fresh, y, { sampleWeight });
    expect(weighted.coef).toBeNear(learnt.fitNewTask(twice(fresh), twice(y)).coef, 1e-5);
    expect(learnt.coef).toEqual(before);
    const [one] = weighted.predict([fresh[0]!]);
    const want = fresh[0]!.reduce((sum, value, j) => sum + value * weighted.coef[j]!, weighted.intercept);
    expect(one).toBeNear(want, 1e-12);
  });

  test.each([
    { alpha: 0, beta: 0.3 },
    { alpha: 0.3, beta: 0 },
    { alpha: 0.3, beta: 0.2, taskWeight: "equal" as const },
    { alpha: 0.3, beta: 0.2, fitIntercept: false },
  ])("is certified with %o, from two rows and from statistics too", (params) => {
    const model = new TaskRelationshipRegressor({ ...params, tol: 1e-9 }).fit(X, Y);
    for (const rows of [7, 2, 1]) {
      const added = model.fitNewTask(fresh.slice(0, rows), y.slice(0, rows));
      expect(added.converged).toBe(true);
      expect(added.dualGap).toBeLessThan(1e-6);
      const again = new TaskRelationshipRegressor({ ...params, tol: 1e-9 }).fitStatistics(statisticsOf(X, Y));
      const same = again.fitNewTask(fresh.slice(0, rows), y.slice(0, rows));
      expect(same.coef).toBeNear(added.coef, 1e-3);
    }
  });

  test("targets of 0 give 0, and old tasks without coefficients have nothing to say", () => {
    expect([...learnt.fitNewTask(fresh, y.map(() => 0)).coef]).toEqual(new Array(p).fill(0)); // biome-ignore format: a sentence
    const none = new TaskRelationshipRegressor({ alpha, beta, tol }).fit(X, Y.map((row) => row.map(() => 0))); // biome-ignore format: a sentence
    const added = none.fitNewTask(fresh, y);
    expect([...added.covariance]).toBeNear([0, 0, 0], 1e-12);
    expect(added.variance).toBeNear(1, 1e-12);
    const w = [...added.coef];
    const least = objective(none.coef.to2DArray(), w, added.intercept, n);
    const ridge = new TaskRelationshipRegressor({ alpha: alpha + beta, beta: 0 }).fit(X, Y);
    expect(w).toBeNear(ridge.fitNewTask(fresh, y).coef, 1e-4);
    expect(added.model.marks.at(-1)!.objective).toBeNear(least, 1e-9);
  });

  test("is refused in one sentence where it is none", () => {
    expect(() => new TaskRelationshipRegressor().fitNewTask(fresh, y)).toThrow(/call fit first/);
    expect(() => learnt.fitNewTask(matrix(7, 4, 1), y)).toThrow(
      "TaskRelationshipRegressor.fitNewTask X: expected 5 columns, as in fit, got 4",
    );
    expect(() => learnt.fitNewTask(fresh, matrix(7, 2, 1))).toThrow(
      "TaskRelationshipRegressor.fitNewTask y: expected one task, got 2",
    );
    expect(() => learnt.fitNewTask(fresh, y.slice(1))).toThrow(/fitNewTask Y: expected 7 rows/);
    expect(() => learnt.fitNewTask(fresh, y.map(() => NaN))).toThrow(/at least one observed target/); // biome-ignore format: a sentence
    expect(() => learnt.fitNewTask(fresh, y, { weight: 1 } as never)).toThrow(
      /fitNewTask: has no option weight/,
    );
  });
});
