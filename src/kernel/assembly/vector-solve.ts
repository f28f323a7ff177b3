// L x = b and L' x = b for one right side, in place; lanes run along the rows of L. Buffers: triangular.ts.
import { axpy } from "./axpy";
import { dot } from "./dot";

export function solveVector(l: usize, row: usize, p: i32, x: usize, forward: bool, backward: bool): void {
  if (forward) {
    let at = l;
    for (let i = 0; i < p; i++, at += row) {
      const to = x + (<usize>i << 3);
      store<f64>(to, (load<f64>(to) - dot(at, x, i)) / load<f64>(at + (<usize>i << 3)));
    }
  }
  if (backward) {
    let at = l + <usize>(p - 1) * row;
    for (let i = p - 1; i >= 0; i--, at -= row) {
      const to = x + (<usize>i << 3);
      const value = load<f64>(to) / load<f64>(at + (<usize>i << 3));
      store<f64>(to, value);
      axpy<f64>(x, at, -value, i);
    }
  }
}
