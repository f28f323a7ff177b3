import { born } from "../../base/born.ts";
import { exponential } from "../../matrix/exponential.ts";
import { type Balancing, nothing } from "./balancing.ts";

/**
 * Random loss weighting: every step draws weights anew, T · softmax of standard normal numbers.
 *
 * @see Lin, Ye, Zhang & Tsang 2022, Reasonable effectiveness of random weighting
 */
export const rlw = (): Balancing =>
  born("rlw", rlw, [], {
    name: "rlw",
    parameters: Object.freeze({}),
    reads: "losses",
    weighs: "losses",
    positive: false,
    open: () => ({
      kept: nothing(),
      weigh({ count, random }, weights) {
        let sum = 0;
        for (let i = 0; i < count; i++) {
          weights[i] = exponential(random.randn());
          sum += weights[i]!;
        }
        for (let i = 0; i < count; i++) weights[i]! *= count / sum;
      },
    }),
  });
