/** Squares of numbers in this range neither overflow nor lose digits when they are summed. */
const least = 1e-280;
const most = 1e300;

/**
 * ‖w‖₂ of the numbers of W from `from` up to `to`, every `stride`-th, without overflow and underflow. With `floor` 0
 * numbers below 0 count as 0.
 */
export function norm(W: Float64Array, from: number, to: number, stride = 1, floor = -Infinity): number {
  let square = 0;
  for (let k = from; k < to; k += stride) {
    const w = W[k]! < floor ? 0 : W[k]!;
    square += w * w;
  }
  return square > least && square < most ? Math.sqrt(square) : scaledNorm(W, from, to, stride, floor);
}

function scaledNorm(W: Float64Array, from: number, to: number, stride: number, floor: number): number {
  let size = 0;
  for (let k = from; k < to; k += stride) size = Math.max(size, W[k]! < floor ? 0 : Math.abs(W[k]!));
  if (size === 0 || !(size < Infinity)) return size;
  let square = 0;
  for (let k = from; k < to; k += stride) {
    const w = W[k]! < floor ? 0 : W[k]! / size;
    square += w * w;
  }
  return size * Math.sqrt(square);
}

/** The numbers from `from` up to `to`, every `stride`-th, times max(0, 1 − tau/size), where size >= 0 is their norm. */
export function shrink(W: Float64Array, from: number, to: number, stride: number, size: number, tau: number) {
  if (tau === 0) return;
  const by = size <= tau ? 0 : (size - tau) / size;
  for (let k = from; k < to; k += stride) W[k] = by === 0 ? 0 : W[k]! * by;
}

/** Numbers below 0 from `from` up to `to` become 0. */
export function clamp(W: Float64Array, from: number, to: number): void {
  for (let k = from; k < to; k++) if (W[k]! < 0) W[k] = 0;
}

/** Whether a number from `from` up to `to` is below 0. */
export function isBelowZero(W: Float64Array, from: number, to: number): boolean {
  for (let k = from; k < to; k++) if (W[k]! < 0) return true;
  return false;
}
