import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import { poissonLoss } from "../kernel/loss.ts";
import type { Datafit } from "./datafit.ts";
import { entropy } from "./entropy.ts";

/**
 * Half the deviance of counts, ℓ(f, y) = exp(f) − y f + y log y − y for y >= 0: predictions are means, exp(f). It is 0 where exp(f) = y.
 *
 * @see scikit-learn, `PoissonRegressor`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor } from "polytask";
 * import { poisson } from "polytask/datafit";
 * import { ridge } from "polytask/penalty";
 *
 * const X = [[0], [1], [2], [3], [4]];
 * const calls = [1, 2, 4, 8, 16]; // twice as many with every step
 * const model = new MultiTaskRegressor({ penalty: ridge(1e-6), datafit: poisson() }).fit(X, calls);
 * assert.ok(Math.abs(model.predict([[5]]).get(0, 0) - 32) < 0.1);
 * ```
 */
export const poisson = (): Datafit =>
  born("poisson", poisson, [], {
    name: "poisson",
    parameters: Object.freeze({}),
    target: "number",
    link: "log",

    check(where, y) {
      const bad = y.find((value) => !(value >= 0));
      if (bad !== undefined) reject("value", where, "counts >= 0, as poisson has", bad);
      if (!y.some((value) => value > 0))
        reject("value", where, "a count above 0, as poisson has", said("none"));
    },

    evaluate: (rows) => poissonLoss(rows),

    conjugate({ n, y, weight, slope }, scale) {
      const [Y, S, U] = [y.values, weight.values, slope.values];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const mean = (scale * U[i]!) / S[i]! + Y[i]!;
        sum += S[i]! * (entropy(mean) - Math.max(0, mean) - entropy(Y[i]!) + Y[i]!);
      }
      return sum;
    },
  });
