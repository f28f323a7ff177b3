import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { reject } from "../../check/reject.ts";
import { type Balancing, nothing } from "./balancing.ts";
import { minNormPoint } from "./min-norm-point.ts";

/** Halvings of the interval in which ‖g_w‖ lies: to the last bit of a double. */
const halvings = 60;

/**
 * CAGrad: the direction d that is best for the task it is worst for, max_d min_t ⟨g_t, d⟩ with ‖d − g_0‖ <= c ‖g_0‖, g_0 the mean
 * gradient; the step is T d. c = 0 is the sum of the losses, a large c is MGDA's direction.
 *
 * @param options - `c`: from 0 to below 1
 * @throws PolytaskError where c is not in [0, 1)
 * @see Liu, Liu, Jin, Stone & Liu 2021, Conflict-averse gradient descent, algorithm 1
 */
export function caGrad(options: { readonly c?: number } = {}): Balancing {
  checkOptions("caGrad", options, ["c"]);
  const { c = 0.4 } = options;
  if (!(c >= 0 && c < 1)) reject("param", "caGrad.c", "a number in [0, 1)", c);
  return born("caGrad", caGrad, [{ c }], {
    name: "caGrad",
    parameters: Object.freeze({ c }),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const nearest = minNormPoint(T);
      const shifted = new Float64Array(T * T);
      const along = new Float64Array(T); // ⟨g_i, g_0⟩
      return {
        kept: nothing(),
        weigh({ count, gram }, weights) {
          let [square, longest] = [0, 0];
          for (let i = 0; i < count; i++) {
            along[i] = 0;
            for (let j = 0; j < count; j++) along[i]! += gram[i * count + j]! / count;
            square += along[i]! / count;
            longest = Math.max(longest, Math.sqrt(gram[i * count + i]!));
          }
          const radius = c * Math.sqrt(Math.max(square, 0));
          let length = 0;
          // w minimises ⟨g_w, g_0⟩ + radius ‖g_w‖: with u = ‖g_w‖ / radius it is the nearest point in the hull of the g_i + u g_0
          let [low, high] = [0, radius > 0 ? longest / radius : 0];
          for (let k = 0; k < halvings && high > 0; k++) {
            const u = (low + high) / 2;
            for (let i = 0; i < count; i++)
              for (let j = 0; j < count; j++)
                shifted[i * count + j] = gram[i * count + j]! + u * (along[i]! + along[j]!) + u * u * square;
            nearest(shifted, count, weights);
            length = norm(gram, weights, count);
            if (length > radius * u) low = u;
            else high = u;
          }
          const share = length > 1e-12 * longest ? (count * radius) / length : 0;
          for (let i = 0; i < count; i++) weights[i] = 1 + share * weights[i]!;
        },
      };
    },
  });
}

function norm(gram: Float64Array, weights: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += weights[i]! * weights[j]! * gram[i * n + j]!;
  return Math.sqrt(Math.max(sum, 0));
}
