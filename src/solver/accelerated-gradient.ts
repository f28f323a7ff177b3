import type { Work } from "../base/work.ts";
import type { Squares } from "../datafit/least-squares.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { Minimum, WarmStart } from "./admm.ts";
import { certify } from "./certificate.ts";

export interface AcceleratedGradientOptions {
  /** It stops once the objective moves by at most this share of itself. The gap must be as small a share of F(0) to be converged. */
  readonly tol: number;
  readonly maxIter: number;
  readonly start?: WarmStart | undefined;
  /** The first guess of the curvature, 1 / step, which then only doubles. */
  readonly curvature: number;
}

/** A component of W: where it is, where it was, the point it is sought from, and what is found there. */
interface Side {
  readonly penalty: Penalty;
  readonly now: Float64Array;
  readonly before: Float64Array;
  readonly search: Float64Array;
  readonly found: Float64Array;
}

/**
 * Accelerated proximal gradient as MALSAR and RMTL have it, for f(ΣW_k) + Σ g_k(W_k): the search point goes (t₋ − 1)/t of the
 * last step further, t <- (1 + √(1 + 4 t²))/2, and the curvature doubles until f lies below its parabola; it never halves.
 *
 * It stops where the objective moves by at most `tol` of itself, from the third iteration on, or the step has no size. That
 * is no proof of anything: on badly scaled data the steps are short, and it stops far from the minimum. So the gap is
 * measured at the end and says how far. It is here to reproduce figures that were published so.
 *
 * @see Beck & Teboulle 2009, FISTA with backtracking; Zhou, Chen & Ye 2011, MALSAR's manual
 */
export function* acceleratedGradient(
  loss: Squares,
  penalty: Penalty,
  { tol, maxIter, start, curvature }: AcceleratedGradientOptions,
): Work<Minimum> {
  const since = performance.now();
  const size = loss.p * loss.T;
  const room = (): Float64Array => new Float64Array(size);
  const sides: Side[] = (penalty.components ?? [penalty]).map((part, k) => {
    const now = start?.components[k]?.slice() ?? room();
    return { penalty: part, now, before: now.slice(), search: room(), found: room() };
  });
  const [S, W, gradientS, gradientW, gradientBefore] = [room(), room(), room(), room(), room()] as const;
  for (const { now } of sides) for (let k = 0; k < size; k++) W[k]! += now[k]!;
  loss.gradient(W, gradientW);
  gradientBefore.set(gradientW);
  let [t, earlier] = [1, 0];
  let last = Infinity;
  let bend = curvature;

  for (let iteration = 0; ; ) {
    const moved = step();
    iteration++;
    const value = penaltyAtNow();
    const objective = lossAtNow() + value;
    const still = Math.abs(objective - last) <= tol * last && iteration > 2;
    last = objective;
    [earlier, t] = [t, (1 + Math.sqrt(1 + 4 * t * t)) / 2];
    const go = (yield { stage: "accelerated gradient", fraction: iteration / maxIter }) !== false;
    if (!still && moved > 1e-20 && iteration < maxIter && go) continue;
    const { gap } = certify(loss, penalty, W, gradientW, value);
    const marks = [{ iteration, objective, gap, seconds: (performance.now() - since) / 1000 }];
    const state = { components: sides.map(({ now }) => now) };
    return { state, marks, converged: gap <= tol * loss.atZero };
  }

  /** One iteration; returns the square of the step's size. */
  function step(): number {
    const further = (earlier - 1) / t;
    S.fill(0);
    for (const { now, before, search } of sides) {
      for (let k = 0; k < size; k++) {
        search[k] = (1 + further) * now[k]! - further * before[k]!;
        S[k]! += search[k]!;
      }
    }
    for (let k = 0; k < size; k++) {
      gradientS[k] = (1 + further) * gradientW[k]! - further * gradientBefore[k]!; // ∇f is affine
    }
    gradientBefore.set(gradientW);
    let moved = tryStep();
    while (moved > 1e-20 && rise() > bend * moved) {
      bend *= 2;
      moved = tryStep();
    }
    for (const { now, before, found } of sides) {
      before.set(now);
      now.set(found);
    }
    return moved;
  }

  /** found <- prox of g at the search point − gradient / bend, W their sum; returns ‖found − search‖². */
  function tryStep(): number {
    W.fill(0);
    let moved = 0;
    for (const { penalty: g, search, found } of sides) {
      for (let k = 0; k < size; k++) found[k] = search[k]! - gradientS[k]! / bend;
      g.prox!(found, 1 / bend, loss);
      for (let k = 0; k < size; k++) {
        moved += (found[k]! - search[k]!) ** 2;
        W[k]! += found[k]!;
      }
    }
    loss.gradient(W, gradientW);
    return moved;
  }

  /** ⟨W − S, ∇f(W) − ∇f(S)⟩, twice what f rises above its tangent: for squared loss exactly that. */
  function rise(): number {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (W[k]! - S[k]!) * (gradientW[k]! - gradientS[k]!);
    return sum;
  }

  function penaltyAtNow(): number {
    let value = 0;
    for (const { penalty: g, now } of sides) value += g.value(now, loss);
    return value;
  }

  /** f(W) = f(0) + 1/2 ⟨W, ∇f(W) − c⟩ */
  function lossAtNow(): number {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += W[k]! * (gradientW[k]! - loss.cross[k]!);
    return loss.atZero + sum / 2;
  }
}
