import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import type { Covariance } from "./covariance.ts";

/** k(x, x') of the user's own: symmetric, for two rows of p numbers that it must not change. */
export type KernelFunction = (x: Float64Array, other: Float64Array) => number;

/** A function of the user's as a covariance function; what is no finite number is refused. */
export const custom = (where: string, kernel: KernelFunction): Covariance => ({
  between(A, B) {
    const [a, b] = [rowsOf(A), rowsOf(B)];
    const out = zeros(A.rows, B.rows);
    for (const [i, x] of a.entries()) {
      for (const [j, other] of (A === B ? b.slice(0, i + 1) : b).entries()) {
        const value = kernel(x, other);
        if (!Number.isFinite(value))
          reject("value", `${where} kernel(row ${i}, row ${j})`, "a finite number", value);
        out.data[i * B.rows + j] = value;
        if (A === B) out.data[j * B.rows + i] = value;
      }
    }
    return out;
  },
  describe: () => reject("state", `${where} kernel`, "a kernel with a name, to be saved", said("a function")),
});

const rowsOf = ({ data, rows, columns: p }: Dense): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => data.slice(i * p, (i + 1) * p));
