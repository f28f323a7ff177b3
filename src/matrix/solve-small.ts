/**
 * b <- A⁻¹ b for the first n rows of A, `ld` apart, by elimination with pivots: for a few numbers, beside which a call of a kernel is dear.
 * A is used up. False where it is singular.
 */
export function solveSmall(A: Float64Array, b: Float64Array, n: number, ld = n): boolean {
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(A[i * ld + k]!) > Math.abs(A[pivot * ld + k]!)) pivot = i;
    if (!(Math.abs(A[pivot * ld + k]!) > 1e-300)) return false;
    if (pivot !== k) {
      for (let l = 0; l < n; l++) {
        const kept = A[k * ld + l]!;
        A[k * ld + l] = A[pivot * ld + l]!;
        A[pivot * ld + l] = kept;
      }
      const kept = b[k]!;
      b[k] = b[pivot]!;
      b[pivot] = kept;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = A[i * ld + k]! / A[k * ld + k]!;
      for (let l = k; l < n; l++) A[i * ld + l]! -= factor * A[k * ld + l]!;
      b[i]! -= factor * b[k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let l = k + 1; l < n; l++) b[k]! -= A[k * ld + l]! * b[l]!;
    b[k]! /= A[k * ld + k]!;
  }
  return true;
}
