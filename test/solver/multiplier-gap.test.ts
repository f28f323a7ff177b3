import { describe, expect, test } from "vitest";
import { drain } from "../../src/base/work.ts";
import { LeastSquares } from "../../src/datafit/least-squares.ts";
import { MultiTaskRegressor, statisticsOf } from "../../src/index.ts";
import {
  columnGroup,
  l1,
  type Penalty,
  ridge,
  sum,
  taskRelationship,
  traceNorm,
} from "../../src/penalty/index.ts";
import { admm } from "../../src/solver/admm.ts";
import { matrix, type Rows } from "../estimator/samples.ts";
import "../near.ts";

/** Tasks of rows of their own: as many as features, fewer, two, one; columns of other scales; the last task again. */
function tasksOf(p: number, scale: number) {
  const sizes = [p + 9, p + 2, Math.max(1, p - 1), 2, 1];
  const own = (n: number, t: number): { X: Rows; y: number[] } => {
    const X = matrix(n, p, t + 1).map((row) => row.map((x, j) => x * (j === 1 ? scale : 1)));
    return { X, y: X.map((row, i) => row[0]! - 0.5 * row[p - 1]! + ((i * 7) % 5) - 2 + t) };
  };
  const tasks = sizes.map(own);
  return [...tasks, tasks.at(-2)!];
}

const penalties: readonly [string, Penalty][] = [
  ["taskRelationship(0.01, 0.1)", taskRelationship(0.01, 0.1)],
  ["taskRelationship(0, 3)", taskRelationship(0, 3)],
  ["taskRelationship(1e-12, 0.1)", taskRelationship(1e-12, 0.1)],
  ["taskRelationship(0.1, 1e-6)", taskRelationship(0.1, 1e-6)],
  ["traceNorm(2)", traceNorm(2)],
  ["traceNorm(2) + ridge(0.1)", sum(traceNorm(2), ridge(0.1))],
  ["columnGroup(1) + ridge(1e-3)", sum(columnGroup(1), ridge(1e-3))],
  ["l1(0.3) + ridge(0.3)", sum(l1(0.3), ridge(0.3))],
];

describe("the gap by the multiplier", () => {
  test.each(
    penalties.flatMap(([name, penalty]) =>
      [1, 3, 11].flatMap((p) => [1, 1e-4, 1e4].map((scale) => ({ name, penalty, p, scale }))),
    ),
  )(
    "$name, $p features, scale $scale: no optimum lies further below than it says",
    ({ penalty, p, scale }) => {
      const tasks = tasksOf(p, scale);
      const best = new MultiTaskRegressor({ penalty, tol: 1e-12, maxIter: 20000 }).fit(tasks).marks.at(-1)!;
      for (const tol of [1e-1, 1e-2, 1e-4, 1e-6]) {
        const model = new MultiTaskRegressor({ penalty, tol, maxIter: 20000 }).fit(tasks);
        const { objective, gap } = model.marks.at(-1)!;
        expect(model.converged).toBe(true);
        expect(objective - gap).toBeLessThanOrEqual(best.objective * (1 + 1e-12));
      }
    },
  );

  test("it falls as the square of what is left: less than three quarters of the iterations that the residual asks for", () => {
    const statistics = statisticsOf(tasksOf(11, 1));
    const given = { fitIntercept: true, taskWeight: "samples", ridge: 0.01 } as const;
    const loss = new LeastSquares(statistics, given);
    const { p, T, cross, atZero, curvature, ridge } = loss;
    const plain = {
      ...{ p, T, cross, atZero, curvature, ridge },
      gradient: loss.gradient.bind(loss),
      factor: loss.factor.bind(loss),
      solve: loss.solve.bind(loss),
      close: () => {},
    };
    const rest = taskRelationship(0, 1e-3);
    const [by, without] = [loss, plain].map((squares) =>
      drain(admm(squares, rest, { tol: 1e-8, maxIter: 20000 })),
    );
    loss.close();
    expect(by!.converged && without!.converged).toBe(true);
    expect(by!.marks.at(-1)!.iteration).toBeLessThan(without!.marks.at(-1)!.iteration * 0.75);
  });

  test("a Gram matrix without an inverse gives none, and one that rounding could make has none", () => {
    const statistics = statisticsOf(tasksOf(11, 1));
    const [R, into] = [new Float64Array(11 * 6).fill(1), new Float64Array(11 * 6)];
    const half = (ridge: number): number => {
      const loss = new LeastSquares(statistics, { fitIntercept: false, taskWeight: "samples", ridge });
      const answer = loss.halfInverse(R, into);
      loss.close();
      return answer;
    };
    expect(half(0)).toBe(Infinity);
    expect(half(1e-14)).toBe(Infinity);
    // where the ridge is far above the Gram matrix there is nothing else
    expect(half(1e9)).toBeNear((11 * 6) / 2e9, 1e-6);
    expect(half(1e9)).toBeGreaterThan(0);
  });
});
