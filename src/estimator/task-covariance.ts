import type { Table } from "../base/display/card.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { multiply } from "../matrix/product.ts";
import { svd } from "../matrix/svd.ts";

/**
 * Ω = (WᵀW)^½ / tr (WᵀW)^½, T x T: the covariance of trace 1 at which tr(W Ω⁻¹ Wᵀ) is least. I / T where W is 0, as no
 * covariance is better than another there. Its rank is that of W; nothing is inverted.
 */
export function relationOf(W: Dense): Dense {
  const { s, V } = svd(W);
  const T = W.columns;
  const trace = s.reduce((sum, size) => sum + size, 0);
  if (!(trace > 0)) return diagonal(T, 1 / T);
  return weighted(V, (i) => s[i]! / trace);
}

/** Eigenvalues of a covariance below this share of the largest count as 0. */
export const nothing = 1e-10;

/** The rank of Ω, that of W: less than T where Ω is singular, as where tasks are copies or mixes of others. */
export function relationRank(W: Dense): number {
  const { s } = svd(W);
  return s.filter((size) => size > nothing * s[0]!).length || W.columns;
}

/** What a card says of Ω. */
export function relationTable(W: Dense): Table {
  const [rank, T] = [relationRank(W), W.columns];
  const rows = [["rank", rank < T ? `${rank} of ${T}: singular` : `${rank} of ${T}`]];
  return { caption: "task covariance", head: ["", "value"], rows };
}

/** V diag(values) Vᵀ. */
export function weighted(V: Dense, value: (i: number) => number): Dense {
  const scaled = { ...V, data: V.data.map((v, k) => v * value(k % V.columns)) };
  return multiply(scaled, V, { transposeB: true });
}

/** Correlations of a covariance: 1 on the diagonal, 0 beside it for tasks of variance 0. */
export function correlationOf({ data, rows: T }: Dense): Dense {
  const size = Float64Array.from({ length: T }, (_, t) => Math.sqrt(Math.max(0, data[t * (T + 1)]!)));
  const out = diagonal(T, 1);
  for (let s = 0; s < T; s++) {
    for (let t = 0; t < s; t++) {
      const both = size[s]! * size[t]!;
      const value = both > 0 ? Math.max(-1, Math.min(1, data[s * T + t]! / both)) : 0;
      out.data[s * T + t] = value;
      out.data[t * T + s] = value;
    }
  }
  return out;
}

export function diagonal(T: number, value: number): Dense {
  const out = zeros(T, T);
  for (let t = 0; t < T; t++) out.data[t * (T + 1)] = value;
  return out;
}
