import { born } from "../../base/born.ts";
import { type Balancing, nothing } from "./balancing.ts";
import { minNormPoint } from "./min-norm-point.ts";

/**
 * Multiple gradient descent: the shortest vector in the hull of the gradients, times T. It makes no task worse; its length is 0 where
 * none can be bettered without cost to another. The minimum is exact, not that of so many steps of Frank and Wolfe.
 *
 * @see Désidéri 2012; Sener & Koltun 2018, Multi-task learning as multi-objective optimization, equation 3
 */
export const mgda = (): Balancing =>
  born("mgda", mgda, [], {
    name: "mgda",
    parameters: Object.freeze({}),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const nearest = minNormPoint(T);
      return {
        kept: nothing(),
        weigh({ count, gram }, weights) {
          nearest(gram, count, weights);
          for (let i = 0; i < count; i++) weights[i]! *= count;
        },
      };
    },
  });
