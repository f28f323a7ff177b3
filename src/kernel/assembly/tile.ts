// The register tile, the innermost part of every product: C_tile (=, +=, -=) P Q, where C_tile has ROWS rows and two
// vectors of columns, twelve accumulators in all, kept in registers while the sum runs over k.
//   p  k panels of ROWS vectors, each one number in all its lanes:  p[k * ROWS + i]   (pack.ts)
//   q  k panels of columns<T>() numbers:                            q[k * columns<T>() + j]   (pack.ts)
//   c  row-major, rows `stride` bytes apart, all of the tile in bounds
// Lanes run over columns and never over k: c_ij is one chain of madd from zero, k ascending, and then one addition.
// Twelve accumulators, two vectors of q and one of p are the 15 vector registers that V8 leaves to WebAssembly on x64.
// Numbers of p are repeated in memory because a load that repeats them costs an address computation in V8.
// Twin: test/kernel/product.test.ts.
import { madd } from "./simd";

export const SET: i32 = 0;
export const ADD: i32 = 1;
export const SUBTRACT: i32 = 2;

export const ROWS: i32 = 6;

/** The columns of a tile: two vectors. */
// @ts-ignore: decorator
@inline export function columns<T>(): i32 {
  return 32 / <i32>sizeof<T>();
}

/** The tile c from k panels of p and q. */
export function tile<T>(c: usize, stride: usize, p: usize, q: usize, k: i32, mode: i32): void {
  let c00 = v128.splat<T>(0), c01 = c00;
  let c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00;
  let c40 = c00, c41 = c00;
  let c50 = c00, c51 = c00;
  let q0: v128, q1: v128, a: v128;
  // Four panels a trip. The branch between panels is a fence: without it Binaryen gathers the four terms of each sum,
  // which needs more registers than there are.
  while (k > 0) {
    q0 = v128.load(q); q1 = v128.load(q, 16);
    a = v128.load(p); c00 = madd<T>(a, q0, c00); c01 = madd<T>(a, q1, c01);
    a = v128.load(p, 16); c10 = madd<T>(a, q0, c10); c11 = madd<T>(a, q1, c11);
    a = v128.load(p, 32); c20 = madd<T>(a, q0, c20); c21 = madd<T>(a, q1, c21);
    a = v128.load(p, 48); c30 = madd<T>(a, q0, c30); c31 = madd<T>(a, q1, c31);
    a = v128.load(p, 64); c40 = madd<T>(a, q0, c40); c41 = madd<T>(a, q1, c41);
    a = v128.load(p, 80); c50 = madd<T>(a, q0, c50); c51 = madd<T>(a, q1, c51);
    if (--k == 0) break;
    q0 = v128.load(q, 32); q1 = v128.load(q, 48);
    a = v128.load(p, 96); c00 = madd<T>(a, q0, c00); c01 = madd<T>(a, q1, c01);
    a = v128.load(p, 112); c10 = madd<T>(a, q0, c10); c11 = madd<T>(a, q1, c11);
    a = v128.load(p, 128); c20 = madd<T>(a, q0, c20); c21 = madd<T>(a, q1, c21);
    a = v128.load(p, 144); c30 = madd<T>(a, q0, c30); c31 = madd<T>(a, q1, c31);
    a = v128.load(p, 160); c40 = madd<T>(a, q0, c40); c41 = madd<T>(a, q1, c41);
    a = v128.load(p, 176); c50 = madd<T>(a, q0, c50); c51 = madd<T>(a, q1, c51);
    if (--k == 0) break;
    q0 = v128.load(q, 64); q1 = v128.load(q, 80);
    a = v128.load(p, 192); c00 = madd<T>(a, q0, c00); c01 = madd<T>(a, q1, c01);
    a = v128.load(p, 208); c10 = madd<T>(a, q0, c10); c11 = madd<T>(a, q1, c11);
    a = v128.load(p, 224); c20 = madd<T>(a, q0, c20); c21 = madd<T>(a, q1, c21);
    a = v128.load(p, 240); c30 = madd<T>(a, q0, c30); c31 = madd<T>(a, q1, c31);
    a = v128.load(p, 256); c40 = madd<T>(a, q0, c40); c41 = madd<T>(a, q1, c41);
    a = v128.load(p, 272); c50 = madd<T>(a, q0, c50); c51 = madd<T>(a, q1, c51);
    if (--k == 0) break;
    q0 = v128.load(q, 96); q1 = v128.load(q, 112);
    a = v128.load(p, 288); c00 = madd<T>(a, q0, c00); c01 = madd<T>(a, q1, c01);
    a = v128.load(p, 304); c10 = madd<T>(a, q0, c10); c11 = madd<T>(a, q1, c11);
    a = v128.load(p, 320); c20 = madd<T>(a, q0, c20); c21 = madd<T>(a, q1, c21);
    a = v128.load(p, 336); c30 = madd<T>(a, q0, c30); c31 = madd<T>(a, q1, c31);
    a = v128.load(p, 352); c40 = madd<T>(a, q0, c40); c41 = madd<T>(a, q1, c41);
    a = v128.load(p, 368); c50 = madd<T>(a, q0, c50); c51 = madd<T>(a, q1, c51);
    k--;
    p += 4 * ROWS * 16;
    q += 4 * 32;
  }
  row<T>(c, c00, c01, mode);
  row<T>((c += stride), c10, c11, mode);
  row<T>((c += stride), c20, c21, mode);
  row<T>((c += stride), c30, c31, mode);
  row<T>((c += stride), c40, c41, mode);
  row<T>((c += stride), c50, c51, mode);
}

/** One row of the tile goes home. */
// @ts-ignore: decorator
@inline export function row<T>(c: usize, left: v128, right: v128, mode: i32): void {
  if (mode == ADD) {
    left = v128.add<T>(v128.load(c), left);
    right = v128.add<T>(v128.load(c, 16), right);
  } else if (mode == SUBTRACT) {
    left = v128.sub<T>(v128.load(c), left);
    right = v128.sub<T>(v128.load(c, 16), right);
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}
