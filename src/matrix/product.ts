import { reject, said } from "../check/reject.ts";
import { f64, inArena } from "../kernel/arena.ts";
import type { Build } from "../kernel/module.ts";
import { gemm, mirror, syrk } from "../kernel/product.ts";
import type { Dense } from "./dense.ts";

interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly build?: Build;
}

/** A B, with either of them transposed first where that is asked. */
export function multiply(A: Dense, B: Dense, options: ProductOptions = {}): Dense {
  const { transposeA = false, transposeB = false, build } = options;
  const [m, k] = transposeA ? [A.columns, A.rows] : [A.rows, A.columns];
  const [rows, n] = transposeB ? [B.columns, B.rows] : [B.rows, B.columns];
  if (rows !== k) reject("internal", "multiply B", `${k} rows, one a column of A`, said(`${rows}`));
  return inArena({ a: f64(m * k), b: f64(k * n), c: f64(m * n) }, ({ a, b, c }) => {
    a.values.set(A.data);
    b.values.set(B.data);
    gemm(c, a, b, { m, n, k, transposeA, transposeB }, build);
    return { data: c.values.slice(), rows: m, columns: n };
  });
}

/** AᵀA, columns x columns; with `transposeA` AAᵀ, rows x rows. Half the work of `multiply`, and its bits. */
export function gram(A: Dense, { transposeA = false }: Pick<ProductOptions, "transposeA"> = {}): Dense {
  const [n, k] = transposeA ? [A.rows, A.columns] : [A.columns, A.rows];
  return inArena({ a: f64(n * k), c: f64(n * n) }, ({ a, c }) => {
    a.values.set(A.data);
    syrk(c, a, { n, k, transposeA: !transposeA });
    mirror(c, n);
    return { data: c.values.slice(), rows: n, columns: n };
  });
}
