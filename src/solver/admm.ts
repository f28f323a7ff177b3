import type { Mark } from "../base/mark.ts";
import type { Work } from "../base/work.ts";
import type { Squares } from "../datafit/least-squares.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { certify } from "./certificate.ts";

export interface AdmmOptions {
  /** The gap to reach, as a share of F(0). */
  readonly tol: number;
  readonly maxIter: number;
  readonly start?: WarmStart | undefined;
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
 * in rank, and it alone decides when to stop.
 *
 * @see Boyd, Parikh, Chu, Peleato & Eckstein 2011, sections 3.4 and 6; Wohlberg 2017 for the relative residuals
 */
export function* admm(loss: Squares, penalty: Penalty, { tol, maxIter, start }: AdmmOptions): Work<Minimum> {
  const since = performance.now();
  const size = loss.p * loss.T;
  const room = (): Float64Array => new Float64Array(size);
  const sides: Side[] = (penalty.components ?? [penalty]).map((part, k) => {
    const Z = start?.components[k]?.slice() ?? room();
    return { penalty: part, Z, U: start?.multipliers?.[k]?.slice() ?? room(), V: room() };
  });
  const K = sides.length;
  const [S, G, W] = [room(), room(), room()] as const;
  const marks: Mark[] = [];
  let rho = start?.rho ?? (K * loss.curvature || 1);
  while (!loss.factor(rho / K)) rho *= 10;
  let balanceAt = 4;
  // the gap falls about as the residuals squared: the next look is due once they have fallen far enough, or after half as long again
  let residual = Infinity;
  let lookAt = Infinity;
  let lookBy = 0;
  let best: Mark | undefined;
  const kept = sides.map(room);
  const sums = new Float64Array(5);

  for (let iteration = 0, go = true; ; iteration++) {
    if (residual <= lookAt || iteration >= lookBy || iteration >= maxIter || !go) {
      const mark = measure(iteration);
      marks.push(mark);
      if (!best || mark.gap < best.gap) {
        best = mark;
        for (const [k, { Z }] of sides.entries()) kept[k]!.set(Z);
      }
      const converged = best.gap <= tol * loss.atZero;
      if (converged || iteration >= maxIter || !go) {
        if (best !== mark) marks.push({ ...best, iteration, seconds: mark.seconds }); // what is returned
        const multipliers = sides.map(({ U }) => U);
        return { state: { components: kept, multipliers, rho }, marks, converged };
      }
      lookAt = residual * Math.sqrt((tol * loss.atZero) / best.gap);
      lookBy = iteration + Math.max(2, Math.min(25, Math.floor(iteration / 2)));
    }
    go = (yield { stage: "admm", fraction: iteration / maxIter }) !== false;
    const [primal, dual] = step();
    residual = Math.max(primal, dual);
    if (iteration + 1 >= balanceAt) {
      balanceAt *= 1.7;
      const ratio = Math.sqrt(primal / dual);
      if (ratio > 1.5 || ratio < 1 / 1.5) rebalance(Math.max(0.05, Math.min(20, ratio)));
    }
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

  function measure(iteration: number): Mark {
    W.fill(0);
    let value = 0;
    for (const { penalty: g, Z } of sides) {
      for (let k = 0; k < size; k++) W[k]! += Z[k]!;
      value += g.value(Z, loss);
    }
    loss.gradient(W, G);
    const { objective, gap } = certify(loss, penalty, W, G, value);
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
