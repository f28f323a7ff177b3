import type { Mark } from "../base/mark.ts";
import type { Work } from "../base/work.ts";
import type { LeastSquares } from "../datafit/least-squares.ts";
import { zeros } from "../matrix/dense.ts";
import { l1 } from "../penalty/l1.ts";
import { certify } from "./certificate.ts";
import { latentStep } from "./latent-step.ts";

export interface LatentTasksSettings {
  /** Latent tasks. */
  readonly k: number;
  /** Strength of ‖S‖₁. */
  readonly mu: number;
  /** Strength of ‖L‖_F². */
  readonly lambda: number;
  /** What either half may still gain, as a share of F(0). */
  readonly tol: number;
  readonly maxIter: number;
}

export interface LatentTasks {
  /** p x k */
  readonly L: Float64Array;
  /** k x T */
  readonly S: Float64Array;
  readonly marks: readonly Mark[];
  readonly converged: boolean;
}

/** Most sweeps of one half, which the next turn goes on from anyhow. */
const sweeps = 200;

/** Where to begin: L, p x k, and S, k x T. */
export interface LatentStart {
  readonly L: Float64Array;
  readonly S: Float64Array;
}

/**
 * min over L and S of f(L S) + mu ‖S‖₁ + lambda ‖L‖_F², f squared loss from statistics: in turns. Given L, each task is a Lasso in
 * k numbers, by coordinate descent; given S, L is a ridge regression in p k numbers (`latentStep`). Neither raises F.
 *
 * The start is balanced first, so that what is found does not depend on the units of X, of y or of the strengths: an L far too small would
 * leave S = 0, which is stationary.
 *
 * The two are not convex together. `gap` is what a half may still gain while the other stays: the Fenchel gap of the Lassos plus
 * what solving the ridge regression gains. Where it is 0 the point is stationary, as the norm of S is apart from L.
 *
 * @param start - where to begin; it is overwritten
 * @see Kumar & Daumé 2012, Learning task grouping and overlap in multi-task learning, algorithm 1
 */
export function* latentTasks(
  loss: LeastSquares,
  { L, S }: LatentStart,
  { k, mu, lambda, tol, maxIter }: LatentTasksSettings,
): Work<LatentTasks> {
  const since = performance.now();
  const { p, T, atZero } = loss;
  const target = tol * atZero;
  const penalty = l1(mu);
  const [W, product] = [zeros(p, T).data, zeros(p, T).data];
  const [slope, cross] = [zeros(k, T).data, zeros(k, T).data];
  const grams = new Float64Array(k * k * T); // of task t: entry (a, b) at (a k + b) T + t
  const lassos = { p: k, T, cross, atZero };
  const step = latentStep(loss, k, lambda);
  const marks: Mark[] = [];
  const next = new Float64Array(p * k);
  balance();

  for (let iteration = 0, go = true; ; iteration++) {
    project();
    let { objective, gap } = measure();
    for (let sweep = 1; gap > target / 4 && sweep <= sweeps; sweep++) {
      descend();
      if (sweep % 5 === 0) ({ objective, gap } = measure());
    }
    next.set(L);
    gap += step(next, S, target / 4);
    objective += lambda * square(L);
    marks.push({ iteration, objective, gap, seconds: (performance.now() - since) / 1000 });
    const converged = gap <= target;
    if (converged || iteration >= maxIter || !go) return { L, S, marks, converged };
    go = (yield { stage: "latent tasks", fraction: iteration / maxIter }) !== false;
    L.set(next);
    balance();
  }

  /** L_a <- b L_a and S_a <- S_a / b with the b that makes mu ‖S_a‖₁ + lambda ‖L_a‖² least: W stays, and turns that only scale are spared. */
  function balance(): void {
    for (let a = 0; a < k; a++) {
      let [sizeS, squareL] = [0, 0];
      for (let t = 0; t < T; t++) sizeS += Math.abs(S[a * T + t]!);
      for (let j = 0; j < p; j++) squareL += L[j * k + a]! ** 2;
      const by = cubeRoot((mu * sizeS) / (2 * lambda * squareL));
      if (!(by > 0 && by < Infinity)) continue;
      for (let t = 0; t < T; t++) S[a * T + t]! /= by;
      for (let j = 0; j < p; j++) L[j * k + a]! *= by;
    }
  }

  /** The Gram matrices Lᵀ G_t L and the cross-products Lᵀ c of the Lassos. */
  function project(): void {
    for (let a = 0; a < k; a++) {
      for (let at = 0; at < p * T; at++) W[at] = L[Math.floor(at / T) * k + a]!;
      loss.multiply(W, product); // G_t L_a, a column a task
      for (let b = 0; b <= a; b++) {
        const [above, below] = [(a * k + b) * T, (b * k + a) * T];
        inner(product, b, grams, above);
        for (let t = 0; t < T; t++) grams[below + t] = grams[above + t]!;
      }
      inner(loss.cross, a, cross, a * T);
    }
  }

  /** into_t <- L_b · M_t, from `from` on. */
  function inner(M: Float64Array, b: number, into: Float64Array, from: number): void {
    into.fill(0, from, from + T);
    for (let j = 0; j < p; j++) {
      const by = L[j * k + b]!;
      for (let t = 0; t < T; t++) into[from + t]! += by * M[j * T + t]!;
    }
  }

  /** A sweep of all Lassos at once. */
  function descend(): void {
    for (let a = 0; a < k; a++) {
      for (let t = 0; t < T; t++) {
        const bend = grams[(a * k + a) * T + t]!;
        if (!(bend > 0)) continue;
        let pull = cross[a * T + t]!;
        for (let b = 0; b < k; b++) if (b !== a) pull -= grams[(a * k + b) * T + t]! * S[b * T + t]!;
        const size = Math.abs(pull) - mu;
        S[a * T + t] = size <= 0 ? 0 : (pull > 0 ? size : -size) / bend;
      }
    }
  }

  /** F without the norm of L, and how far S is above its minimum given L. */
  function measure(): { objective: number; gap: number } {
    for (let a = 0; a < k; a++) {
      for (let t = 0; t < T; t++) {
        let sum = -cross[a * T + t]!;
        for (let b = 0; b < k; b++) sum += grams[(a * k + b) * T + t]! * S[b * T + t]!;
        slope[a * T + t] = sum;
      }
    }
    return certify(lassos, penalty, S, slope, penalty.value(S, lassos));
  }
}

/** By Newton's method from above, where it falls until it can no more. */
function cubeRoot(x: number): number {
  for (let root = Math.max(1, x); ; ) {
    const next = (2 * root + x / (root * root)) / 3;
    if (!(next < root)) return root;
    root = next;
  }
}

function square(values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * values[k]!;
  return sum;
}
