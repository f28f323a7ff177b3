import type { Datafit, LossRows } from "../../datafit/datafit.ts";
import type { Block } from "../../kernel/arena.ts";
import { cholesky, choleskySolve } from "../../kernel/factor.ts";

/**
 * Moves b, K numbers, to where Σ_i φ_i(base_i + b) is least, from where it is; f becomes base + b. Returns the loss there, with
 * slopes and curvatures filled in. One column: Newton's method inside a bracket, as the sum of slopes rises with b. Classes:
 * Newton's method on the classes but the last, whose intercept only fixes where their sum is, with halved steps.
 */
export function centre(
  datafit: Datafit,
  rows: LossRows,
  base: Block,
  b: Float64Array,
  room: ClassRoom,
): number {
  for (let k = 0; k < rows.K; k++) add(rows, base, k, b[k]!);
  return rows.K === 1 ? centreColumn(datafit, rows, base, b) : centreClasses(datafit, rows, base, b, room);
}

/** What classes are worked on in: at least K x K and K numbers. */
export interface ClassRoom {
  readonly H: Block;
  readonly step: Block;
}

/** What is left of slopes that cancel, as a share of their sizes. */
const cancelled = 1e-14;

/** What a loss may rise by in its last digits. */
const rounding = 1e-15;

/** What is added to a Hessian of classes, as a share of the weights: where all are sure of theirs, it has nothing to divide by. */
const least = 1e-12;

/** Steps until slopes cancel to rounding; more only happens where f is so large that b has no digits left. */
const most = 100;

function centreColumn(datafit: Datafit, rows: LossRows, base: Block, b: Float64Array): number {
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
    const reach = 2 ** (turn + 3) * Math.max(1, Math.abs(b[0]!)); // no leap into nowhere where the loss is flat
    const step = Math.max(-reach, Math.min(reach, -slope / curvature));
    let next = b[0]! + step;
    if (!(next > low && next < high)) next = inside(low, high, reach);
    if (next === b[0]) return given(value);
    add(rows, base, 0, next);
    b[0] = next;
  }
}

/** A number between the two, of which one may be infinite. */
function inside(low: number, high: number, reach: number): number {
  if (low === -Infinity) return high - reach;
  if (high === Infinity) return low + reach;
  return (low + high) / 2;
}

function centreClasses(
  datafit: Datafit,
  rows: LossRows,
  base: Block,
  b: Float64Array,
  room: ClassRoom,
): number {
  const { n, K } = rows;
  const H = room.H.values.subarray(0, K * K);
  const step = room.step.values.subarray(0, K);
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
    for (let k = 0; k < K; k++) H[k * (K + 1)]! += least * weight;
    if (cholesky(room.H, K - 1, K) !== 0) return value; // it is not finite: W is out of reach
    choleskySolve(room.H, K - 1, room.step, 1, K);
    step[K - 1] = 0;
    const middle = step.reduce((sum, d) => sum + d, 0) / K;
    let by = 1;
    for (; ; by /= 2) {
      for (let k = 0; k < K; k++) add(rows, base, k, b[k]! + by * (step[k]! - middle));
      const trial = datafit.evaluate(rows);
      if (trial <= value + rounding * Math.abs(value) || by < least) {
        value = trial;
        break;
      }
    }
    for (let k = 0; k < K; k++) b[k]! += by * (step[k]! - middle);
  }
  return value;
}

/** f <- base + b in column k: from the base each time, so that a b far off costs f no digits. */
function add({ f, n }: LossRows, base: Block, k: number, b: number): void {
  const [to, from] = [f.values, base.values];
  for (let i = k * n; i < (k + 1) * n; i++) to[i] = from[i]! + b;
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
