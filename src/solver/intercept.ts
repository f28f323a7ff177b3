import type { Datafit, LossRows } from "../datafit/datafit.ts";

/**
 * Moves b, K numbers, to where Σ_i φ_i(f_i + b) is least, from where it is, and adds it to f. Returns the loss there, with
 * slopes and curvatures filled in. One column: Newton's method inside a bracket, as the sum of slopes rises with b. Classes:
 * Newton's method on the classes but the last, whose intercept only fixes where their sum is, with halved steps.
 */
export function centre(datafit: Datafit, rows: LossRows, b: Float64Array, room: Float64Array): number {
  for (let k = 0; k < rows.K; k++) shift(rows, k, b[k]!);
  return rows.K === 1 ? centreColumn(datafit, rows, b) : centreClasses(datafit, rows, b, room);
}

/** The numbers that `centre` works in. */
export const centreRoom = (K: number): number => (K === 1 ? 0 : K * K + K);

/** What is left of slopes that cancel, as a share of their sizes. */
const cancelled = 1e-14;

/** What a loss may rise by in its last digits. */
const rounding = 1e-15;

/** What is added to a Hessian of classes, as a share of the weights: where all are sure of theirs, it has nothing to divide by. */
const least = 1e-12;

/** Steps until slopes cancel to rounding; more only happens where f is so large that b has no digits left. */
const most = 100;

function centreColumn(datafit: Datafit, rows: LossRows, b: Float64Array): number {
  let [low, high] = [-Infinity, Infinity];
  const start = b[0]!;
  /** W may be out of reach: then the next one begins where this did. */
  const given = (value: number): number => {
    if (!(value < Infinity)) b[0] = start;
    return value;
  };
  for (let turn = 0; ; turn++) {
    const value = datafit.evaluate(rows);
    const [slope, size] = sumOf(rows.slope.values, 0, rows.n);
    const [curvature] = sumOf(rows.curvature.values, 0, rows.n);
    if ((size < Infinity && Math.abs(slope) <= cancelled * size) || turn === most) return given(value);
    if (slope < 0) low = b[0]!;
    else high = b[0]!; // also where it is not a number: a loss overflows where predictions are too large
    let next = b[0]! - slope / curvature;
    if (!(next > low && next < high)) next = inside(low, high, turn);
    if (next === b[0]) return given(value);
    shift(rows, 0, next - b[0]!);
    b[0] = next;
  }
}

/** A number between the two, of which one may be infinite. */
function inside(low: number, high: number, turn: number): number {
  if (low === -Infinity) return high - 2 ** turn;
  if (high === Infinity) return low + 2 ** turn;
  return (low + high) / 2;
}

function centreClasses(datafit: Datafit, rows: LossRows, b: Float64Array, room: Float64Array): number {
  const { n, K } = rows;
  const H = room.subarray(0, K * K);
  const step = room.subarray(K * K);
  const [weight] = sumOf(rows.weight.values, 0, n);
  let value = datafit.evaluate(rows);
  for (let turn = 0; turn < most; turn++) {
    let [left, size] = [0, 0];
    for (let k = 0; k < K; k++) {
      const [slope, all] = sumOf(rows.slope.values, k * n, n);
      step[k] = -slope;
      left = Math.max(left, Math.abs(slope));
      size += all;
    }
    if (left <= cancelled * size) return value;
    datafit.sumHessian!(rows, H);
    for (let k = 0; k < K; k++) H[k * K + k]! += least * weight;
    step[K - 1] = 0;
    solve(H, step, K);
    const middle = step.reduce((sum, d) => sum + d, 0) / K;
    for (let k = 0; k < K; k++) step[k]! -= middle;
    let by = 1;
    for (; ; by /= 2) {
      for (let k = 0; k < K; k++) shift(rows, k, by * step[k]!);
      const trial = datafit.evaluate(rows);
      if (trial <= value + rounding * Math.abs(value) || by < least) {
        value = trial;
        break;
      }
      for (let k = 0; k < K; k++) shift(rows, k, -by * step[k]!);
    }
    for (let k = 0; k < K; k++) b[k]! += by * step[k]!;
  }
  return value;
}

/** x <- H⁻¹ x on all but the last row and column, by elimination: H is positive definite there. */
function solve(H: Float64Array, x: Float64Array, K: number): void {
  const m = K - 1;
  for (let k = 0; k < m; k++) {
    for (let i = k + 1; i < m; i++) {
      const factor = H[i * K + k]! / H[k * K + k]!;
      for (let l = k; l < m; l++) H[i * K + l]! -= factor * H[k * K + l]!;
      x[i]! -= factor * x[k]!;
    }
  }
  for (let k = m - 1; k >= 0; k--) {
    for (let l = k + 1; l < m; l++) x[k]! -= H[k * K + l]! * x[l]!;
    x[k]! /= H[k * K + k]!;
  }
}

function shift({ f, n }: LossRows, k: number, by: number): void {
  if (by === 0) return;
  const values = f.values;
  for (let i = k * n; i < (k + 1) * n; i++) values[i]! += by;
}

/** The sum of n numbers from `from` on, and of their sizes. */
function sumOf(x: Float64Array, from: number, n: number): [sum: number, size: number] {
  let [sum, size] = [0, 0];
  for (let i = from; i < from + n; i++) {
    sum += x[i]!;
    size += Math.abs(x[i]!);
  }
  return [sum, size];
}
