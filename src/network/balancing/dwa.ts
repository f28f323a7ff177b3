import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { exponential } from "../../matrix/exponential.ts";
import { type Balancing, leastLoss, positive } from "./balancing.ts";

/**
 * Dynamic weight average: T · softmax of w_t / temperature, where w_t is the loss of the last epoch over that of the one before. Tasks
 * that fall slowly weigh more; the first two epochs have equal weights.
 *
 * @throws PolytaskError where temperature is not a finite number > 0
 * @see Liu, Johns & Davison 2019, End-to-end multi-task learning with attention, equation 7
 */
export function dwa(options: { readonly temperature?: number } = {}): Balancing {
  checkOptions("dwa", options, ["temperature"]);
  const { temperature = 2 } = options;
  positive("dwa.temperature", temperature);
  return born("dwa", dwa, [{ temperature }], {
    name: "dwa",
    parameters: Object.freeze({ temperature }),
    reads: "losses",
    weighs: "losses",
    positive: true,
    open(T) {
      const kept = new Float64Array(2 * T + 1); // losses of the last epoch, of the one before, and how many there were
      return {
        kept,
        weigh({ count, tasks }, weights) {
          if (kept[2 * T]! < 2) return void weights.fill(1, 0, count);
          let sum = 0;
          for (let i = 0; i < count; i++) {
            const t = tasks[i]!;
            const fall = Math.max(kept[t]!, leastLoss) / Math.max(kept[T + t]!, leastLoss);
            weights[i] = exponential(Math.min(fall / temperature, 100));
            sum += weights[i]!;
          }
          for (let i = 0; i < count; i++) weights[i]! *= count / sum;
        },
        epoch(losses) {
          for (let t = 0; t < T; t++) {
            kept[T + t] = kept[t]!;
            kept[t] = losses[t]!;
          }
          kept[2 * T]! += 1;
        },
      };
    },
  });
}
