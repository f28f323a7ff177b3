import { MultiTaskRegressor } from "../../src/index.ts";
import { l1, l21, type Penalty, traceNorm } from "../../src/penalty/index.ts";
import { isShared, type Norm, targets } from "../problem.ts";
import { type Solver, tolerances } from "./solver.ts";

const penalties: Record<Norm, (alpha: number) => Penalty> = { l1, l21, trace: traceNorm };

/** Ours, through the front door: from the rows, with all its checks. */
export function polytask(): Solver {
  let fitted: (tol: number) => MultiTaskRegressor;
  return {
    name: "polytask",
    knobs: tolerances,
    solves: () => true,
    async open({ data, norm, alpha }) {
      const { X, y } = data;
      const estimator = (tol: number) =>
        new MultiTaskRegressor({ penalty: penalties[norm](alpha), fitIntercept: false, tol });
      const Y = targets(data);
      const tasks = X.map((rows, t) => ({ X: rows, y: y[t]! }));
      fitted = (tol) => (isShared(data) ? estimator(tol).fit(X[0]!, Y) : estimator(tol).fit(tasks));
    },
    async run(tol) {
      const since = performance.now();
      const { coef } = fitted(tol).model;
      return { seconds: (performance.now() - since) / 1000, W: coef.data };
    },
    close() {},
  };
}
