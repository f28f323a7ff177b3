import { reject, said } from "../check/reject.ts";
import { f64, inArena } from "../kernel/arena.ts";
import * as factor from "../kernel/factor.ts";
import type { Dense } from "./dense.ts";

/** A = V diag(values) Vᵀ. */
export interface Eigen {
  /** p eigenvalues, ascending. */
  readonly values: Float64Array;
  /** p × p, orthonormal: column k belongs to value k. */
  readonly vectors: Dense;
}

/** The eigenvalues and eigenvectors of a symmetric matrix, p × p, of which only the lower triangle is read. */
export function eigh(A: Dense): Eigen {
  const p = A.rows;
  if (A.columns !== p) reject("internal", "eigh A", "as many columns as rows", said(`${p} x ${A.columns}`));
  const wishes = { a: f64(p * p), w: f64(p), v: f64(p * p), work: f64(factor.eighWork(p)) };
  return inArena(wishes, ({ a, w, v, work }) => {
    a.values.set(A.data);
    factor.eigh(a, p, w, v, work);
    return { values: w.values.slice(), vectors: { data: v.values.slice(), rows: p, columns: p } };
  });
}
