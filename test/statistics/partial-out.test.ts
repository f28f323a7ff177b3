import { expect, test } from "vitest";
import { MultiOutputRidge, setWarningHandler, statisticsOf } from "../../src/index.ts";
import { partialOut } from "../../src/statistics/partial-out.ts";
import { matrix } from "../estimator/samples.ts";

const [X, Y] = [matrix(17, 5, 1), matrix(17, 3, 2)];
const apart = [0, 1, 2].map((t) => ({ X: X.slice(t), y: Y.slice(t).map((row) => row[t]!) }));

test.each([
  ["shared rows", statisticsOf(X, Y), true],
  ["shared rows, no intercept", statisticsOf(X, Y), false],
  ["tasks apart", statisticsOf(apart), true],
] as const)(
  "least squares on what is left, and back, is least squares: %s",
  (_, statistics, fitIntercept) => {
    const full = new MultiOutputRidge({ alpha: 0, fitIntercept }).fitStatistics(statistics);
    const { statistics: rest, restore } = partialOut(statistics, [3, 1], fitIntercept);
    const left = new MultiOutputRidge({ alpha: 0, fitIntercept: false }).fitStatistics(rest);
    expect(restore(left.model.coef.data)).toBeNear(full.coef.to1DArray(), 1e-11);
    expect(left.marks[0]!.objective).toBeNear(full.marks[0]!.objective, 1e-11);
  },
);

test("free features that depend on each other, and others that are made of them, do no harm", () => {
  const before = setWarningHandler(() => {}); // inputs that depend on each other are told
  try {
    const more = X.map(([a, b, c, d, e]) => [a!, b!, c!, d!, e!, a! - 2 * b!, a! + b!]);
    const statistics = statisticsOf(more, Y);
    const { statistics: rest, restore } = partialOut(statistics, [0, 1, 5], true);
    expect(rest.p).toBe(4);
    const W = restore(new MultiOutputRidge({ alpha: 0 }).fitStatistics(rest).model.coef.data);
    const full = new MultiOutputRidge({ alpha: 0 }).fit(X, Y);
    const P = (w: (j: number, t: number) => number, rows: number[][]) =>
      rows.flatMap((row) => [0, 1, 2].map((t) => row.reduce((sum, x, j) => sum + x * w(j, t), 0)));
    const want = P((j, t) => full.coef.get(j, t), X);
    expect(P((j, t) => W[j * 3 + t]!, more)).toBeNear(want, 1e-11);
    expect([0, 1, 2].map((t) => W[6 * 3 + t])).toEqual([0, 0, 0]);
  } finally {
    setWarningHandler(before);
  }
});
