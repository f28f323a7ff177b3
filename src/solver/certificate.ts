import type { Squares } from "../datafit/least-squares.ts";
import type { Penalty } from "../penalty/penalty.ts";

/** What a point is worth: the objective there, and how far above the minimum it may be. */
export interface Certificate {
  readonly objective: number;
  readonly gap: number;
}

/** What a gap asks of squared loss: its cross-products, p x T, and f(0). */
type Loss = Pick<Squares, "p" | "T" | "cross" | "atZero" | "halfInverse">;

/**
 * The Fenchel gap of f + g at W, from G = ∇f(W). The dual point is the residual, scaled by s where g is a norm:
 * D(s) = s ⟨r, y⟩ − s²/2 ‖r‖² − g*(−s G), ⟨r, y⟩ = 2 f(0) − c·W, ‖r‖² = ⟨r, y⟩ + W·G; a norm's g* is 0 up to s = 1 / dual(−G).
 * `value` is g there, of the components where g is a decomposition. A part q(W) = 1/2 ⟨W, A W⟩ of g is √A W below the residual,
 * with zeros below y: ∇q then belongs to the gradient, and q to 1/2 ‖r‖². G is left with its sign turned.
 */
export function certify(
  loss: Loss,
  penalty: Penalty,
  W: Float64Array,
  G: Float64Array,
  value: number,
): Certificate {
  const { quadratic } = penalty;
  const rest = quadratic?.rest ?? penalty;
  const own = value - (quadratic?.addSlope(W, G, loss) ?? 0) / 2;
  const { ry, rr } = residualOf(loss, W, G);
  const objective = rr / 2 + own;
  for (let k = 0; k < G.length; k++) G[k] = -G[k]!;
  let dual: number;
  if (rest.dual) {
    const size = rest.dual(G, loss);
    const longest = size > 0 ? 1 / size : Infinity;
    const s = rr > 0 ? Math.max(0, Math.min(longest, ry / rr)) : 0;
    dual = s * ry - (s * s * rr) / 2;
  } else {
    dual = ry - rr / 2 - rest.conjugate!(G, loss);
  }
  return { objective, gap: Math.max(0, objective - dual) };
}

/** ⟨r, y⟩ and ‖r‖² of the residual r at W, from G = ∇f(W). */
function residualOf(loss: Loss, W: Float64Array, G: Float64Array): { ry: number; rr: number } {
  let cw = 0;
  let gw = 0;
  for (let k = 0; k < W.length; k++) {
    cw += loss.cross[k]! * W[k]!;
    gw += G[k]! * W[k]!;
  }
  const ry = 2 * loss.atZero - cw;
  return { ry, rr: Math.max(0, ry + gw) };
}

/**
 * The same by a dual point of the caller's, −Y with Y next to the subgradients of g at W, from G = ∇f(W), g without a quadratic part:
 * (f(W) + f*(−Y) + ⟨Y, W⟩) + (g(W) + g*(Y) − ⟨Y, W⟩), the first 1/2 ⟨R, H⁻¹ R⟩ with R = ∇f(W) + Y, the second next to nothing. So it
 * falls as the square of R, where that of the residual falls as R itself. Y is scaled back where g is a norm that it is
 * outside of, and is 0 where that says more, as where g is so weak that Y is rounding. Infinity where H is singular. G and Y are used up.
 */
export function certifyBy(
  Y: Float64Array,
  loss: Loss,
  penalty: Penalty,
  W: Float64Array,
  G: Float64Array,
  value: number,
): Certificate {
  const objective = residualOf(loss, W, G).rr / 2 + value;
  const size = penalty.dual ? penalty.dual(Y, loss) : 0;
  if (size > 1) for (let k = 0; k < Y.length; k++) Y[k]! /= size;
  let apart = penalty.dual ? value : value + penalty.conjugate!(Y, loss);
  for (let k = 0; k < Y.length; k++) apart -= Y[k]! * W[k]!;
  if (!(apart <= value)) {
    Y.fill(0);
    apart = value;
  }
  for (let k = 0; k < G.length; k++) G[k]! += Y[k]!;
  return { objective, gap: Math.max(0, apart) + loss.halfInverse!(G, Y) };
}
