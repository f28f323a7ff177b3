import type { Mark } from "../base/mark.ts";
import type { Work } from "../base/work.ts";
import type { Squares } from "../datafit/least-squares.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { type Certificate, certify, certifyBy } from "./certificate.ts";
import { type Mixing, openMixing } from "./mixing.ts";

export interface AdmmOptions {
  /** The gap to reach, as a share of F(0). */
  readonly tol: number;
  readonly maxIter: number;
  readonly start?: WarmStart | undefined;
  /** To certify by the residual alone: for callers who need the slope to be small, which a small gap does not promise. */
  readonly byResidual?: boolean | undefined;
  /** Mixing of so many numbers that goes on from fit to fit. */
  readonly mixing?: ((n: number) => Mixing) | undefined;
}

/** Where an earlier fit on the same data ended, for the next one to start from. */
export interface WarmStart {
  /** The components of W, p x T each: W, or P and Q with W = P + Q. */
  readonly components: readonly Float64Array[];
  /** Their scaled multipliers and rho, where ADMM found them. */
  readonly multipliers?: readonly Float64Array[];
  readonly rho?: number;
  /** What share the gap was of the residuals squared: with it, a start is not looked at before the first steps. */
  readonly gapOfSquare?: number | undefined;
}

export interface Minimum {
  readonly state: WarmStart;
  readonly marks: readonly Mark[];
  readonly converged: boolean;
}

/** The component's own state: where the prox left it, and what went in, A = Z + U with the scaled multiplier U. */
interface Side {
  readonly penalty: Penalty;
  Z: Float64Array;
  readonly A: Float64Array;
  /** What the linear step makes of the component, and room for the prox. */
  readonly W: Float64Array;
  V: Float64Array;
}

const relaxation = 1.7;

/**
 * Over-relaxed ADMM for squared loss f(ΣW_k) + Σ g_k(W_k), one or two components: factor once, then prox.
 *
 * With V_k = Z_k − U_k the linear step solves (G + rho/K I) S = c + rho/K ΣV_k for the sum S of the K components and spreads
 * what it moved evenly, W_k = V_k + (S − ΣV_k)/K; then A_k = Z_k + U_k moves by relaxation (W_k − Z_k), and Z_k <- prox of g_k at A_k, U_k <- A_k − Z_k.
 * rho is re-balanced, and G factored again, at ever rarer iterations; where H has a ridge in it, up to three times as
 * high as the relative residuals ask for, to half of √(ridge · curvature): they let it fall too low where g has next to nothing to say. The gap is taken at the Z_k, where g is sparse or low
 * in rank, and it alone decides when to stop; its dual point is the residual or, of one component, the multiplier, whichever is better.
 *
 * @see Boyd, Parikh, Chu, Peleato & Eckstein 2011, sections 3.4 and 6; Wohlberg 2017 for the relative residuals; Ghadimi, Teixeira,
 * Shames & Johansson 2015 for √(least · largest curvature), the best rho of a worst g
 */
export function* admm(loss: Squares, penalty: Penalty, options: AdmmOptions): Work<Minimum> {
  const { tol, maxIter, start, byResidual, mixing } = options;
  const since = performance.now();
  const size = loss.p * loss.T;
  const room = (): Float64Array => new Float64Array(size);
  const parts = penalty.components ?? [penalty];
  const K = parts.length;
  const states = new Float64Array(K * size);
  const sides = parts.map((part, k): Side => {
    const Z = start?.components[k]?.slice() ?? room();
    const A = states.subarray(k * size, (k + 1) * size);
    const U = start?.multipliers?.[k];
    for (let at = 0; at < size; at++) A[at] = Z[at]! + (U ? U[at]! : 0);
    return { penalty: part, Z, A, W: room(), V: room() };
  });
  const mixed = (mixing ?? openMixing)(K * size);
  // the prox of one component leaves a subgradient, rho U: a dual point
  const multiplier = K === 1 && !byResidual && loss.halfInverse && !penalty.quadratic ? sides[0] : undefined;
  const [S, G, W] = [room(), room(), room()] as const;
  const marks: Mark[] = [];
  let rho = start?.rho ?? (K * loss.curvature || 1);
  while (!loss.factor(rho / K)) rho *= 10;
  const leastRho = (K / 2) * Math.sqrt(loss.ridge * loss.curvature);
  let balanceAt = 3;
  const target = tol * loss.atZero;
  // the gap falls about as the residuals squared: the next look is due once they have fallen far enough, or after as long again
  let [residual, gapOfSquare] = [Number.NaN, start?.gapOfSquare ?? Number.NaN];
  let lookAt = Math.sqrt(target / gapOfSquare);
  let lookBy = gapOfSquare >= 0 ? 4 : 0;
  let best: Mark | undefined;
  const kept = sides.map(room);
  const sums = new Float64Array(5);

  try {
    for (let iteration = 0, go = true; ; iteration++) {
      const ends = iteration >= maxIter || !go;
      const due = residual <= lookAt || iteration >= lookBy;
      const apart = due && !ends && (iteration > 0 || start?.multipliers) ? glance() : 0;
      if (apart > target) plan(iteration, apart);
      else if (due || ends) {
        const mark = measure(iteration);
        marks.push(mark);
        if (!best || mark.gap < best.gap) {
          best = mark;
          for (const [k, { Z }] of sides.entries()) kept[k]!.set(Z);
        }
        plan(iteration, best.gap);
        const converged = best.gap <= target;
        if (converged || ends) {
          if (best !== mark) marks.push({ ...best, iteration, seconds: mark.seconds }); // what is returned
          for (const { Z, A } of sides) for (let k = 0; k < size; k++) A[k]! -= Z[k]!;
          const multipliers = sides.map(({ A }) => A);
          return { state: { components: kept, multipliers, rho, gapOfSquare }, marks, converged };
        }
      }
      go = (yield { stage: "admm", fraction: iteration / maxIter }) !== false;
      const [primal, dual] = step();
      residual = Math.max(primal, dual);
      if (iteration + 1 >= balanceAt) {
        balanceAt *= 1.7;
        const balanced = Math.sqrt(primal / dual);
        const ratio = Math.max(balanced, Math.min(3 * balanced, leastRho / rho));
        if (ratio > 2 || ratio < 1 / 2) rebalance(Math.max(0.05, Math.min(20, ratio)));
      }
    }
  } finally {
    if (!mixing) mixed.close();
  }

  /** When to look again. */
  function plan(iteration: number, gap: number): void {
    gapOfSquare = gap / (residual * residual);
    lookAt = Math.sqrt(target / gapOfSquare);
    lookBy = iteration + Math.max(4, Math.min(25, iteration));
  }

  /** One iteration; returns the relative primal and dual residuals. */
  function step(): [number, number] {
    const share = rho / K;
    W.fill(0);
    for (const { Z, A } of sides) reflect(Z, A, W);
    for (let k = 0; k < size; k++) S[k] = loss.cross[k]! + share * W[k]!;
    loss.solve(S);
    sums.fill(0);
    for (const side of sides) relax(side, S, W, 1 / K, sums);
    mixed.next(states);
    for (const side of sides) {
      side.V.set(side.A);
      side.penalty.prox!(side.V, 1 / rho, loss);
      settle(side, sums);
    }
    const [sizeW, sizeZ, sizeU, apart, moved] = sums as unknown as Sums;
    const primal = Math.sqrt(apart / Math.max(sizeW, sizeZ, Number.MIN_VALUE));
    const dual = Math.sqrt(moved / Math.max(sizeU, Number.MIN_VALUE));
    return [primal + 1e-300, dual + 1e-300];
  }

  /** A rho so small that G + rho I has no factor is not taken. */
  function rebalance(factor: number): void {
    if (!loss.factor((rho * factor) / K)) {
      loss.factor(rho / K);
      return;
    }
    rho *= factor;
    mixed.clear();
    for (const { Z, A } of sides) for (let k = 0; k < size; k++) A[k] = Z[k]! + (A[k]! - Z[k]!) / factor;
  }

  /** Next to all of the gap that the multiplier gives, for a quarter of the price; 0 where it gives none. */
  function glance(): number {
    if (!multiplier) return 0;
    const { Z, A } = multiplier;
    loss.gradient(Z, G);
    for (let k = 0; k < size; k++) G[k]! += rho * (A[k]! - Z[k]!);
    const apart = loss.halfInverse!(G, S);
    return apart < Infinity ? apart : 0;
  }

  function byMultiplier({ Z, A }: Side, value: number): Certificate {
    for (let k = 0; k < size; k++) S[k] = rho * (A[k]! - Z[k]!);
    return certifyBy(S, loss, penalty, W, G, value);
  }

  function measure(iteration: number): Mark {
    W.fill(0);
    let value = 0;
    for (const { penalty: g, Z } of sides) {
      for (let k = 0; k < size; k++) W[k]! += Z[k]!;
      value += g.value(Z, loss);
    }
    loss.gradient(W, G);
    let { objective, gap } = multiplier
      ? byMultiplier(multiplier, value)
      : certify(loss, penalty, W, G, value);
    if (multiplier && gap > target) {
      loss.gradient(W, G);
      gap = Math.min(gap, certify(loss, penalty, W, G, value).gap);
    }
    return { iteration, objective, gap, seconds: (performance.now() - since) / 1000 };
  }
}

/** ‖W‖², ‖Z‖², ‖U‖² of all components, and how far W is from Z and Z from where it was. */
type Sums = readonly [sizeW: number, sizeZ: number, sizeU: number, apart: number, moved: number];

/** sum += V = Z − U */
function reflect(Z: Float64Array, A: Float64Array, sum: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k]! += 2 * Z[k]! - A[k]!;
}

/** W <- V and a component's share of what the linear step moved, from `before` to S; A <- what goes into its prox. */
function relax(
  { Z, A, W }: Side,
  S: Float64Array,
  before: Float64Array,
  share: number,
  sums: Float64Array,
): void {
  let size = 0;
  for (let k = 0; k < S.length; k++) {
    const z = Z[k]!;
    const a = A[k]!;
    const w = 2 * z - a + (S[k]! - before[k]!) * share;
    size += w * w;
    W[k] = w;
    A[k] = a + relaxation * (w - z);
  }
  sums[0]! += size;
}

/** Z <- V, which the prox has left; what Z was is room for the next. */
function settle(side: Side, sums: Float64Array): void {
  const { Z, A, W, V } = side;
  let [sizeZ, sizeU, apart, moved] = [0, 0, 0, 0];
  for (let k = 0; k < V.length; k++) {
    const z = V[k]!;
    const u = A[k]! - z;
    const off = W[k]! - z;
    const by = z - Z[k]!;
    sizeZ += z * z;
    sizeU += u * u;
    apart += off * off;
    moved += by * by;
  }
  side.Z = V;
  side.V = Z;
  sums[1]! += sizeZ;
  sums[2]! += sizeU;
  sums[3]! += apart;
  sums[4]! += moved;
}
