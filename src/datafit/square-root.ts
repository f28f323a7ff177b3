import { born } from "../base/born.ts";
import type { Datafit } from "./datafit.ts";

/**
 * The root of the squares of a task, φ_t(f) = √(Σ_i s_ti (y_ti − f_i)²): one number a task, in the units of y. Tasks are
 * calibrated by it: each counts by the deviation of its own noise, which a strength then needs not know.
 *
 * It has no slope where nothing is left over: a task that the features reproduce exactly has none to certify an optimum with.
 *
 * @see Belloni, Chernozhukov & Wang 2011 (square-root lasso); Liu, Wang & Zhao 2014 (calibrated multivariate regression);
 * Gong, Zhou, Fan & Ye 2014 (MALSAR's MTFLC)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor } from "polytask";
 * import { squareRoot } from "polytask/datafit";
 * import { l21 } from "polytask/penalty";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1], [4, 0]];
 * const y = [0.1, 0.9, 2.2, 2.8, 4];
 * const model = new MultiTaskRegressor({ penalty: l21(0.1), datafit: squareRoot() });
 * const w = (unit: number) => model.fit(X, y.map((value) => unit * value)).coef.get(0, 0);
 * assert.ok(Math.abs(w(1000) / w(1) - 1000) < 1); // the same answer in other units, at the same strength
 * ```
 */
export const squareRoot = (): Datafit =>
  born("squareRoot", squareRoot, [], {
    name: "squareRoot",
    parameters: Object.freeze({}),
    target: "number",

    evaluate({ n, y, weight, f, slope, curvature }) {
      const [Y, S, F, U, H] = [y.values, weight.values, f.values, slope.values, curvature.values];
      let [squares, size] = [0, 0];
      for (let i = 0; i < n; i++) {
        const r = F[i]! - Y[i]!;
        U[i] = S[i]! * r;
        squares += U[i]! * r;
        size += S[i]! * Y[i]! * Y[i]!;
      }
      const root = Math.sqrt(squares);
      const least = nothing * Math.sqrt(size) || 1;
      const steep = 1 / Math.max(root, least);
      for (let i = 0; i < n; i++) {
        U[i]! *= steep;
        H[i] = S[i]! * steep;
      }
      return root;
    },

    conjugate({ n, y, slope }, scale) {
      const [Y, U] = [y.values, slope.values];
      let sum = 0;
      for (let i = 0; i < n; i++) sum += scale * U[i]! * Y[i]!;
      return sum;
    },
  });

/** What counts as nothing left over, as a share of the targets' size: the slope falls to 0 there, and curvature stays finite. */
const nothing = 1e-12;
