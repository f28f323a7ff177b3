// One sweep of block coordinate descent on the rows of the data: min over W of 1/2 |Y - X W|² + ridge/2 |W|² + l1 and l21
// of the rows of W, row after row in the given order. r = Y - X W is kept true.
//
//   x        features of n numbers each, feature-major: the numbers of a feature lie together
//   squares  |x_j|² of every feature
//   order    m doubles, the features in the order of their turns
//   w        rows of `lanes`, one a feature; r  n x lanes, row-major; lanes even
//   scratch  8 lanes + 8 doubles
//
// Four features have their turns together: r' x for all four in one pass over r, then each in turn with what the ones
// before it changed made up from their inner products, then r less all four in one pass. Gauss-Seidel to the letter.
// Twin: solver/descent/plain-sweep.ts.
import { dot } from "./dot";
import { proxRow } from "./prox-row";
import { madd } from "./simd";
import { FOUR, fillUp, subtractFour, subtractRow } from "./subtract-four";

export function sweep_rows(
  x: usize, n: i32, squares: usize, order: usize, m: i32, w: usize, r: usize, lanes: i32,
  l1: f64, l21: f64, ridge: f64, scratch: usize,
): void {
  const row = <usize>lanes << 3;
  const steps = scratch + row * FOUR;
  const features = steps + row * FOUR;
  for (let k = 0; k < m; k += FOUR) {
    const turns = min(FOUR, m - k);
    for (let q = 0; q < FOUR; q++) {
      const j = <usize>load<f64>(order + (<usize>(k + min(q, turns - 1)) << 3));
      store<usize>(features + (<usize>q << 3), x + j * (<usize>n << 3));
    }
    correlate(scratch, features, n, r, row);
    let moved = false;
    for (let q = 0; q < turns; q++) {
      const j = <usize>load<f64>(order + (<usize>(k + q) << 3));
      const L = load<f64>(squares + (j << 3)) + ridge;
      const step = steps + <usize>q * row;
      if (!(L > 0)) {
        memory.fill(step, 0, row);
        continue;
      }
      const h = scratch + <usize>q * row;
      const wj = w + j * row;
      const xj = load<usize>(features + (<usize>q << 3));
      if (moved) {
        for (let before = 0; before < q; before++) {
          const share = dot(xj, load<usize>(features + (<usize>before << 3)), n);
          subtractRow(h, h, share, steps + <usize>before * row, row);
        }
      }
      if (ridge > 0) subtractRow(h, h, ridge, wj, row);
      if (proxRow(wj, h, step, lanes, L, l1, l21)) moved = true;
    }
    if (!moved) continue;
    fillUp(features, steps, turns, row);
    subtractFour(r, n, features, steps, row);
  }
}

/** h = r' x for four features. */
function correlate(h: usize, features: usize, n: i32, r: usize, row: usize): void {
  const x0 = load<usize>(features), x1 = load<usize>(features, 8), x2 = load<usize>(features, 16), x3 = load<usize>(features, 24);
  const end = <usize>n << 3;
  const h1 = h + row, h2 = h1 + row, h3 = h2 + row;
  let t: usize = 0;
  for (; t + 32 <= row; t += 32) {
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let at = r + t;
    for (let i: usize = 0; i < end; i += 8, at += row) {
      const a = v128.load(at), b = v128.load(at, 16);
      let s = v128.load64_splat(x0 + i);
      a0 = madd<f64>(s, a, a0);
      b0 = madd<f64>(s, b, b0);
      s = v128.load64_splat(x1 + i);
      a1 = madd<f64>(s, a, a1);
      b1 = madd<f64>(s, b, b1);
      s = v128.load64_splat(x2 + i);
      a2 = madd<f64>(s, a, a2);
      b2 = madd<f64>(s, b, b2);
      s = v128.load64_splat(x3 + i);
      a3 = madd<f64>(s, a, a3);
      b3 = madd<f64>(s, b, b3);
    }
    v128.store(h + t, a0);
    v128.store(h + t, b0, 16);
    v128.store(h1 + t, a1);
    v128.store(h1 + t, b1, 16);
    v128.store(h2 + t, a2);
    v128.store(h2 + t, b2, 16);
    v128.store(h3 + t, a3);
    v128.store(h3 + t, b3, 16);
  }
  if (t < row) {
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let at = r + t;
    for (let i: usize = 0; i < end; i += 8, at += row) {
      const a = v128.load(at);
      a0 = madd<f64>(v128.load64_splat(x0 + i), a, a0);
      a1 = madd<f64>(v128.load64_splat(x1 + i), a, a1);
      a2 = madd<f64>(v128.load64_splat(x2 + i), a, a2);
      a3 = madd<f64>(v128.load64_splat(x3 + i), a, a3);
    }
    v128.store(h + t, a0);
    v128.store(h1 + t, a1);
    v128.store(h2 + t, a2);
    v128.store(h3 + t, a3);
  }
}
