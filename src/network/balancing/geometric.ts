import { born } from "../../base/born.ts";
import { exponential } from "../../matrix/exponential.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import { type Balancing, leastLoss, nothing } from "./balancing.ts";

/**
 * The geometric mean of the losses, (Π_t L_t)^(1/T), is what falls: task t weighs (Π_s L_s)^(1/T) / (T L_t). Its direction does not
 * depend on the losses' units.
 *
 * @see Chennupati, Sistu, Yogamani & Rawashdeh 2019, MultiNet++
 */
export const geometric = (): Balancing =>
  born("geometric", geometric, [], {
    name: "geometric",
    parameters: Object.freeze({}),
    reads: "losses",
    weighs: "losses",
    positive: true,
    open: () => ({
      kept: nothing(),
      weigh({ count, losses }, weights) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += logarithm(Math.max(losses[i]!, leastLoss));
        const mean = exponential(sum / count);
        for (let i = 0; i < count; i++) weights[i] = mean / count / Math.max(losses[i]!, leastLoss);
      },
    }),
  });
