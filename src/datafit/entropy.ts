import { logarithm } from "../matrix/logarithm.ts";

/** q log q, 0 at 0 and where rounding took q below it. */
export const entropy = (q: number): number => (q > 0 ? q * logarithm(q) : 0);
