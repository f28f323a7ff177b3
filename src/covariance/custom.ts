import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import type { Covariance } from "./covariance.ts";
import { pairs } from "./pairs.ts";

/** k(x, x') of the user's own: symmetric, for two rows of p numbers that it must not change. */
export type KernelFunction = (x: Float64Array, other: Float64Array) => number;

/** A function of the user's as a covariance function; what is no finite number is refused. */
export const custom = (where: string, kernel: KernelFunction): Covariance => ({
  between(A, B) {
    const [a, b] = [rowsOf(A), rowsOf(B)];
    return pairs(A, B, (i, j) => {
      const value = kernel(a[i]!, b[j]!);
      if (!Number.isFinite(value))
        reject("value", `${where} kernel(row ${i}, row ${j})`, "a finite number", value);
      return value;
    });
  },
  describe: () => reject("state", `${where} kernel`, "a kernel with a name, to be saved", said("a function")),
});

const rowsOf = ({ data, rows, columns: p }: Dense): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => data.slice(i * p, (i + 1) * p));
