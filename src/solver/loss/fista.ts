import type { Mark } from "../../base/mark.ts";
import type { Work } from "../../base/work.ts";
import { addPull, steepestCoupling } from "../../penalty/coupling.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import { couplingOf, restOf, withoutRidge } from "../../penalty/rest-of.ts";
import type { Minimum } from "../admm.ts";
import { isTaskwise } from "../roads.ts";
import type { EmpiricalLoss } from "./empirical-loss.ts";
import { LossJudge } from "./loss-certificate.ts";
import type { LossSettings } from "./loss-settings.ts";

/** The shortest step that is tried. */
const least = 1e-300;

/** A component of W: where it is, where it was, the point that momentum took it to. */
interface Side {
  readonly penalty: Penalty | undefined;
  readonly X: Float64Array;
  readonly old: Float64Array;
  readonly Y: Float64Array;
}

/**
 * Accelerated proximal gradient for f(W) + alpha/2 ‖W‖² + h(W), W the sum of one or two components, on the rows of the data.
 *
 *     X <- prox_h(Y − τ (∇f(ΣY) + alpha ΣY), τ),  Y <- X + (t − 1)/t⁺ (X − X_old)
 *
 * Momentum begins anew where it points uphill. One τ for all tasks, or one a task where the penalty is separable by task.
 * Where the loss has no bound of its curvature, τ is halved until the quadratic above f holds, and grows again by a tenth.
 *
 * @see Beck & Teboulle 2009; O'Donoghue & Candès 2015, section 3.2 (gradient scheme)
 */
export function* fista(
  loss: EmpiricalLoss,
  penalty: Penalty,
  { tol, maxIter, start }: LossSettings,
): Work<Minimum> {
  const since = performance.now();
  const { p, T } = loss;
  const size = p * T;
  const room = (): Float64Array => new Float64Array(size);
  const alpha = penalty.ridge?.alpha ?? 0;
  const rest = restOf(penalty);
  const form = rest && couplingOf(penalty); // with nothing beside it a square between tasks has a prox
  const sides: Side[] = (penalty.components ?? [withoutRidge(penalty)]).map((part, k) => {
    const X = start?.components[k]?.slice() ?? room();
    return { penalty: part, X, old: room(), Y: X.slice() };
  });
  const points = sides.map(({ X }) => X);
  const judge = new LossJudge(loss, penalty);
  const bounded = loss.isBounded;
  const steepest = loss.steepest(); // at W = 0, where the judge has looked, if it has no bound
  const taskwise = bounded && rest !== undefined && !form && isTaskwise(rest);
  const bend = alpha + (form ? steepestCoupling(form, T) : 0);
  const largest = Math.max(...steepest);
  const tau = new Float64Array(T);
  for (let t = 0; t < T; t++) tau[t] = 1 / (sides.length * ((taskwise ? steepest[t]! : largest) + bend) || 1);
  const column = new Float64Array(p);
  const [W, P, G] = [room(), room(), judge.G];
  const marks: Mark[] = [];
  let momentum = 1;
  let checkAt = 0;

  for (let iteration = 0, go = true; ; iteration++) {
    if (iteration >= checkAt || iteration >= maxIter || !go) {
      const at = judge.measure(evaluate("X"), W, points);
      marks.push({ iteration, ...at, seconds: (performance.now() - since) / 1000 });
      if (at.objective > marks[0]!.objective) for (let t = 0; t < T; t++) tau[t]! /= 2; // steps were too long
      const converged = judge.accepts(at, tol);
      if (converged || iteration >= maxIter || !go) {
        return { state: { components: points }, marks, converged };
      }
      checkAt = iteration + Math.max(1, Math.min(25, Math.floor(iteration / 4)));
    }
    go = (yield { stage: "fista", fraction: iteration / maxIter }) !== false;
    step();
  }

  /** W <- the sum of the components; f there. */
  function evaluate(at: "X" | "Y"): number {
    W.fill(0);
    for (const side of sides) for (let k = 0; k < size; k++) W[k]! += side[at][k]!;
    return loss.evaluate(W);
  }

  function step(): void {
    let value = evaluate("Y");
    if (!(value < Infinity)) {
      for (const { X, Y } of sides) Y.set(X); // momentum went where the loss overflows
      momentum = 1;
      value = evaluate("Y");
    }
    loss.gradient(G);
    P.fill(0);
    if (form) addPull(form, W, T, P);
    if (!bounded) for (let t = 0; t < T; t++) tau[t]! *= 1.1;
    for (const side of sides) side.old.set(side.X);
    for (;;) {
      for (const { penalty: g, X, Y } of sides) {
        for (let k = 0; k < size; k++) X[k] = Y[k]! - tau[k % T]! * (G[k]! + P[k]! + alpha * W[k]!);
        if (!g) continue;
        if (!taskwise) {
          g.prox!(X, tau[0]!, loss);
          continue;
        }
        for (let t = 0; t < T; t++) {
          for (let j = 0; j < p; j++) column[j] = X[j * T + t]!;
          g.prox!(column, tau[t]!, { p, T: 1 });
          for (let j = 0; j < p; j++) X[j * T + t] = column[j]!;
        }
      }
      if (bounded || isBelow(value) || !(tau[0]! > least)) break;
      evaluate("Y"); // W anew
      tau[0]! /= 2;
      tau.fill(tau[0]!);
    }
    let uphill = 0;
    for (const { X, Y, old } of sides) {
      for (let k = 0; k < size; k++) uphill += (Y[k]! - X[k]!) * (X[k]! - old[k]!);
    }
    if (uphill > 0) momentum = 1;
    const next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const push = uphill > 0 ? 0 : (momentum - 1) / next;
    for (const { X, Y, old } of sides) for (let k = 0; k < size; k++) Y[k] = X[k]! + push * (X[k]! - old[k]!);
    momentum = next;
  }

  /** Whether f at X lies below its quadratic at Y: f(Y) + ⟨G, X − Y⟩ + ‖X − Y‖² / (2 K τ'), τ' = τ without the ridge. */
  function isBelow(value: number): boolean {
    let [inner, far] = [0, 0];
    const curvature = 1 / (sides.length * tau[0]!) - bend;
    for (let k = 0; k < size; k++) {
      let d = 0;
      for (const { X, Y } of sides) d += X[k]! - Y[k]!;
      inner += G[k]! * d;
      far += d * d;
    }
    const at = evaluate("X");
    return curvature > 0 && at <= value + inner + (curvature / 2) * far + 1e-14 * Math.abs(value);
  }
}
