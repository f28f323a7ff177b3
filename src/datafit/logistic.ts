import { born } from "../base/born.ts";
import { logisticLoss } from "../kernel/loss.ts";
import type { Datafit } from "./datafit.ts";
import { entropy } from "./entropy.ts";

/**
 * The logistic loss of two classes, ℓ(f, y) = log(1 + exp(−ỹ f)) with ỹ = ±1: minus the logarithm of the probability that
 * σ(f) = 1 / (1 + exp(−f)) gives the class that is there.
 *
 * @see scikit-learn, `LogisticRegression`; MALSAR Logistic_*
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskModel } from "polytask";
 * import { logistic } from "polytask/datafit";
 * import { ridge } from "polytask/penalty";
 *
 * const model = new MultiTaskModel({ datafit: { rain: logistic() }, penalty: ridge(0.1) });
 * model.fit([[0], [1], [2], [3]], { rain: ["no", "no", "yes", "yes"] });
 * assert.deepEqual(model.predict([[-1], [4]]), { rain: ["no", "yes"] });
 * ```
 */
export const logistic = (): Datafit =>
  born("logistic", logistic, [], {
    name: "logistic",
    parameters: Object.freeze({}),
    target: "two classes",
    steepest: 1 / 4,

    evaluate: (rows) => logisticLoss(rows),

    conjugate({ n, weight, slope }, scale) {
      const [S, U] = [weight.values, slope.values];
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const wrong = (scale * Math.abs(U[i]!)) / S[i]!;
        sum += S[i]! * (entropy(wrong) + entropy(1 - wrong));
      }
      return sum;
    },
  });
