import { report, type Work } from "../base/work.ts";

/** A smooth function: its value at x, and its gradient there written into `gradient`. Where it is not a number, no step ends. */
export type Smooth = (x: Float64Array, gradient: Float64Array) => number;

export interface QuasiNewtonSettings {
  /** The largest derivative to reach. */
  readonly tol: number;
  readonly maxIter: number;
  /** What the progress is called. */
  readonly stage: string;
}

/** Where a descent ended. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** The largest derivative in size at x. */
  readonly slope: number;
  /** slope <= tol: a stationary point, as near as was asked for. */
  readonly converged: boolean;
  /** Value and slope at the start and after every iteration. */
  readonly trail: readonly { readonly value: number; readonly slope: number }[];
}

/** How many steps are remembered. */
const memory = 100;
/** Armijo's and Wolfe's constants. */
const [enough, flatter] = [1e-4, 0.9];
/** How much rounding may hide of a descent, as a share of the value. */
const noise = 1e-10;

/**
 * A local minimum of a smooth function, from `start`: L-BFGS, every step ended by bisection at a point that fulfils the weak
 * Wolfe conditions, so that the curvature it has seen is positive. Where the values are too close for their rounding, slopes
 * alone decide.
 *
 * @see Nocedal & Wright 2006, Numerical optimization, algorithm 7.4; Lewis & Overton 2013, Nonsmooth optimization via
 * quasi-Newton methods, algorithm 2.6; Hager & Zhang 2005 for the rounding
 */
export function* quasiNewton(f: Smooth, start: Float64Array, settings: QuasiNewtonSettings): Work<Minimum> {
  const { tol, maxIter, stage } = settings;
  const d = start.length;
  const vector = () => new Float64Array(d);
  let [x, g, nextX, nextG] = [Float64Array.from(start), vector(), vector(), vector()];
  const direction = vector();
  const steps = Array.from({ length: memory }, vector);
  const bends = Array.from({ length: memory }, vector);
  const curvature = new Float64Array(memory);
  const shares = new Float64Array(memory);
  let kept = 0;
  let value = f(x, g);
  let slope = largest(g);
  const trail = [{ value, slope }];
  for (let iteration = 0; iteration < maxIter && slope > tol; iteration++) {
    yield* report({ stage, fraction: iteration / maxIter });
    descent(direction, g, steps, bends, curvature, shares, kept);
    let along = dot(direction, g);
    if (!(along < 0)) {
      kept = 0;
      for (let k = 0; k < d; k++) direction[k] = -g[k]!;
      along = -dot(g, g);
    }
    const first = kept === 0 ? Math.min(1, 1 / Math.sqrt(-along)) : 1;
    let [low, high, step] = [0, Infinity, first];
    let next = NaN;
    let found = false;
    for (let trial = 0; trial < 60 && !found; trial++) {
      for (let k = 0; k < d; k++) nextX[k] = x[k]! + step * direction[k]!;
      next = f(nextX, nextG);
      const then = dot(direction, nextG);
      const close = next <= value + noise * Math.abs(value) && then <= (2 * enough - 1) * along;
      if (!(next <= value + enough * step * along || close)) high = step;
      else if (then < flatter * along) low = step;
      else found = true;
      if (!found) step = high < Infinity ? (low + high) / 2 : 2 * low;
    }
    if (!found) {
      if (kept === 0) break; // not even the steepest way leads down: rounding is all there is left
      kept = 0;
      continue;
    }
    const at = kept++ % memory;
    for (let k = 0; k < d; k++) {
      steps[at]![k] = nextX[k]! - x[k]!;
      bends[at]![k] = nextG[k]! - g[k]!;
    }
    curvature[at] = dot(steps[at]!, bends[at]!);
    [x, nextX, g, nextG] = [nextX, x, nextG, g];
    value = next;
    slope = largest(g);
    trail.push({ value, slope });
  }
  return { x, value, slope, converged: slope <= tol && Number.isFinite(value), trail };
}

/** −H g, H the inverse Hessian that the last steps tell of (two loops). */
function descent(
  direction: Float64Array,
  g: Float64Array,
  steps: readonly Float64Array[],
  bends: readonly Float64Array[],
  curvature: Float64Array,
  shares: Float64Array,
  kept: number,
): void {
  for (let k = 0; k < g.length; k++) direction[k] = -g[k]!;
  const oldest = Math.max(0, kept - memory);
  for (let j = kept - 1; j >= oldest; j--) {
    const at = j % memory;
    shares[at] = dot(steps[at]!, direction) / curvature[at]!;
    add(direction, bends[at]!, -shares[at]!);
  }
  if (kept > 0) {
    const last = (kept - 1) % memory;
    const scale = curvature[last]! / dot(bends[last]!, bends[last]!);
    for (let k = 0; k < g.length; k++) direction[k]! *= scale;
  }
  for (let j = oldest; j < kept; j++) {
    const at = j % memory;
    add(direction, steps[at]!, shares[at]! - dot(bends[at]!, direction) / curvature[at]!);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function add(to: Float64Array, what: Float64Array, share: number): void {
  for (let k = 0; k < to.length; k++) to[k]! += share * what[k]!;
}

/** The largest size of an entry; NaN where one is. */
function largest(g: Float64Array): number {
  let most = 0;
  for (const value of g) most = Math.max(most, Math.abs(value));
  return most;
}
