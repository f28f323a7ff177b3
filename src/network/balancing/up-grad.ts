import { born } from "../../base/born.ts";
import { type Balancing, nothing } from "./balancing.ts";
import { nonnegativeQuadratic } from "./nonnegative-quadratic.ts";

/**
 * UPGrad: every gradient goes to the nearest vector that conflicts with none, and the step is their sum. It makes no task worse, and is
 * linear in the length of every gradient.
 *
 * @see Quinton & Rey 2024, Jacobian descent for multi-objective optimization, equation 5
 */
export const upGrad = (): Balancing =>
  born("upGrad", upGrad, [], {
    name: "upGrad",
    parameters: Object.freeze({}),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const minimise = nonnegativeQuadratic(T);
      const against = new Float64Array(T);
      const added = new Float64Array(T);
      return {
        kept: nothing(),
        weigh({ count, gram }, weights) {
          weights.fill(1, 0, count);
          for (let t = 0; t < count; t++) {
            for (let i = 0; i < count; i++) against[i] = -gram[i * count + t]!;
            minimise(gram, against, count, added);
            for (let i = 0; i < count; i++) weights[i]! += added[i]!;
          }
        },
      };
    },
  });
