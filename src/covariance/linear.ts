import { multiply } from "../matrix/product.ts";
import type { Covariance } from "./covariance.ts";

/** k(x, x') = x · x'. */
export const linear = (): Covariance => ({
  between: (A, B) => multiply(A, B, { transposeB: true, build: "plain" }),
  describe: () => ({ name: "linear" }),
});
