import { born } from "../../base/born.ts";
import { type Balancing, nothing } from "./balancing.ts";

/**
 * PCGrad: every task's gradient loses what conflicts with the others', one after the other in random order: g <- g − ⟨g, g_j⟩ / ‖g_j‖² g_j
 * where ⟨g, g_j⟩ < 0. The step is the sum of what is left.
 *
 * @see Yu, Kumar, Gupta, Levine, Hausman & Finn 2020, Gradient surgery for multi-task learning, algorithm 1
 */
export const pcGrad = (): Balancing =>
  born("pcGrad", pcGrad, [], {
    name: "pcGrad",
    parameters: Object.freeze({}),
    reads: "gradients",
    weighs: "gradients",
    positive: false,
    open(T) {
      const order = new Int32Array(T);
      const own = new Float64Array(T); // of which gradients a task's is made by now
      return {
        kept: nothing(),
        weigh({ count, gram, random }, weights) {
          for (let i = 0; i < count; i++) order[i] = i;
          weights.fill(0, 0, count);
          for (let i = 0; i < count; i++) {
            own.fill(0, 0, count);
            own[i] = 1;
            for (let k = count - 1; k >= 0; k--) {
              const drawn = k > 0 ? random.randint(k + 1) : 0;
              const j = order[drawn]!;
              order[drawn] = order[k]!;
              order[k] = j;
              if (j === i) continue;
              let product = 0;
              for (let l = 0; l < count; l++) product += own[l]! * gram[l * count + j]!;
              if (product < 0) own[j]! -= product / gram[j * count + j]!;
            }
            for (let l = 0; l < count; l++) weights[l]! += own[l]!;
          }
        },
      };
    },
  });
