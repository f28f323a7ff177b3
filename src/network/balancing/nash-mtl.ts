import { born } from "../../base/born.ts";
import { type Balancing, nothing } from "./balancing.ts";

const [steps, ridge] = [200, 1e-9];

/**
 * Nash-MTL: the Nash bargaining solution, the direction in which the product of the tasks' gains Π_t ⟨g_t, d⟩ is largest: weights
 * α > 0 with G α = 1/α. The step is √T long, whatever the losses' units. α minimises ½ αᵀGα − Σ_t log α_t, by Newton's method, exactly;
 * where no step betters all tasks (cosines have 1e-9 on their diagonal for it), α grows and the step vanishes.
 *
 * @see Navon, Shamsian, Achituve, Maron, Kawaguchi, Chechik & Fetaya 2022, Multi-task learning as a bargaining game, claim 3.1
 */
export const nashMtl = (): Balancing =>
  born("nashMtl", nashMtl, [], {
    name: "nashMtl",
    parameters: Object.freeze({}),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const [L, cosines] = [new Float64Array(T * T), new Float64Array(T * T)];
      const [slope, norms] = [new Float64Array(T), new Float64Array(T)];
      return {
        kept: nothing(),
        weigh({ count: n, gram }, weights) {
          for (let i = 0; i < n; i++) norms[i] = Math.sqrt(gram[i * n + i]!) || 1;
          for (let i = 0; i < n; i++)
            for (let j = 0; j < n; j++)
              cosines[i * n + j] = gram[i * n + j]! / (norms[i]! * norms[j]!) + (i === j ? ridge : 0);
          weights.fill(1, 0, n); // of gradients of length 1
          for (let step = 0; step < steps; step++) {
            for (let i = 0; i < n; i++) {
              slope[i] = -1 / weights[i]!;
              for (let j = 0; j < n; j++) slope[i]! += cosines[i * n + j]! * weights[j]!;
              for (let j = 0; j <= i; j++) {
                let sum = cosines[i * n + j]! + (i === j ? 1 / (weights[i]! * weights[i]!) : 0);
                for (let k = 0; k < j; k++) sum -= L[i * n + k]! * L[j * n + k]!;
                L[i * n + j] = i === j ? Math.sqrt(sum) : sum / L[j * n + j]!;
              }
            }
            let decrement = 0; // slopeᵀ H⁻¹ slope
            for (let i = 0; i < n; i++) {
              for (let k = 0; k < i; k++) slope[i]! -= L[i * n + k]! * slope[k]!;
              slope[i]! /= L[i * n + i]!;
              decrement += slope[i]! * slope[i]!;
            }
            for (let i = n - 1; i >= 0; i--) {
              for (let k = i + 1; k < n; k++) slope[i]! -= L[k * n + i]! * slope[k]!;
              slope[i]! /= L[i * n + i]!;
            }
            const length = decrement > 0.0625 ? 1 / (1 + Math.sqrt(decrement)) : 1;
            for (let i = 0; i < n; i++) weights[i]! -= length * slope[i]!;
            if (decrement < 1e-24) break;
          }
          for (let i = 0; i < n; i++) weights[i]! /= norms[i]!;
        },
      };
    },
  });
