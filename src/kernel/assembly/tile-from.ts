// The register tile (tile.ts) of floats, its numbers of A read where they lie, one after the other: no strip of vectors is
// copied first, and the places of four are known from one address. For a network's layers (network-layer.ts).
//   a0 ... a5  the first numbers of ROWS rows; the next ones follow, after every eight `jump` bytes on
//   q          k panels of eight numbers
//   c          rows of eight numbers, `stride` bytes apart
// The sums are those of tile.ts, bit for bit. Twin: test/kernel/network.test.ts.
import { madd } from "./simd";
import { row } from "./tile";

export function tileFrom(
  c: usize, stride: usize, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, jump: usize,
  q: usize, k: i32, mode: i32,
): void {
  let c00 = f32x4.splat(0), c01 = c00;
  let c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00;
  let c40 = c00, c41 = c00;
  let c50 = c00, c51 = c00;
  let q0: v128, q1: v128, a: v128;
  // Four panels a trip, with a branch between them for the reason that tile.ts has.
  while (k > 0) {
    q0 = v128.load(q); q1 = v128.load(q, 16);
    a = v128.load32_splat(a0); c00 = madd<f32>(a, q0, c00); c01 = madd<f32>(a, q1, c01);
    a = v128.load32_splat(a1); c10 = madd<f32>(a, q0, c10); c11 = madd<f32>(a, q1, c11);
    a = v128.load32_splat(a2); c20 = madd<f32>(a, q0, c20); c21 = madd<f32>(a, q1, c21);
    a = v128.load32_splat(a3); c30 = madd<f32>(a, q0, c30); c31 = madd<f32>(a, q1, c31);
    a = v128.load32_splat(a4); c40 = madd<f32>(a, q0, c40); c41 = madd<f32>(a, q1, c41);
    a = v128.load32_splat(a5); c50 = madd<f32>(a, q0, c50); c51 = madd<f32>(a, q1, c51);
    if (--k == 0) break;
    q0 = v128.load(q, 32); q1 = v128.load(q, 48);
    a = v128.load32_splat(a0, 4); c00 = madd<f32>(a, q0, c00); c01 = madd<f32>(a, q1, c01);
    a = v128.load32_splat(a1, 4); c10 = madd<f32>(a, q0, c10); c11 = madd<f32>(a, q1, c11);
    a = v128.load32_splat(a2, 4); c20 = madd<f32>(a, q0, c20); c21 = madd<f32>(a, q1, c21);
    a = v128.load32_splat(a3, 4); c30 = madd<f32>(a, q0, c30); c31 = madd<f32>(a, q1, c31);
    a = v128.load32_splat(a4, 4); c40 = madd<f32>(a, q0, c40); c41 = madd<f32>(a, q1, c41);
    a = v128.load32_splat(a5, 4); c50 = madd<f32>(a, q0, c50); c51 = madd<f32>(a, q1, c51);
    if (--k == 0) break;
    q0 = v128.load(q, 64); q1 = v128.load(q, 80);
    a = v128.load32_splat(a0, 8); c00 = madd<f32>(a, q0, c00); c01 = madd<f32>(a, q1, c01);
    a = v128.load32_splat(a1, 8); c10 = madd<f32>(a, q0, c10); c11 = madd<f32>(a, q1, c11);
    a = v128.load32_splat(a2, 8); c20 = madd<f32>(a, q0, c20); c21 = madd<f32>(a, q1, c21);
    a = v128.load32_splat(a3, 8); c30 = madd<f32>(a, q0, c30); c31 = madd<f32>(a, q1, c31);
    a = v128.load32_splat(a4, 8); c40 = madd<f32>(a, q0, c40); c41 = madd<f32>(a, q1, c41);
    a = v128.load32_splat(a5, 8); c50 = madd<f32>(a, q0, c50); c51 = madd<f32>(a, q1, c51);
    if (--k == 0) break;
    q0 = v128.load(q, 96); q1 = v128.load(q, 112);
    a = v128.load32_splat(a0, 12); c00 = madd<f32>(a, q0, c00); c01 = madd<f32>(a, q1, c01);
    a = v128.load32_splat(a1, 12); c10 = madd<f32>(a, q0, c10); c11 = madd<f32>(a, q1, c11);
    a = v128.load32_splat(a2, 12); c20 = madd<f32>(a, q0, c20); c21 = madd<f32>(a, q1, c21);
    a = v128.load32_splat(a3, 12); c30 = madd<f32>(a, q0, c30); c31 = madd<f32>(a, q1, c31);
    a = v128.load32_splat(a4, 12); c40 = madd<f32>(a, q0, c40); c41 = madd<f32>(a, q1, c41);
    a = v128.load32_splat(a5, 12); c50 = madd<f32>(a, q0, c50); c51 = madd<f32>(a, q1, c51);
    q += 128;
    const on: usize = (--k & 7) == 0 ? 16 + jump : 16;
    a0 += on; a1 += on; a2 += on; a3 += on; a4 += on; a5 += on;
  }
  row<f32>(c, c00, c01, mode);
  row<f32>((c += stride), c10, c11, mode);
  row<f32>((c += stride), c20, c21, mode);
  row<f32>((c += stride), c30, c31, mode);
  row<f32>((c += stride), c40, c41, mode);
  row<f32>((c += stride), c50, c51, mode);
}
