import type { Dense } from "../../src/matrix/dense.ts";

/** Value and duality gap of 1/(2n) ‖Y − X W‖² + alpha Σ_j ‖W_j·‖₂ at any W, by plain loops of its own. */
export function judge(
  X: Dense,
  Y: Dense,
  alpha: number,
  W: Float64Array,
): { value: number; gap: number; rows: number } {
  const { rows: n, columns: p } = X;
  const T = Y.columns;
  const R = Y.data.slice();
  let penalty = 0;
  let rows = 0;
  for (let j = 0; j < p; j++) {
    const norm = Math.hypot(...W.subarray(j * T, (j + 1) * T));
    if (norm === 0) continue;
    rows++;
    penalty += alpha * norm;
    for (let i = 0; i < n; i++) {
      for (let t = 0; t < T; t++) R[i * T + t]! -= X.data[i * p + j]! * W[j * T + t]!;
    }
  }
  const pull = new Float64Array(p * T);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      const x = X.data[i * p + j]!;
      for (let t = 0; t < T; t++) pull[j * T + t]! += x * R[i * T + t]!;
    }
  }
  let most = 0;
  for (let j = 0; j < p; j++) most = Math.max(most, Math.hypot(...pull.subarray(j * T, (j + 1) * T)) / n);
  const square = R.reduce((sum, r) => sum + r * r, 0) / n;
  const inner = R.reduce((sum, r, k) => sum + r * Y.data[k]!, 0) / n;
  const s = Math.min(1, alpha / most);
  const value = square / 2 + penalty;
  return { value, gap: value - (s * inner - (s * s * square) / 2), rows };
}
