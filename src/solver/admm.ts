import type { Mark } from "../base/mark.ts";
import type { Work } from "../base/work.ts";
import type { Squares } from "../datafit/least-squares.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { certify, gapBetween } from "./certificate.ts";

export interface AdmmOptions {
  /** The gap to reach, as a share of F(0). */
  readonly tol: number;
  readonly maxIter: number;
  readonly start?: WarmStart | undefined;
  /** To certify by the residual alone: for callers who need the slope to be small, which a small gap does not promise. */
  readonly byResidual?: boolean | undefined;
}

/** Where an earlier fit on the same data ended, for the next one to start from. */
export interface WarmStart {
  /** The components of W, p x T each: W, or P and Q with W = P + Q. */
  readonly components: readonly Float64Array[];
  /** Their scaled multipliers and rho, where ADMM found them. */
  readonly multipliers?: readonly Float64Array[];
  readonly rho?: number;
}

export interface Minimum {
  readonly state: WarmStart;
  readonly marks: readonly Mark[];
  readonly converged: boolean;
}

/** The component's own state: where the prox left it, and the scaled multiplier. */
interface Side {
  readonly penalty: Penalty;
  readonly Z: Float64Array;
  readonly U: Float64Array;
  /** Scratch: V = Z − U before the linear step, what goes into the prox after it. */
  readonly V: Float64Array;
}

const relaxation = 1.7;

/**
 * Over-relaxed ADMM for squared loss f(ΣW_k) + Σ g_k(W_k), one or two components: factor once, then prox.
 *
 * With V_k = Z_k − U_k the linear step solves (G + rho/K I) S = c + rho/K ΣV_k for the sum S of the K components and spreads
 * what it moved evenly, W_k = V_k + (S − ΣV_k)/K; then Z_k <- prox of g_k at (relaxed W_k) + U_k, U_k <- U_k + W_k − Z_k.
 * rho is re-balanced, and G factored again, at ever rarer iterations. The gap is taken at the Z_k, where g is sparse or low
 * in rank, and it alone decides when to stop; its dual point is the residual or, of one component, the multiplier, whichever is better.
 *
 * @see Boyd, Parikh, Chu, Peleato & Eckstein 2011, sections 3.4 and 6; Wohlberg 2017 for the relative residuals
 */
export function* admm(loss: Squares, penalty: Penalty, options: AdmmOptions): Work<Minimum> {
  const { tol, maxIter, start, byResidual } = options;
  const since = performance.now();
  const size = loss.p * loss.T;
  const room = (): Float64Array => new Float64Array(size);
  const sides: Side[] = (penalty.components ?? [penalty]).map((part, k) => {
    const Z = start?.components[k]?.slice() ?? room();
    return { penalty: part, Z, U: start?.multipliers?.[k]?.slice() ?? room(), V: room() };
  });
  const K = sides.length;
  // where there is one component its prox leaves a subgradient, rho U: a dual point
  const multiplier = K === 1 && !byResidual && loss.halfInverse && !penalty.quadratic ? sides[0] : undefined;
  const [S, G, W] = [room(), room(), room()] as const;
  const marks: Mark[] = [];
  let rho = start?.rho ?? (K * loss.curvature || 1);
  while (!loss.factor(rho / K)) rho *= 10;
  let balanceAt = 4;
  const target = tol * loss.atZero;
  // the gap falls about as the residuals squared: the next look is due once they have fallen far enough, or after as long again
  let residual = Number.NaN;
  let lookAt = Number.NaN;
  let lookBy = 0;
  let best: Mark | undefined;
  const kept = sides.map(room);
  const sums = new Float64Array(5);

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
      const converged = best.gap <= target;
      if (converged || ends) {
        if (best !== mark) marks.push({ ...best, iteration, seconds: mark.seconds }); // what is returned
        const multipliers = sides.map(({ U }) => U);
        return { state: { components: kept, multipliers, rho }, marks, converged };
      }
      plan(iteration, best.gap);
    }
    go = (yield { stage: "admm", fraction: iteration / maxIter }) !== false;
    const [primal, dual] = step();
    residual = Math.max(primal, dual);
    if (iteration + 1 >= balanceAt) {
      balanceAt *= 1.7;
      const ratio = Math.sqrt(primal / dual);
      if (ratio > 2 || ratio < 1 / 2) rebalance(Math.max(0.05, Math.min(20, ratio)));
    }
  }

  /** When to look again. */
  function plan(iteration: number, gap: number): void {
    lookAt = residual * Math.sqrt(target / gap);
    lookBy = iteration + Math.max(4, Math.min(25, iteration));
  }

  /** One iteration; returns the relative primal and dual residuals. */
  function step(): [number, number] {
    const share = rho / K;
    S.fill(0);
    for (const { Z, U, V } of sides) gather(Z, U, V, S);
    W.set(S);
    rightSide(S, loss.cross, share);
    loss.solve(S);
    sums.fill(0);
    for (const { penalty: g, Z, U, V } of sides) {
      relax(S, W, K, Z, U, V, G, sums);
      g.prox!(V, 1 / rho, loss);
      settle(V, Z, U, G, sums);
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
    for (const { U } of sides) for (let k = 0; k < size; k++) U[k]! /= factor;
  }

  /** Next to all of the gap that the multiplier gives, for a quarter of the price; 0 where it gives none. */
  function glance(): number {
    if (!multiplier) return 0;
    const { Z, U } = multiplier;
    loss.gradient(Z, G);
    for (let k = 0; k < size; k++) G[k]! += rho * U[k]!;
    const apart = loss.halfInverse!(G, S);
    return apart < Infinity ? apart : 0;
  }

  function measure(iteration: number): Mark {
    W.fill(0);
    let value = 0;
    for (const { penalty: g, Z } of sides) {
      for (let k = 0; k < size; k++) W[k]! += Z[k]!;
      value += g.value(Z, loss);
    }
    loss.gradient(W, G);
    let { objective, gap } = certify(loss, penalty, W, G, value);
    if (multiplier) {
      for (let k = 0; k < size; k++) S[k] = rho * multiplier.U[k]!;
      const other = gapBetween(loss, penalty, W, G, S, value);
      if (other < gap) gap = other;
    }
    return { iteration, objective, gap, seconds: (performance.now() - since) / 1000 };
  }
}

/** ‖W‖², ‖Z‖², ‖U‖² of all components, and how far W is from Z and Z from where it was. */
type Sums = readonly [sizeW: number, sizeZ: number, sizeU: number, apart: number, moved: number];

/** V <- Z − U, S += V. */
function gather(Z: Float64Array, U: Float64Array, V: Float64Array, S: Float64Array): void {
  for (let k = 0; k < S.length; k++) {
    const v = Z[k]! - U[k]!;
    V[k] = v;
    S[k]! += v;
  }
}

/** S <- c + rho/K S */
function rightSide(S: Float64Array, cross: Float64Array, share: number): void {
  for (let k = 0; k < S.length; k++) S[k] = cross[k]! + share * S[k]!;
}

/** G <- a component's share of what the linear step moved, V and U <- what goes into its prox. */
function relax(
  S: Float64Array,
  W: Float64Array,
  K: number,
  Z: Float64Array,
  U: Float64Array,
  V: Float64Array,
  G: Float64Array,
  sums: Float64Array,
): void {
  const part = 1 / K;
  let sizeW = 0;
  for (let k = 0; k < S.length; k++) {
    const w = V[k]! + (S[k]! - W[k]!) * part;
    const v = relaxation * w + (1 - relaxation) * Z[k]! + U[k]!;
    sizeW += w * w;
    V[k] = v;
    U[k] = v;
    G[k] = w;
  }
  sums[0]! += sizeW;
}

/** Z <- V, which the prox has left, U −= Z. */
function settle(
  V: Float64Array,
  Z: Float64Array,
  U: Float64Array,
  G: Float64Array,
  sums: Float64Array,
): void {
  let [sizeZ, sizeU, apart, moved] = [0, 0, 0, 0];
  for (let k = 0; k < V.length; k++) {
    const z = V[k]!;
    const u = U[k]! - z;
    const off = G[k]! - z;
    const by = z - Z[k]!;
    sizeZ += z * z;
    sizeU += u * u;
    apart += off * off;
    moved += by * by;
    U[k] = u;
    Z[k] = z;
  }
  sums[1]! += sizeZ;
  sums[2]! += sizeU;
  sums[3]! += apart;
  sums[4]! += moved;
}
