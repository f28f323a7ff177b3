/** base^exponent for an integer >= 0, by squaring: of products alone, so the same bits on every engine. */
export function power(base: number, exponent: number): number {
  let out = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2), square *= square) {
    if (left % 2 === 1) out *= square;
  }
  return out;
}
