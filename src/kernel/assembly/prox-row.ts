// One block of a sweep: the row that minimises, given the others, and how far the old row is from it.
//
//   d = prox(w + h / L) - w, w <- w + d        h = minus the gradient of the smooth part in row w, L its Lipschitz constant
//
// prox is that of l1 |v|_1 + l21 |v|_2, in units of L: soft threshold, then group shrink (Sprechmann et al. 2011, eq. 7).
//   w, h, d  lanes doubles each, lanes even; a lane beyond the tasks is zero and stays zero. Twin: solver/descent/plain-sweep.ts.

/** Returns whether the row moved. */
export function proxRow(w: usize, h: usize, d: usize, lanes: i32, L: f64, l1: f64, l21: f64): bool {
  const end = <usize>lanes << 3;
  const inverse = f64x2.splat(1 / L);
  const tau = f64x2.splat(l1 / L);
  const zero = f64x2.splat(0);
  let squares = zero;
  for (let t: usize = 0; t < end; t += 16) {
    let v = v128.add<f64>(v128.load(w + t), v128.mul<f64>(v128.load(h + t), inverse));
    if (l1 > 0) {
      v = v128.sub<f64>(v128.max<f64>(v128.sub<f64>(v, tau), zero), v128.max<f64>(v128.sub<f64>(v128.neg<f64>(v), tau), zero));
    }
    v128.store(d + t, v);
    squares = v128.add<f64>(squares, v128.mul<f64>(v, v));
  }
  const norm = Math.sqrt(v128.extract_lane<f64>(squares, 0) + v128.extract_lane<f64>(squares, 1));
  const least = l21 / L;
  const scale = f64x2.splat(norm > least ? 1 - least / norm : 0);
  let moved = zero;
  for (let t: usize = 0; t < end; t += 16) {
    const old = v128.load(w + t);
    const next = v128.mul<f64>(v128.load(d + t), scale);
    const step = v128.sub<f64>(next, old);
    v128.store(w + t, next);
    v128.store(d + t, step);
    moved = v128.or(moved, v128.ne<f64>(next, old));
  }
  return v128.any_true(moved);
}
