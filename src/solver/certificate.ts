import type { LeastSquares } from "../datafit/least-squares.ts";
import type { Penalty } from "../penalty/penalty.ts";

/** What a point is worth: the objective there, and how far above the minimum it may be. */
export interface Certificate {
  readonly objective: number;
  readonly gap: number;
}

/** What a gap asks of squared loss: its cross-products, p x T, and f(0). */
type Loss = Pick<LeastSquares, "p" | "T" | "cross" | "atZero">;

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
  let cw = 0;
  let gw = 0;
  for (let k = 0; k < W.length; k++) {
    cw += loss.cross[k]! * W[k]!;
    gw += G[k]! * W[k]!;
  }
  const ry = 2 * loss.atZero - cw;
  const rr = Math.max(0, ry + gw);
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
