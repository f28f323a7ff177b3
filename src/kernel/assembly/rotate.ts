// Batches of Givens rotations on the rows of a panel that stays in the first cache.
//
//   panel  n rows of eight doubles, 16-byte aligned
//   batch  sweeps, one behind the other: two doubles that hold four i32 (first row, bytes to the next row, rotations,
//          nothing), then a cosine and a sine a rotation
//
// A sweep carries one row along: (x, y) -> (c x + s y, c y - s x), where x is carried, y the next row, the first result
// goes home and the second is carried on. So a rotation reads one row and writes one.
import { nmadd } from "./lanes";
import { madd } from "./simd";

/** Where the next sweep's rotations begin; its head is written by `closeSweep`. */
// @ts-ignore: decorator
@inline export function openSweep(end: usize): usize {
  return end + 16;
}

/** Completes a sweep that began at `head` and returns the new end of the batch. */
export function closeSweep(head: usize, first: i32, direction: i32, rotations: i32): usize {
  store<i32>(head, first);
  store<i32>(head, direction << 6, 4);
  store<i32>(head, rotations, 8);
  return head + 16 + (<usize>rotations << 4);
}

export function rotate(panel: usize, batch: usize, end: usize): void {
  while (batch < end) {
    let at = panel + (<usize>load<i32>(batch) << 6);
    const step = load<i32>(batch, 4);
    const stop = batch + 16 + (<usize>load<i32>(batch, 8) << 4);
    let x0 = v128.load(at), x1 = v128.load(at, 16), x2 = v128.load(at, 32), x3 = v128.load(at, 48);
    for (batch += 16; batch < stop; batch += 16) {
      const next = at + step;
      const c = v128.load64_splat(batch), s = v128.load64_splat(batch, 8);
      let y = v128.load(next);
      v128.store(at, madd<f64>(s, y, v128.mul<f64>(c, x0)));
      x0 = nmadd(s, x0, v128.mul<f64>(c, y));
      y = v128.load(next, 16);
      v128.store(at, madd<f64>(s, y, v128.mul<f64>(c, x1)), 16);
      x1 = nmadd(s, x1, v128.mul<f64>(c, y));
      y = v128.load(next, 32);
      v128.store(at, madd<f64>(s, y, v128.mul<f64>(c, x2)), 32);
      x2 = nmadd(s, x2, v128.mul<f64>(c, y));
      y = v128.load(next, 48);
      v128.store(at, madd<f64>(s, y, v128.mul<f64>(c, x3)), 48);
      x3 = nmadd(s, x3, v128.mul<f64>(c, y));
      at = next;
    }
    v128.store(at, x0);
    v128.store(at, x1, 16);
    v128.store(at, x2, 32);
    v128.store(at, x3, 48);
  }
}
