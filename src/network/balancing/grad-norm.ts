import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { reject } from "../../check/reject.ts";
import { exponential } from "../../matrix/exponential.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import { type Balancing, leastLoss, positive } from "./balancing.ts";

/** What a weight is at least, so that none becomes negative. */
const floor = 1e-3;

/**
 * GradNorm: weights w_t, T in sum, follow the slope of Σ_t |G_t − Ḡ r_t^alpha|, G_t = w_t ‖∇L_t‖ in the shared layers, Ḡ their mean, and
 * r_t the loss over the first one seen, divided by its mean over the tasks. Norms are those of all shared layers.
 *
 * @param options - `alpha`: how strongly tasks that lag behind are pulled, 0: equal norms; `lr`: the learning rate of the weights
 * @throws PolytaskError where alpha is not a finite number >= 0, or lr not one > 0
 * @see Chen, Badrinarayanan, Lee & Rabinovich 2018, GradNorm, algorithm 1
 */
export function gradNorm(options: { readonly alpha?: number; readonly lr?: number } = {}): Balancing {
  checkOptions("gradNorm", options, ["alpha", "lr"]);
  const { alpha = 1.5, lr = 0.025 } = options;
  if (!(alpha >= 0 && alpha < Infinity)) reject("param", "gradNorm.alpha", "a finite number >= 0", alpha);
  positive("gradNorm.lr", lr);
  return born("gradNorm", gradNorm, [{ alpha, lr }], {
    name: "gradNorm",
    parameters: Object.freeze({ alpha, lr }),
    reads: "gradients",
    weighs: "losses",
    positive: true,
    open(T) {
      const kept = new Float64Array(2 * T).fill(1, 0, T); // weights, and the first losses, 0 before they are seen
      return {
        kept,
        weigh({ count, tasks, losses, gram }, weights) {
          let [mean, pace] = [0, 0];
          for (let i = 0; i < count; i++) {
            const t = tasks[i]!;
            weights[i] = kept[t]!;
            if (kept[T + t] === 0) kept[T + t] = Math.max(losses[i]!, leastLoss);
            mean += (kept[t]! * Math.sqrt(gram[i * count + i]!)) / count;
            pace += losses[i]! / kept[T + t]! / count;
          }
          if (!(pace > 0)) return;
          for (let i = 0; i < count; i++) {
            const t = tasks[i]!;
            const norm = Math.sqrt(gram[i * count + i]!);
            const behind = Math.max(losses[i]!, leastLoss) / kept[T + t]! / pace;
            const aim = mean * exponential(alpha * logarithm(behind));
            kept[t] = Math.max(floor, kept[t]! - lr * norm * Math.sign(kept[t]! * norm - aim));
          }
          let sum = 0;
          for (let t = 0; t < T; t++) sum += kept[t]!;
          for (let t = 0; t < T; t++) kept[t]! *= T / sum;
        },
      };
    },
  });
}
