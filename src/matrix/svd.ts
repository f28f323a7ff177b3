import { f64, inArena } from "../kernel/arena.ts";
import * as factor from "../kernel/factor.ts";
import type { Dense } from "./dense.ts";

/** A = U diag(s) Vᵀ, thin: r = min(m, n). */
export interface Svd {
  /** m × r, orthonormal columns. */
  readonly U: Dense;
  /** r singular values, descending. */
  readonly s: Float64Array;
  /** n × r, orthonormal columns. */
  readonly V: Dense;
}

/** The singular values and vectors of any m × n matrix. */
export function svd(A: Dense): Svd {
  const { rows: m, columns: n } = A;
  const r = Math.min(m, n);
  const wishes = { a: f64(m * n), u: f64(m * r), s: f64(r), v: f64(n * r), work: f64(factor.svdWork(m, n)) };
  return inArena(wishes, ({ a, u, s, v, work }) => {
    a.values.set(A.data);
    factor.svd(a, m, n, u, s, v, work);
    return {
      U: { data: u.values.slice(), rows: m, columns: r },
      s: s.values.slice(),
      V: { data: v.values.slice(), rows: n, columns: r },
    };
  });
}
