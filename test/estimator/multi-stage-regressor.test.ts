import { describe, expect, test } from "vitest";
import {
  ConvergenceWarning,
  MultiStageRegressor,
  MultiTaskRegressor,
  type PolytaskWarning,
  RandomState,
  setWarningHandler,
  type Task,
} from "../../src/index.ts";
import { cappedL1, l1 } from "../../src/penalty/index.ts";
import { matrix, type Rows } from "./samples.ts";

/** Five tasks of 17 rows and 31 features, of which all use the same three. */
function sparse(): { tasks: Task[]; W: Rows } {
  const random = new RandomState(3);
  const draw = (rows: number, columns: number): Rows =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.randn()));
  const W = draw(31, 5).map((row, j) => row.map((w) => (j < 3 ? w + 3 : 0)));
  const tasks = Array.from({ length: 5 }, (_, t) => {
    const X = draw(17, 31);
    const y = X.map((x) => x.reduce((sum, value, j) => sum + value * W[j]![t]!, 0) + 0.1 * random.randn());
    return { X, y };
  });
  return { tasks, W };
}

describe("MultiStageRegressor", () => {
  const { tasks, W } = sparse();
  const away = ({ coef }: MultiStageRegressor | MultiTaskRegressor): number =>
    Math.hypot(...coef.to2DArray().flatMap((row, j) => row.map((w, t) => w - W[j]![t]!)));

  test("finds the features and does not shrink them, as its first stage, the Lasso, does", () => {
    const model = new MultiStageRegressor({ alpha: 0.5, theta: 4, fitIntercept: false }).fit(tasks);
    const lasso = new MultiTaskRegressor({ penalty: l1(0.5), fitIntercept: false }).fit(tasks);
    const used = model.coef.to2DArray().flatMap((row, j) => (row.some((w) => w !== 0) ? [j] : []));
    expect(used).toEqual([0, 1, 2]);
    expect(model.converged).toBe(true);
    expect(away(model)).toBeLessThan(0.2 * away(lasso));
    const first = quietly(() => model.setParams({ maxStages: 1 }).fit(tasks));
    expect(first.coef.to1DArray()).toBeNear(lasso.coef.to1DArray(), 1e-3);
  });

  test.each([
    ["tasks apart", tasks, undefined, 0.3, 0.1],
    ["shared rows", matrix(23, 6, 1), matrix(23, 4, 2), 5, 0.2],
    ["more features than rows", matrix(7, 11, 3), matrix(7, 3, 4), 0.7, 1],
  ] as const)("its objective falls from stage to stage: %s", (_, X, Y, alpha, theta) => {
    const settings = { alpha, theta, maxStages: 25, tol: 1e-10, maxIter: 1e5 };
    const model = new MultiStageRegressor(settings).fit(X as never, Y as never);
    const values = model.marks.map(({ objective }) => objective);
    expect(values.length).toBeGreaterThan(1);
    for (let k = 1; k < values.length; k++) {
      expect(values[k]!).toBeLessThanOrEqual(values[k - 1]! + model.marks[k]!.gap);
    }
    expect(values.at(-1)!).toBeLessThan(values[0]!);
    expect(model.converged).toBe(true);
  });

  test("every mark is the objective itself, and the end is the minimum of its own stage", () => {
    const [X, Y] = [matrix(23, 6, 1), matrix(23, 4, 2)];
    const settings = { alpha: 5, theta: 0.2, tol: 1e-12, fitIntercept: false } as const;
    const model = new MultiStageRegressor(settings).fit(X, Y);
    const P = model.predict(X).to2DArray();
    const squares = P.flatMap((row, i) => row.map((value, t) => (Y[i]![t]! - value) ** 2));
    const capped = model.coef.to2DArray().map((row) =>
      Math.min(
        row.reduce((sum, w) => sum + Math.abs(w), 0),
        0.2,
      ),
    );
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    expect(model.marks.at(-1)!.objective).toBeNear(sum(squares) / 46 + 5 * sum(capped), 1e-12);
    const stage = cappedL1(5, 0.2).stage(Float64Array.from(model.coef.to1DArray()), { p: 6, T: 4 });
    const again = quietly(() =>
      new MultiTaskRegressor({ penalty: stage, fitIntercept: false, tol: 1e-12 }).fit(X, Y),
    ); // no certificate where weights are 0
    expect(again.coef.to1DArray()).toBeNear(model.coef.to1DArray(), 1e-5);
  });

  test("without a cap is the Lasso, in one stage; with a cap of 0 least squares", () => {
    const [X, Y] = [matrix(23, 6, 1), matrix(23, 4, 2)];
    const uncapped = new MultiStageRegressor({ alpha: 0.5, theta: 1e6, tol: 1e-12 }).fit(X, Y);
    const lasso = new MultiTaskRegressor({ penalty: l1(0.5), tol: 1e-12 }).fit(X, Y);
    expect(uncapped.coef.to1DArray()).toBeNear(lasso.coef.to1DArray(), 1e-6);
    expect(uncapped.marks.length).toBe(1);
    const free = new MultiStageRegressor({ alpha: 0.5, theta: 0 }).fit(X, Y);
    const squares = new MultiTaskRegressor({ penalty: l1(0) }).fit(X, Y);
    expect(free.coef.to1DArray()).toEqual(squares.coef.to1DArray());
  });

  test("takes MALSAR's strengths: 2 n̄ times ours", () => {
    const settings = { theta: 4, fitIntercept: false };
    const ours = new MultiStageRegressor({ ...settings, alpha: 0.5 }).fit(tasks);
    const theirs = new MultiStageRegressor({ ...settings, alpha: 17, compat: "malsar" }).fit(tasks);
    expect(theirs.coef.to1DArray()).toEqual(ours.coef.to1DArray());
  });

  test("says when its stages have not come to an end", () => {
    const heard: PolytaskWarning[] = [];
    const before = setWarningHandler((warning) => void heard.push(warning));
    try {
      const early = new MultiStageRegressor({ alpha: 0.5, theta: 4, maxStages: 1 }).fit(tasks);
      expect(early.converged).toBe(false);
      expect(early.dualGap).toBeLessThan(1e-3 * early.marks[0]!.objective);
    } finally {
      setWarningHandler(before);
    }
    expect(heard[0]).toBeInstanceOf(ConvergenceWarning);
    expect(heard.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^its stages have not settled, or the last is not solved, .* of its own optimum: allow more$/,
      ),
    ]);
  });
});

function quietly<R>(work: () => R): R {
  const before = setWarningHandler(() => {});
  try {
    return work();
  } finally {
    setWarningHandler(before);
  }
}
