/**
 * A lower bound of ‖A⁻¹‖₁, nearly always within a factor of three, from a few solves with a symmetric A.
 *
 * `solve` replaces x by A⁻¹ x.
 *
 * @see Higham 1988, Algorithm 674; LAPACK dlacn2
 */
export function inverseNorm(x: Float64Array, solve: () => void): number {
  const p = x.length;
  x.fill(1 / p);
  solve();
  let estimate = sumOfSizes(x);
  if (p === 1) return estimate;
  let signs = x.map(sign);
  let unit = -1;
  for (let round = 0; round < 5; round++) {
    x.set(signs);
    solve();
    const largest = indexOfLargest(x);
    if (unit >= 0 && Math.abs(x[unit]!) === Math.abs(x[largest]!)) break;
    unit = largest;
    x.fill(0);
    x[unit] = 1;
    solve();
    const before = estimate;
    estimate = Math.max(before, sumOfSizes(x));
    const turned = x.map(sign);
    if (!(estimate > before) || turned.every((value, i) => value === signs[i])) break;
    signs = turned;
  }
  for (let i = 0; i < p; i++) x[i] = (i % 2 === 0 ? 1 : -1) * (1 + i / (p - 1));
  solve();
  return Math.max(estimate, (2 * sumOfSizes(x)) / (3 * p));
}

const sign = (value: number): number => (value < 0 ? -1 : 1);

const sumOfSizes = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0);

const indexOfLargest = (x: Float64Array): number =>
  x.reduce((best, value, i) => (Math.abs(value) > Math.abs(x[best]!) ? i : best), 0);
