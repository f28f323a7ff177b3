// Completes r orthonormal rows to n: Gram-Schmidt, twice, on the unit vector that lies farthest from the rows so far.
//
//   x      n rows of n doubles, rows `row` bytes apart
//   order  n i32: the first r rows, in this order, are there; the others are overwritten
import { axpy } from "./axpy";
import { dot } from "./dot";
import { scale } from "./scale";

export function complete(x: usize, row: usize, n: i32, r: i32, order: usize): void {
  for (; r < n; r++) {
    const to = place(x, row, order, r);
    memory.fill(to, 0, <usize>n << 3);
    store<f64>(to + (<usize>farthest(x, row, n, r, order) << 3), 1);
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < r; i++) {
        const at = place(x, row, order, i);
        axpy<f64>(to, at, -dot(at, to, n), n);
      }
    }
    scale<f64>(to, 1 / Math.sqrt(dot(to, to, n)), n);
  }
}

/** The column of r rows with the smallest sum of squares. */
function farthest(x: usize, row: usize, n: i32, r: i32, order: usize): i32 {
  let best = 0;
  let least = Infinity;
  for (let k = 0; k < n; k++) {
    let square: f64 = 0;
    for (let i = 0; i < r; i++) {
      const value = load<f64>(place(x, row, order, i) + (<usize>k << 3));
      square += value * value;
    }
    if (square < least) {
      least = square;
      best = k;
    }
  }
  return best;
}

// @ts-ignore: decorator
@inline function place(x: usize, row: usize, order: usize, i: i32): usize {
  return x + <usize>load<i32>(order + (<usize>i << 2)) * row;
}
