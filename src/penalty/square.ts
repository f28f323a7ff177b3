/** ½ ‖W‖². */
export function halfSquare(W: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < W.length; k++) sum += W[k]! * W[k]!;
  return sum / 2;
}

/** W <- by W, with by >= 0. */
export function scaleBy(W: Float64Array, by: number): void {
  if (by === 1) return;
  for (let k = 0; k < W.length; k++) W[k] = by === 0 ? 0 : W[k]! * by;
}
