import { born } from "../../base/born.ts";
import { type Balancing, nothing } from "./balancing.ts";
import { rankTolerance, symmetricEigen } from "./symmetric-eigen.ts";

/**
 * Aligned-MTL: the matrix of gradients is replaced by the nearest one with orthogonal rows of one length, that of its least singular value,
 * and its rows are added up: weights √λ_min G^(−1/2) 1, over the eigenvalues > 0 of the products G.
 *
 * @see Senushkin, Patakin, Kuznetsov & Konushin 2023, Independent component alignment for multi-task learning, algorithm 1
 */
export const alignedMtl = (): Balancing =>
  born("alignedMtl", alignedMtl, [], {
    name: "alignedMtl",
    parameters: Object.freeze({}),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const eigen = symmetricEigen(T);
      return {
        kept: nothing(),
        close: eigen.close,
        weigh({ count, gram }, weights) {
          eigen.decompose(gram, count);
          const { values, vectors } = eigen;
          let [least, most] = [Infinity, 0];
          for (let k = 0; k < count; k++) most = Math.max(most, values[k]!);
          for (let k = 0; k < count; k++)
            if (values[k]! > rankTolerance * most) least = Math.min(least, values[k]!);
          weights.fill(0, 0, count);
          for (let k = 0; k < count; k++) {
            if (!(values[k]! > rankTolerance * most)) continue;
            let sum = 0;
            for (let i = 0; i < count; i++) sum += vectors[i * count + k]!;
            const share = sum * Math.sqrt(least / values[k]!);
            for (let i = 0; i < count; i++) weights[i]! += share * vectors[i * count + k]!;
          }
        },
      };
    },
  });
