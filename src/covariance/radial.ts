import { exponential } from "../matrix/exponential.ts";
import type { Covariance } from "./covariance.ts";
import { pairs } from "./pairs.ts";

/** k(x, x') = exp(-gamma ‖x − x'‖²), from the differences themselves: a row is at distance 0 from its copies. */
export const radial = (gamma: number): Covariance => ({
  between(A, B) {
    const { data: a, columns: p } = A;
    const b = B.data;
    return pairs(A, B, (i, j) => {
      let square = 0;
      for (let k = 0; k < p; k++) {
        const step = a[i * p + k]! - b[j * p + k]!;
        square += step * step;
      }
      return exponential(-gamma * square);
    });
  },
  describe: () => ({ name: "rbf", gamma }),
});
