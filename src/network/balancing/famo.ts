import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { reject } from "../../check/reject.ts";
import { exponential } from "../../matrix/exponential.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import { adamNumbers } from "./adam-numbers.ts";
import { type Balancing, leastLoss, positive } from "./balancing.ts";

/**
 * FAMO: all losses fall at the same relative pace, without the tasks' gradients. z = softmax(ξ) weighs log L_t, so task t weighs
 * T c z_t / L_t, 1/c = Σ_t z_t / L_t; a look at the batch after the step moves ξ, by Adam, from the tasks whose loss fell most.
 *
 * @param options - `lr`: the learning rate of ξ; `decay`: pulls ξ to 0, and so all tasks together
 * @throws PolytaskError where lr is not a finite number > 0, or decay not one >= 0
 * @see Liu, Feng, Stone & Liu 2023, FAMO: fast adaptive multitask optimization, algorithm 1, with the Adam of its authors' code
 */
export function famo(options: { readonly lr?: number; readonly decay?: number } = {}): Balancing {
  checkOptions("famo", options, ["lr", "decay"]);
  const { lr = 0.025, decay = 1e-3 } = options;
  positive("famo.lr", lr);
  if (!(decay >= 0 && decay < Infinity)) reject("param", "famo.decay", "a finite number >= 0", decay);
  return born("famo", famo, [{ lr, decay }], {
    name: "famo",
    parameters: Object.freeze({ lr, decay }),
    reads: "losses",
    weighs: "losses",
    positive: true,
    open(T) {
      const { kept, begin, move } = adamNumbers(T, lr);
      const [z, before, slope] = [new Float64Array(T), new Float64Array(T), new Float64Array(T)];
      return {
        kept,
        weigh({ count, tasks, losses }, weights) {
          let [most, sum, total] = [-Infinity, 0, 0];
          for (let i = 0; i < count; i++) most = Math.max(most, kept[tasks[i]!]!);
          for (let i = 0; i < count; i++) {
            z[i] = exponential(kept[tasks[i]!]! - most);
            sum += z[i]!;
          }
          for (let i = 0; i < count; i++) {
            z[i]! /= sum;
            before[i] = Math.max(losses[i]!, leastLoss);
            weights[i] = z[i]! / before[i]!;
            total += weights[i]!;
          }
          for (let i = 0; i < count; i++) weights[i]! *= count / total;
        },
        follow({ count, tasks, losses }) {
          let mean = 0;
          for (let i = 0; i < count; i++) {
            slope[i] = logarithm(before[i]!) - logarithm(Math.max(losses[i]!, leastLoss));
            mean += z[i]! * slope[i]!;
          }
          begin();
          for (let i = 0; i < count; i++) {
            const t = tasks[i]!;
            move(t, z[i]! * (slope[i]! - mean) + decay * kept[t]!);
          }
        },
      };
    },
  });
}
