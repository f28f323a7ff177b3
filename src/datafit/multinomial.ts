import { born } from "../base/born.ts";
import { softmaxLoss } from "../kernel/loss.ts";
import type { Datafit } from "./datafit.ts";
import { entropy } from "./entropy.ts";

/**
 * The softmax loss of K classes, ℓ(f, y) = log Σ_k exp(f_k) − f_y: minus the logarithm of the probability that
 * p_k = exp(f_k) / Σ_l exp(f_l) gives the class that is there. A task has K adjacent columns of W; adding one vector to all of them
 * changes nothing but the penalty.
 *
 * Its Hessian diag(p) − p pᵀ lies below 2 diag(p (1 − p)), the curvature that is reported, as the difference is diagonally dominant:
 * p_k − p_k² = p_k Σ_{l≠k} p_l. Its largest eigenvalue is at most 1/2.
 *
 * @see Böhning 1992; scikit-learn, `LogisticRegression`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskModel } from "polytask";
 * import { multinomial } from "polytask/datafit";
 * import { ridge } from "polytask/penalty";
 *
 * const model = new MultiTaskModel({ datafit: { size: multinomial() }, penalty: ridge(0.01) });
 * model.fit([[0], [1], [4], [5], [9], [10]], { size: ["S", "S", "M", "M", "L", "L"] });
 * assert.deepEqual(model.predict([[0], [4.5], [12]]), { size: ["S", "M", "L"] });
 * ```
 */
export const multinomial = (): Datafit =>
  born("multinomial", multinomial, [], {
    name: "multinomial",
    parameters: Object.freeze({}),
    target: "classes",
    steepest: 1 / 2,

    evaluate: (rows) => softmaxLoss(rows),

    conjugate({ n, K, y, weight, slope }, scale) {
      const [Y, S, U] = [y.values, weight.values, slope.values];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const own = Y[i]! * n + i;
        for (let at = i; at < K * n; at += n) {
          sum += S[i]! * entropy((scale * U[at]!) / S[i]! + Number(at === own));
        }
      }
      return sum;
    },

    sumHessian({ n, K, y, weight, slope }, into) {
      const [Y, S, U] = [y.values, weight.values, slope.values];
      into.fill(0);
      for (let i = 0; i < n; i++) {
        const s = S[i]!;
        const p = (k: number): number => U[k * n + i]! / s + Number(Y[i] === k);
        for (let k = 0; k < K; k++) {
          const own = s * p(k);
          into[k * K + k]! += own;
          for (let l = 0; l < K; l++) into[k * K + l]! -= own * p(l);
        }
      }
    },
  });
