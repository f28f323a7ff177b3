import { reject, said } from "../check/reject.ts";
import type { Block, Numbers } from "./arena.ts";
import { type Build, kernels } from "./module.ts";
import { workspace } from "./workspace.ts";

/** What becomes of the numbers that are there: replaced, added to, subtracted from. */
export type Mode = "set" | "add" | "subtract";

/** C is m × n, A m × k and B k × n, all row-major; with `transposeA` A lies as k × m, with `transposeB` B as n × k. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Numbers from one row to the next as they lie; without it rows follow one another without a gap. */
  readonly lda?: number;
  readonly ldb?: number;
  readonly ldc?: number;
  readonly mode?: Mode;
}

/** C is n × n and A n × k; with `transposeA` A lies as k × n. */
export interface SquareShape {
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly lda?: number;
  readonly ldc?: number;
  readonly mode?: Mode;
}

/** A lies as n × p; y has n numbers and x has p, with `transposeA` the other way round. */
export interface VectorShape {
  readonly n: number;
  readonly p: number;
  readonly transposeA?: boolean;
  readonly lda?: number;
  readonly mode?: Mode;
}

const codes = { set: 0, add: 1, subtract: 2 } as const;

/**
 * C = A B, C += A B or C -= A B.
 *
 * An entry is summed in the same order whatever the shapes around it, so a column of the product computed alone has
 * the bits it has inside a wide product. C overlaps neither A nor B.
 */
export function gemm<V extends Numbers>(
  C: Block<V>,
  A: Block<V>,
  B: Block<V>,
  shape: ProductShape,
  build?: Build,
): void {
  const { m, n, k, transposeA = false, transposeB = false, mode = "set" } = shape;
  const { lda = transposeA ? m : k, ldb = transposeB ? k : n, ldc = n } = shape;
  checkRoom("gemm C", C, m, n, ldc, C);
  checkRoom("gemm A", A, transposeA ? k : m, transposeA ? m : k, lda, C);
  checkRoom("gemm B", B, transposeB ? n : k, transposeB ? k : n, ldb, C);
  kernels(build)[C.bytes === 8 ? "gemm_f64" : "gemm_f32"](
    ...[C.address, ldc, A.address, lda, Number(transposeA), B.address, ldb, Number(transposeB)],
    ...[m, n, k, codes[mode], workspace()],
  );
}

/**
 * The lower triangle of C = A Aᵀ, C += A Aᵀ or C -= A Aᵀ, at half the work of `gemm` and with its bits. What lies right
 * of the diagonal is left alone. With `transposeA` it is the Gram matrix XᵀX of what lies there.
 */
export function syrk<V extends Numbers>(C: Block<V>, A: Block<V>, shape: SquareShape, build?: Build): void {
  const { n, k, transposeA = false, mode = "set" } = shape;
  const { lda = transposeA ? n : k, ldc = n } = shape;
  checkRoom("syrk C", C, n, n, ldc, C);
  checkRoom("syrk A", A, transposeA ? k : n, transposeA ? n : k, lda, C);
  kernels(build)[C.bytes === 8 ? "syrk_f64" : "syrk_f32"](
    ...[C.address, ldc, A.address, lda, Number(transposeA), n, k, codes[mode], workspace()],
  );
}

/** Copies the lower triangle of C, n × n, above its diagonal. */
export function mirror<V extends Numbers>(C: Block<V>, n: number, ldc = n, build?: Build): void {
  checkRoom("mirror C", C, n, n, ldc, C);
  kernels(build)[C.bytes === 8 ? "mirror_f64" : "mirror_f32"](C.address, ldc, n);
}

/**
 * y = A x, y += A x or y -= A x; Aᵀ x with `transposeA`. Sums run in another order than those of `gemm`; the bits of an
 * entry do not depend on the entries beside it. y overlaps neither A nor x.
 */
export function gemv<V extends Numbers>(
  y: Block<V>,
  A: Block<V>,
  x: Block<V>,
  shape: VectorShape,
  build?: Build,
): void {
  const { n, p, transposeA = false, lda = p, mode = "set" } = shape;
  checkRoom("gemv A", A, n, p, lda, y);
  checkRoom("gemv x", x, 1, transposeA ? n : p, undefined, y);
  checkRoom("gemv y", y, 1, transposeA ? p : n, undefined, y);
  kernels(build)[y.bytes === 8 ? "gemv_f64" : "gemv_f32"](
    ...[y.address, A.address, lda, Number(transposeA), x.address, n, p, codes[mode]],
  );
}

function checkRoom(
  where: string,
  block: Block<Numbers>,
  rows: number,
  columns: number,
  ld = columns,
  like: Block<Numbers>,
): void {
  const needed = rows === 0 || columns === 0 ? 0 : (rows - 1) * ld + columns;
  if (!(ld >= columns && needed <= block.length)) {
    const rule = `room for ${rows} × ${columns}, rows ${ld} apart`;
    reject("internal", where, rule, said(`${block.length} numbers`));
  }
  if (block.bytes !== like.bytes) {
    reject("internal", where, `numbers of ${like.bytes} bytes`, said(`numbers of ${block.bytes} bytes`));
  }
}
