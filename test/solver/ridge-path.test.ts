import { expect, test } from "vitest";
import { MultiOutputRidge, RandomState, statisticsOf } from "../../src/index.ts";
import { openPooledPath, openRidgePath } from "../../src/solver/ridge-path.ts";

const random = new RandomState(2);
const rows = (n: number, p: number) =>
  Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn()));
const tasks = [13, 11, 17].map((n) => {
  const X = rows(n, 5);
  return { X, y: X.map(([a, b]) => a! - 2 * b! + random.randn()) };
});
const X = rows(19, 5);
const Y = X.map(([a, b, c]) => [a!, b! + random.randn(), c! - a! + random.randn()]);
const far = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, k) => Math.abs(value - b[k]!)));

test.each([
  ["tasks with rows of their own", statisticsOf(tasks), (m: MultiOutputRidge) => m.fit(tasks), 41 / 3],
  ["shared rows", statisticsOf(X, Y), (m: MultiOutputRidge) => m.fit(X, Y), 19],
] as const)("the ridge of every strength, on %s", (_, statistics, solved, meanRows) => {
  for (const fitIntercept of [true, false]) {
    const path = openRidgePath(statistics, { fitIntercept, taskWeight: "samples" });
    for (const alpha of [3, 0.1, 0]) {
      const wanted = solved(new MultiOutputRidge({ alpha: alpha * meanRows, fitIntercept }));
      const found = path.at(alpha);
      expect(far(found.coef.data, wanted.model.coef.data)).toBeLessThan(1e-11);
      expect(far(found.intercept, wanted.intercept)).toBeLessThan(1e-11);
    }
    path.close();
  }
});

test("more features than rows: directions without data stay 0, whatever the strength", () => {
  const few = rows(4, 9);
  const y = few.map(([a]) => a!);
  const path = openRidgePath(statisticsOf(few, y), { fitIntercept: true, taskWeight: "samples" });
  for (const alpha of [1, 1e-6, 0]) {
    const predicted = few.map((row) =>
      row.reduce((sum, x, j) => sum + x * path.at(alpha).coef.data[j]!, path.at(alpha).intercept[0]!),
    );
    expect(far(predicted, y)).toBeLessThan(alpha === 1 ? 2 : 1e-4);
  }
  path.close();
});

test("the pooled one weighs tasks by rows, or alike", () => {
  const centred = tasks.map(({ X: own, y }) => {
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const centre = Array.from({ length: 5 }, (_, j) => mean(own.map((row) => row[j]!)));
    return { X: own.map((row) => row.map((v, j) => v - centre[j]!)), y: y.map((v) => v - mean(y)) };
  });
  for (const taskWeight of ["samples", "equal"] as const) {
    const path = openPooledPath(statisticsOf(tasks), { fitIntercept: true, taskWeight });
    const sampleWeight = centred.flatMap(({ y }) =>
      y.map(() => (taskWeight === "equal" ? 1 / y.length : 3 / 41)),
    );
    const all = new MultiOutputRidge({ alpha: 3 * 0.2, fitIntercept: false }).fit(
      centred.flatMap((task) => task.X),
      centred.flatMap((task) => task.y),
      { sampleWeight },
    );
    const { coef } = path.at(0.2);
    for (let k = 0; k < 15; k++)
      expect(Math.abs(coef.data[k]! - all.coef.get(Math.floor(k / 3), 0))).toBeLessThan(1e-12);
    path.close();
  }
});
