import { addPull, couplingValue, steepestCoupling } from "../../penalty/coupling.ts";
import type { Penalty, Shape } from "../../penalty/penalty.ts";
import { couplingOf, restOf, withoutRidge } from "../../penalty/rest-of.ts";
import type { EmpiricalLoss } from "./empirical-loss.ts";

/** What a judge asks of a loss. */
export type JudgedLoss = Pick<
  EmpiricalLoss,
  "p" | "T" | "evaluate" | "gradient" | "conjugate" | "hasConjugate" | "steepest"
>;

/** What a point is worth. */
export interface LossCertificate {
  readonly objective: number;
  readonly gap: number;
  readonly stationarity?: number;
}

/**
 * Judges points of f(W) + g(W), W the sum of components where g is a decomposition. The dual point is the slopes of the loss,
 * scaled by s <= 1 to where g* is finite. With g = q + h, its ridge and its quadratic part q(W) = 1/2 ⟨W, A W⟩ counted as rows of the loss,
 *
 *     D(s) = −f*(s · slopes) − s² q(W) − h*(−s (G + A W)),  G = ∇f(W)
 *
 * with W B for the slope of squares between tasks beside alpha W, and a norm's h* is 0 up to s = 1 / h°(−G − A W). As slopes add up
 * to zero in a column, intercepts cost nothing.
 */
export class LossJudge {
  readonly #loss: JudgedLoss;
  readonly #penalty: Penalty;
  /** The ∇f last measured, p x C. */
  readonly G: Float64Array;
  readonly #Z: Float64Array;
  /** How the gap is measured; where it cannot be, stationarity is. */
  readonly #road: "scale" | "squares" | "conjugate" | "none";
  /** The largest curvature of f, bounded or that at W = 0, where stationarity asks for it. */
  readonly #steepest: number;
  /** F(0) and ‖∇f(0)‖. */
  readonly atZero: number;
  readonly #slopeAtZero: number;

  /** Looks at W = 0, whose slopes the loss then has. */
  constructor(loss: JudgedLoss, penalty: Penalty) {
    this.#loss = loss;
    this.#penalty = penalty;
    this.G = new Float64Array(loss.p * loss.T);
    this.#Z = new Float64Array(loss.p * loss.T);
    this.#road = loss.hasConjugate ? roadOf(penalty) : "none";
    this.atZero = loss.evaluate(this.#Z);
    loss.gradient(this.G);
    this.#slopeAtZero = Math.sqrt(square(this.G));
    this.#steepest = this.#road === "none" ? Math.max(...loss.steepest()) : 0;
  }

  /** The certificate of W, which the loss was last evaluated at with `value`; `parts` are its components. */
  measure(value: number, W: Float64Array, parts: readonly Float64Array[]): LossCertificate {
    this.#loss.gradient(this.G);
    const objective = value + penaltyAt(this.#penalty, parts, this.#loss);
    if (this.#slopeAtZero === 0 && W.every((w) => w === 0)) return { objective, gap: 0 }; // nothing pulls W away from 0
    if (this.#road === "none") {
      const stationarity = this.#stationarity(parts);
      return { objective, gap: stationarity === 0 ? 0 : Infinity, stationarity };
    }
    return { objective, gap: Math.max(0, objective - this.#dualValue(W)) };
  }

  /** Whether a point is good enough: its gap a share of F(0), its stationarity a number. */
  accepts({ gap, stationarity }: LossCertificate, tol: number): boolean {
    return stationarity === undefined ? gap <= tol * Math.max(0, this.atZero) : stationarity <= tol;
  }

  #dualValue(W: Float64Array): number {
    const loss = this.#loss;
    const { ridge, conjugate } = this.#penalty;
    const Z = this.#Z;
    const alpha = ridge?.alpha ?? 0;
    const rest = restOf(this.#penalty);
    const form = couplingOf(this.#penalty);
    const between = form ? couplingValue(form, W, loss.T) : 0;
    if (this.#road === "squares") {
      this.#slope(W, 0);
      return -loss.conjugate(1) - between - square(Z) / (2 * alpha);
    }
    if (this.#road === "conjugate") {
      for (let k = 0; k < Z.length; k++) Z[k] = -this.G[k]!;
      return -loss.conjugate(1) - conjugate!(Z, loss);
    }
    this.#slope(W, alpha);
    const own = rest!.quadratic?.addSlope(W, Z, loss) ?? 0;
    for (let k = 0; k < Z.length; k++) Z[k] = -Z[k]!;
    const size = normOf(rest!).dual!(Z, loss);
    const s = size > 1 ? 1 / size : 1;
    return -loss.conjugate(s) - s * s * ((alpha * square(W) + own) / 2 + between);
  }

  /** Z <- G + alpha W + W B */
  #slope(W: Float64Array, alpha: number): void {
    const Z = this.#Z;
    const form = couplingOf(this.#penalty);
    for (let k = 0; k < Z.length; k++) Z[k] = this.G[k]! + alpha * W[k]!;
    if (form) addPull(form, W, this.#loss.T, Z);
  }

  #stationarity(parts: readonly Float64Array[]): number {
    const { ridge, components } = this.#penalty;
    const alpha = ridge?.alpha ?? 0;
    const rest = restOf(this.#penalty);
    const form = rest && couplingOf(this.#penalty);
    const sides = components ?? [withoutRidge(this.#penalty)];
    const bend = form ? steepestCoupling(form, this.#loss.T) : 0;
    const tau = 1 / (sides.length * (this.#steepest + alpha + bend));
    let moved = 0;
    for (const [k, W] of parts.entries()) {
      const V = this.#Z;
      if (form) this.#slope(W, alpha);
      else for (let at = 0; at < V.length; at++) V[at] = this.G[at]! + alpha * W[at]!;
      for (let at = 0; at < V.length; at++) V[at] = W[at]! - tau * V[at]!;
      sides[k]?.prox?.(V, tau, this.#loss);
      for (let at = 0; at < V.length; at++) moved += (W[at]! - V[at]!) ** 2;
    }
    const scale = this.#slopeAtZero;
    return moved === 0 ? 0 : Math.sqrt(moved) / tau / scale;
  }
}

/** Whether a penalty says no to dual points that are too long, or answers all of them; a strength of 0 does neither. */
function roadOf(penalty: Penalty): "scale" | "squares" | "conjugate" | "none" {
  const { ridge, conjugate } = penalty;
  const rest = restOf(penalty);
  const idle = rest === undefined || rest.zero || rest.components?.some(({ zero }) => zero);
  if (!idle && normOf(rest).dual) return "scale";
  if (couplingOf(penalty)) return idle && ridge && ridge.alpha > 0 ? "squares" : "none";
  return conjugate && (idle ? ridge && ridge.alpha > 0 : true) ? "conjugate" : "none";
}

/** What is left of a penalty without a ridge when the loss has its quadratic part. */
const normOf = (rest: Penalty): Penalty => rest.quadratic?.rest ?? rest;

/** g at W, or at its components. */
export function penaltyAt(penalty: Penalty, parts: readonly Float64Array[], loss: Shape): number {
  let sum = 0;
  for (const [k, part] of parts.entries()) sum += (penalty.components?.[k] ?? penalty).value(part, loss);
  return sum;
}

function square(W: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < W.length; k++) sum += W[k]! * W[k]!;
  return sum;
}
