// C = A B, C += A B or C -= A B, by packed strips and register tiles. For other kernels:
//
//   gemm<T>(c, ldc, a, lda, transA, b, ldb, transB, m, n, k, mode, workspace)
//
//   c  m x n, row-major, rows ldc numbers apart; overlaps neither a nor b
//   a  m x k, rows lda numbers apart; with transA it lies transposed, k x m
//   b  k x n, rows ldb numbers apart; with transB it lies transposed, n x k
//   mode       SET, ADD or SUBTRACT (tile.ts)
//   workspace  workspace_bytes() bytes, 16-byte aligned: a block of B in strips, one strip of A, one tile
//
// All strides are in numbers. c_ij is always summed in the same order: k is cut into blocks by k alone, each block is
// one chain of madd from zero, and the blocks are added to c_ij in order. So a column computed alone has the bits it
// has in a wide product, whatever m, n, the transposes and the strides. Twin: test/kernel/product.test.ts.
import { packAcross, packAlong, splat, touch } from "./pack";
import { ADD, ROWS, SET, SUBTRACT, columns, tile } from "./tile";

/** The block of B is at most DEPTH by WIDTH numbers and stays in the second cache; a strip of A stays in the first. */
export const DEPTH: i32 = 192;
export const WIDTH: i32 = 384;

/** Rows of B that are packed in one go, so that they stay in the first cache while strip after strip is cut from them. */
const CHUNK: i32 = 16;

/** The bytes that any product needs as workspace. */
export function workspace_bytes(): i32 {
  return DEPTH * WIDTH * 8 + DEPTH * ROWS * 16 + ROWS * 32;
}

export function gemm<T>(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, b: usize, ldb: i32, transB: bool,
  m: i32, n: i32, k: i32, mode: i32, workspace: usize,
): void {
  product<T>(c, ldc, a, lda, transA, b, ldb, transB, m, n, k, mode, workspace, false);
}

/** The product, or with `lower` the part of A A' on and below the diagonal: b is a, and the rest of c is left alone. */
export function product<T>(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, b: usize, ldb: i32, transB: bool,
  m: i32, n: i32, k: i32, mode: i32, workspace: usize, lower: bool,
): void {
  const size = <i32>sizeof<T>();
  const strip = workspace + <usize>(DEPTH * WIDTH * size);
  const corner = strip + <usize>(DEPTH * ROWS * 16);
  const blocks = max(1, (k + DEPTH - 1) / DEPTH);
  const depth = (k + blocks - 1) / blocks;
  for (let block = 0; block < blocks; block++) {
    const l = block * depth;
    const d = min(depth, k - l);
    const then = block > 0 && mode == SET ? ADD : mode;
    for (let j = 0; j < n; j += WIDTH) {
      const w = min(WIDTH, n - j);
      pack<T>(workspace, b, ldb, transB, l, d, j, w);
      let ahead = b + (<usize>(l + d) * ldb + j) * size;
      const last = transB || ldb > WIDTH ? 0 : ahead + ((min(d, k - l - d) - 1) * ldb + w) * size;
      let rows = (m - (lower ? j : 0) - 1) % ROWS + 1; // the short strip comes first, where the triangle is narrow
      for (let i = lower ? j : 0; i < m; i += rows, rows = ROWS) {
        if (lower && i + rows <= j + w) splatAgain<T>(strip, workspace, i - j, rows, d);
        else splatRows<T>(strip, a, lda, transA, l, d, i, rows);
        const wide = lower ? min(w, i + rows - j) : w;
        for (let s = 0; s < wide; s += columns<T>()) {
          ahead = touch(ahead, last);
          const q = workspace + <usize>(s * d * size);
          const at = c + (<usize>i * ldc + j + s) * size;
          const cols = min(columns<T>(), w - s);
          if (rows == ROWS && cols == columns<T>() && (!lower || j + s + cols <= i + 1)) {
            tile<T>(at, <usize>ldc * size, strip, q, d, then);
          } else {
            tile<T>(corner, columns<T>() * size, strip, q, d, SET);
            cut<T>(at, ldc, corner, rows, cols, then, lower ? i - j - s : columns<T>());
          }
        }
      }
    }
  }
}

/** The block of B that begins at row l and column j, d deep and w wide, as strips. */
function pack<T>(to: usize, b: usize, ldb: i32, transB: bool, l: i32, d: i32, j: i32, w: i32): void {
  const chunk = transB ? d : CHUNK;
  for (let r = 0; r < d; r += chunk) {
    const rows = min(chunk, d - r);
    for (let s = 0; s < w; s += columns<T>()) {
      const at = to + <usize>(s * d + r * columns<T>()) * sizeof<T>();
      if (transB) packAlong<T>(at, b + (<usize>(j + s) * ldb + l) * sizeof<T>(), ldb, w - s, rows);
      else packAcross<T>(at, b + (<usize>(l + r) * ldb + j + s) * sizeof<T>(), ldb, w - s, rows);
    }
  }
}

/** The strip of A that begins at row i and column l; a row that is missing repeats the last, and cut() leaves it out. */
function splatRows<T>(to: usize, a: usize, lda: i32, transA: bool, l: i32, d: i32, i: i32, rows: i32): void {
  const step = <usize>lda * sizeof<T>();
  const across = transA ? sizeof<T>() : step;
  const along = transA ? step : sizeof<T>();
  const p0 = a + <usize>i * across + <usize>l * along;
  const p1 = rows > 1 ? p0 + across : p0;
  const p2 = rows > 2 ? p1 + across : p1;
  const p3 = rows > 3 ? p2 + across : p2;
  const p4 = rows > 4 ? p3 + across : p3;
  const p5 = rows > 5 ? p4 + across : p4;
  splat<T>(to, p0, p1, p2, p3, p4, p5, along, d);
}

/** The same strip where B is A': column i of the packed block, read from the second cache. */
function splatAgain<T>(to: usize, strips: usize, i: i32, rows: i32, d: i32): void {
  const p0 = packed<T>(strips, i, d);
  const p1 = packed<T>(strips, i + min(1, rows - 1), d);
  const p2 = packed<T>(strips, i + min(2, rows - 1), d);
  const p3 = packed<T>(strips, i + min(3, rows - 1), d);
  const p4 = packed<T>(strips, i + min(4, rows - 1), d);
  const p5 = packed<T>(strips, i + min(5, rows - 1), d);
  splat<T>(to, p0, p1, p2, p3, p4, p5, 32, d);
}

/** Where column j of a packed block begins. */
// @ts-ignore: decorator
@inline function packed<T>(strips: usize, j: i32, d: i32): usize {
  const lane = j % columns<T>();
  return strips + <usize>((j - lane) * d + lane) * sizeof<T>();
}

/** The part of a tile that is in bounds and, in row i, not right of column `diagonal` + i goes home. */
export function cut<T>(c: usize, ldc: i32, corner: usize, rows: i32, cols: i32, mode: i32, diagonal: i32): void {
  for (let i = 0; i < rows; i++) {
    const end = min(cols, diagonal + i + 1);
    for (let j = 0; j < end; j++) {
      const sum = load<T>(corner + (i * columns<T>() + j) * sizeof<T>());
      const at = c + (<usize>i * ldc + j) * sizeof<T>();
      if (mode == ADD) store<T>(at, load<T>(at) + sum);
      else if (mode == SUBTRACT) store<T>(at, load<T>(at) - sum);
      else store<T>(at, sum);
    }
  }
}

export function gemm_f64(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, b: usize, ldb: i32, transB: bool,
  m: i32, n: i32, k: i32, mode: i32, workspace: usize,
): void {
  gemm<f64>(c, ldc, a, lda, transA, b, ldb, transB, m, n, k, mode, workspace);
}

export function gemm_f32(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, b: usize, ldb: i32, transB: bool,
  m: i32, n: i32, k: i32, mode: i32, workspace: usize,
): void {
  gemm<f32>(c, ldc, a, lda, transA, b, ldb, transB, m, n, k, mode, workspace);
}
