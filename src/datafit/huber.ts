import { born } from "../base/born.ts";
import { reject } from "../check/reject.ts";
import type { Datafit } from "./datafit.ts";
import { squareConjugate } from "./square-conjugate.ts";

/**
 * Huber's loss, for targets with outliers: with r = y − f it is r²/2 up to |r| = delta and delta |r| − delta²/2 beyond, so that a
 * residual pulls with at most delta.
 *
 * @param delta - where squares end, in units of y; > 0. 1.345 times the deviation of the noise keeps 95 % of the efficiency of
 * squared loss under Gaussian noise.
 * @throws PolytaskError where delta is not a finite number > 0
 * @see Huber 1964; 1981, section 7.8, for the weights min(1, delta / |r|) that stand for the curvature
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor } from "polytask";
 * import { huber } from "polytask/datafit";
 * import { ridge } from "polytask/penalty";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const y = [0, 1, 2, 3, 4, 50]; // y = x, but for the last
 * const model = new MultiTaskRegressor({ penalty: ridge(1e-6), datafit: huber(0.1) }).fit(X, y);
 * assert.ok(Math.abs(model.coef.get(0, 0) - 1) < 0.1);
 * ```
 */
export function huber(delta: number): Datafit {
  if (!(Number.isFinite(delta) && delta > 0)) reject("param", "huber.delta", "a finite number > 0", delta);
  return born("huber", huber, [delta], {
    name: "huber",
    parameters: Object.freeze({ delta }),
    target: "number",
    steepest: 1,

    evaluate({ n, y, weight, f, slope, curvature }) {
      const [Y, S, F, U, H] = [y.values, weight.values, f.values, slope.values, curvature.values];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const s = S[i]!;
        const r = F[i]! - Y[i]!;
        const far = Math.abs(r);
        if (far <= delta) {
          U[i] = s * r;
          H[i] = s;
          sum += (s * r * r) / 2;
        } else {
          U[i] = s * (r > 0 ? delta : -delta);
          H[i] = (s * delta) / far;
          sum += s * delta * (far - delta / 2);
        }
      }
      return sum;
    },

    conjugate: squareConjugate,
  });
}
