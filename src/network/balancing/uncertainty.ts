import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { exponential } from "../../matrix/exponential.ts";
import { adamNumbers } from "./adam-numbers.ts";
import { type Balancing, positive } from "./balancing.ts";

/**
 * Weights by uncertainty: Σ_t exp(−s_t) L_t + s_t / 2 is what falls, where s_t = log σ_t² of task t is learnt beside the network, by Adam.
 * With our squared loss, (y − f)²/2, it is the likelihood of Gaussian noise; at rest task t weighs 1 / (2 L_t).
 *
 * @param options - `lr`: the learning rate of the s_t
 * @throws PolytaskError where lr is not a finite number > 0
 * @see Kendall, Gal & Cipolla 2018, Multi-task learning using uncertainty to weigh losses
 */
export function uncertainty(options: { readonly lr?: number } = {}): Balancing {
  checkOptions("uncertainty", options, ["lr"]);
  const { lr = 0.01 } = options;
  positive("uncertainty.lr", lr);
  return born("uncertainty", uncertainty, [{ lr }], {
    name: "uncertainty",
    parameters: Object.freeze({ lr }),
    reads: "losses",
    weighs: "losses",
    positive: true,
    open(T) {
      const { kept, begin, move } = adamNumbers(T, lr);
      return {
        kept,
        weigh({ count, tasks, losses }, weights) {
          begin();
          for (let i = 0; i < count; i++) {
            weights[i] = exponential(-kept[tasks[i]!]!);
            move(tasks[i]!, 0.5 - weights[i]! * losses[i]!);
          }
        },
      };
    },
  });
}
