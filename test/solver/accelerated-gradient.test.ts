import { describe, expect, test } from "vitest";
import { readTaskData } from "../../src/base/tasks.ts";
import { MultiTaskRegressor, setWarningHandler, type Task } from "../../src/index.ts";
import { l1, l21, ridge, sum, traceNorm } from "../../src/penalty/index.ts";
import { firstCurvature } from "../../src/solver/first-curvature.ts";
import { groupsOf } from "../../src/statistics/group.ts";
import { matrix } from "../estimator/samples.ts";
import oracle from "../oracles/accelerated-gradient.json" with { type: "json" };

setWarningHandler(() => {});

const families = { l1, l21, traceNorm };

interface Case {
  readonly penalty: keyof typeof families;
  readonly strength: number;
  readonly ridge: number;
  readonly tol: number;
  readonly maxIter: number;
  readonly tasks: Task[];
  readonly iterations: number;
  readonly objective: number;
  readonly coef: number[][];
}

describe("accelerated gradient from statistics", () => {
  test.each(oracle.cases as Case[])(
    "stops where MALSAR's formulas on rows do: $penalty, ridge $ridge, tol $tol",
    ({ penalty, strength, ridge: square, tol, maxIter, tasks, iterations, objective, coef }) => {
      const model = new MultiTaskRegressor({
        penalty: sum(families[penalty](strength), ridge(square)),
        ...({ compat: "malsar", stopping: "objective", start: "cross", fitIntercept: false } as const),
        ...{ tol, maxIter },
      }).fit(tasks);
      expect(model.nIter).toBe(iterations);
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-9);
      const rows = tasks.reduce((total, { y }) => total + (y as number[]).length, 0);
      expect((model.marks.at(-1)!.objective * rows) / tasks.length).toBeNear(objective, 1e-11);
    },
  );

  test("the first curvature of two parts is that of the block diagonal X", () => {
    const tasks = [5, 8].map((n, t) => ({ X: matrix(n, 3, t + 1), y: matrix(n, 1, t + 5).flat() }));
    const data = readTaskData("test", tasks, undefined);
    const blocks = tasks.flatMap(({ X }, t) =>
      X.map((row) => [...Array<number>(3 * t).fill(0), ...row, ...Array<number>(3 * (1 - t)).fill(0)]),
    );
    const size = (values: number[]): number => values.reduce((sum, x) => sum + Math.abs(x), 0);
    const columns = blocks[0]!.map((_, j) => size(blocks.map((row) => row[j]!)));
    const most = Math.max(Math.max(...columns) ** 2 / 13, Math.max(...blocks.map(size)) ** 2 / 6);
    expect(firstCurvature(groupsOf(data), 3, 2)).toBeNear(2 * most, 1e-14);
  });
});
