import { born } from "../../base/born.ts";
import { type Balancing, nothing } from "./balancing.ts";
import { rankTolerance, symmetricEigen } from "./symmetric-eigen.ts";

/**
 * IMTL-G: the step is as long along every task's gradient: ⟨d, g_t⟩ / ‖g_t‖ is the same for all t. Weights may be negative, and their sum is T or −T; where gradients depend on each other, they are the shortest that fit best. Its direction does not depend on the losses' units.
 *
 * @see Liu, Li, Kuang, Xue, Chen, Yang, Liao & Zhang 2021, Towards impartial multi-task learning, equation 6
 */
export const imtlG = (): Balancing =>
  born("imtlG", imtlG, [], {
    name: "imtlG",
    parameters: Object.freeze({}),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const eigen = symmetricEigen(T);
      const cosines = new Float64Array(T * T);
      const norms = new Float64Array(T);
      return {
        kept: nothing(),
        close: eigen.close,
        weigh({ count, gram }, weights) {
          for (let i = 0; i < count; i++) norms[i] = Math.sqrt(gram[i * count + i]!) || 1;
          for (let i = 0; i < count; i++)
            for (let j = 0; j < count; j++)
              cosines[i * count + j] = gram[i * count + j]! / (norms[i]! * norms[j]!);
          eigen.decompose(cosines, count);
          const { values, vectors } = eigen;
          weights.fill(0, 0, count);
          for (let k = 0; k < count; k++) {
            if (!(values[k]! > rankTolerance)) continue;
            let sum = 0;
            for (let i = 0; i < count; i++) sum += vectors[i * count + k]!;
            for (let i = 0; i < count; i++) weights[i]! += (vectors[i * count + k]! * sum) / values[k]!;
          }
          let total = 0;
          for (let i = 0; i < count; i++) {
            weights[i]! /= norms[i]!;
            total += weights[i]!;
          }
          const scale = total !== 0 ? count / Math.abs(total) : 0;
          for (let i = 0; i < count; i++) weights[i]! *= scale;
        },
      };
    },
  });
