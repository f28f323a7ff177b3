// Four columns that change at once: z -= a_0 d_0 + ... + a_3 d_3 over the rows of z, which is read and written once for four.
//
//   z        m x lanes, row-major, `row` = 8 lanes bytes a row, lanes even
//   columns  four addresses of m contiguous doubles
//   steps    4 x lanes
import { nmadd } from "./lanes";

/** Columns that wait to be taken off together. */
export const FOUR: i32 = 4;

export function subtractFour(z: usize, m: i32, columns: usize, steps: usize, row: usize): void {
  const g0 = load<usize>(columns), g1 = load<usize>(columns, 8), g2 = load<usize>(columns, 16), g3 = load<usize>(columns, 24);
  const end = <usize>m << 3;
  const d1 = steps + row, d2 = d1 + row, d3 = d2 + row;
  let t: usize = 0;
  for (; t + 32 <= row; t += 32) {
    const a0 = v128.load(steps + t), b0 = v128.load(steps + t, 16);
    const a1 = v128.load(d1 + t), b1 = v128.load(d1 + t, 16);
    const a2 = v128.load(d2 + t), b2 = v128.load(d2 + t, 16);
    const a3 = v128.load(d3 + t), b3 = v128.load(d3 + t, 16);
    let at = z + t;
    for (let k: usize = 0; k < end; k += 8, at += row) {
      const s0 = v128.load64_splat(g0 + k), s1 = v128.load64_splat(g1 + k);
      const s2 = v128.load64_splat(g2 + k), s3 = v128.load64_splat(g3 + k);
      v128.store(at, nmadd(s3, a3, nmadd(s2, a2, nmadd(s1, a1, nmadd(s0, a0, v128.load(at))))));
      v128.store(at, nmadd(s3, b3, nmadd(s2, b2, nmadd(s1, b1, nmadd(s0, b0, v128.load(at, 16))))), 16);
    }
  }
  if (t < row) {
    const a0 = v128.load(steps + t), a1 = v128.load(d1 + t), a2 = v128.load(d2 + t), a3 = v128.load(d3 + t);
    let at = z + t;
    for (let k: usize = 0; k < end; k += 8, at += row) {
      const s0 = v128.load64_splat(g0 + k), s1 = v128.load64_splat(g1 + k);
      const s2 = v128.load64_splat(g2 + k), s3 = v128.load64_splat(g3 + k);
      v128.store(at, nmadd(s3, a3, nmadd(s2, a2, nmadd(s1, a1, nmadd(s0, a0, v128.load(at))))));
    }
  }
}

/** Fills the places from `waiting` on with steps of zero. */
export function fillUp(columns: usize, steps: usize, waiting: i32, row: usize): void {
  for (; waiting < FOUR; waiting++) {
    memory.fill(steps + <usize>waiting * row, 0, row);
    store<usize>(columns + (<usize>waiting << 3), load<usize>(columns));
  }
}

/** to -= g d over one row. */
// @ts-ignore: decorator
@inline export function subtractRow(to: usize, from: usize, g: f64, d: usize, row: usize): void {
  const s = f64x2.splat(g);
  for (let t: usize = 0; t < row; t += 16) v128.store(to + t, nmadd(s, v128.load(d + t), v128.load(from + t)));
}
