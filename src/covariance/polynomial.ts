import { power } from "../matrix/power.ts";
import { multiply } from "../matrix/product.ts";
import type { Covariance } from "./covariance.ts";

/** k(x, x') = (gamma x · x' + coef0)^degree, degree an integer >= 1. */
export const polynomial = (gamma: number, degree: number, coef0: number): Covariance => ({
  between(A, B) {
    const out = multiply(A, B, { transposeB: true, build: "plain" });
    for (let k = 0; k < out.data.length; k++) out.data[k] = power(gamma * out.data[k]! + coef0, degree);
    return out;
  },
  describe: () => ({ name: "polynomial", gamma, degree, coef0 }),
});
