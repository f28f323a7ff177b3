import { exponential } from "../matrix/exponential.ts";
import type { Covariance } from "./covariance.ts";
import { mapped, squaredDistances } from "./squared-distances.ts";

/** k(x, x') = exp(-gamma ‖x − x'‖²). */
export const radial = (gamma: number): Covariance => ({
  between: (A, B) => mapped(squaredDistances(A, B), A === B, (square) => exponential(-gamma * square)),
  describe: () => ({ name: "rbf", gamma }),
});
