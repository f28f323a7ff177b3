import { born } from "../base/born.ts";
import type { Datafit } from "./datafit.ts";
import { squareConjugate } from "./square-conjugate.ts";

/**
 * Squared loss, ℓ(f, y) = 1/2 (y − f)²: the loss of the mean, and the one for which statistics are all there is to know of the data.
 *
 * @see scikit-learn, `MultiTaskLasso`, for the scale
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor } from "polytask";
 * import { quadratic } from "polytask/datafit";
 * import { ridge } from "polytask/penalty";
 *
 * const model = new MultiTaskRegressor({ penalty: ridge(1e-9), datafit: quadratic() }); // as without it
 * assert.ok(Math.abs(model.fit([[0], [1], [2]], [1, 3, 5]).coef.get(0, 0) - 2) < 1e-6);
 * ```
 */
export const quadratic = (): Datafit =>
  born("quadratic", quadratic, [], {
    name: "quadratic",
    parameters: Object.freeze({}),
    target: "number",
    steepest: 1,
    squared: true,

    evaluate({ n, y, weight, f, slope, curvature }) {
      const [Y, S, F, U, H] = [y.values, weight.values, f.values, slope.values, curvature.values];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const r = F[i]! - Y[i]!;
        U[i] = S[i]! * r;
        H[i] = S[i]!;
        sum += (U[i]! * r) / 2;
      }
      return sum;
    },

    conjugate: squareConjugate,
  });
