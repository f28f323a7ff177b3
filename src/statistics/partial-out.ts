import { type Dense, zeros } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { multiply } from "../matrix/product.ts";
import { type Moments, products } from "./moments.ts";
import { TaskStatistics } from "./task-statistics.ts";

/** A problem without some of its features, and the way back to all of them. */
export interface PartialledOut {
  /** Of the other features; about the origin, as the intercept is out too. */
  readonly statistics: TaskStatistics;
  /** All coefficients, p x T, from those of the other features: the free ones are the best there are beside them. */
  restore(W: Float64Array): Float64Array;
}

/**
 * Takes features out of a least squares problem that no penalty holds, as centring takes out the intercept: what is left of
 * the others and of the targets once the free ones have explained all they can (Frisch & Waugh 1933; Lovell 1963).
 * G <- G_kk − G_kf G_ff⁻¹ G_fk, and c and yᵀy alike. Free features that depend on each other share what they explain.
 */
export function partialOut(
  statistics: TaskStatistics,
  free: readonly number[],
  fitIntercept: boolean,
): PartialledOut {
  const { p, T, groups, taskNames } = statistics;
  const kept = [...Array(p).keys()].filter((j) => !free.includes(j));
  const parts = groups.map(({ tasks, moments }) => ({ tasks, ...partOf(moments, free, kept, fitIntercept) }));
  return {
    statistics: new TaskStatistics(kept.length, T, taskNames, parts),
    restore(W) {
      const out = new Float64Array(p * T);
      for (const [k, j] of kept.entries()) out.set(W.subarray(k * T, k * T + T), j * T);
      for (const { tasks, byFeatures, byTargets } of parts) {
        for (const [f, j] of free.entries()) {
          for (const [at, t] of tasks.entries()) {
            let w = byTargets.data[f * tasks.length + at]!;
            for (let k = 0; k < kept.length; k++) w -= byFeatures.data[f * kept.length + k]! * W[k * T + t]!;
            out[j * T + t] = w;
          }
        }
      }
      return out;
    },
  };
}

/** A column of the others that keeps no more than this share of its square is made of free ones, but for rounding. */
const nothing = 1e-12;

function partOf(
  moments: Moments,
  free: readonly number[],
  kept: readonly number[],
  fitIntercept: boolean,
): { readonly moments: Moments; readonly byFeatures: Dense; readonly byTargets: Dense } {
  const { gram, cross, square } = products(moments, fitIntercept);
  const all = [...square.keys()];
  const [Gff, Gfk, Gkk] = [pick(gram, free, free), pick(gram, free, kept), pick(gram, kept, kept)];
  const [cf, ck] = [pick(cross, free, all), pick(cross, kept, all)];
  const inverse = inverted(Gff);
  const [byFeatures, byTargets] = [multiply(inverse, Gfk), multiply(inverse, cf)];
  const [explained, shared] = [
    multiply(Gfk, byFeatures, { transposeA: true }),
    multiply(Gfk, byTargets, { transposeA: true }),
  ];
  const k = kept.length;
  const alive = kept.map(
    (_, i) => Gkk.data[i * k + i]! - explained.data[i * k + i]! > nothing * Gkk.data[i * k + i]!,
  );
  const packed = new Float64Array((k * (k + 1)) / 2);
  for (let i = 0, at = 0; i < k; i++) {
    for (let j = 0; j <= i; j++, at++) {
      if (alive[i] && alive[j]) packed[at] = Gkk.data[i * k + j]! - explained.data[i * k + j]!;
    }
  }
  const T = square.length;
  const left = ck.data.map((value, at) => (alive[Math.floor(at / T)] ? value - shared.data[at]! : 0));
  const rest = square.map((value, t) => {
    let sum = value;
    for (let f = 0; f < free.length; f++) sum -= cf.data[f * T + t]! * byTargets.data[f * T + t]!;
    return Math.max(0, sum);
  });
  const origin = { meanX: new Float64Array(k), restX: new Float64Array(k) };
  const none = { meanY: new Float64Array(T), restY: new Float64Array(T) };
  const reduced = { ...moments, ...origin, ...none, gram: packed, cross: left, square: rest };
  return { moments: reduced, byFeatures, byTargets };
}

/** The inverse of a Gram matrix, brought to a unit diagonal first; directions that carry nothing are left out. */
function inverted(G: Dense): Dense {
  const f = G.rows;
  const scale = Float64Array.from({ length: f }, (_, i) => {
    const size = Math.sqrt(G.data[i * f + i]!);
    return size > 0 ? 1 / size : 0;
  });
  const unit = G.data.map((value, at) => value * scale[Math.floor(at / f)]! * scale[at % f]!);
  const { values, vectors } = eigh({ ...G, data: unit });
  const largest = values[f - 1]!;
  const rows = vectors.data.map((value, at) => value * scale[Math.floor(at / f)]!);
  const weighted = rows.map((value, at) => {
    const own = values[at % f]!;
    return own > nothing * largest ? value / own : 0;
  });
  return multiply({ ...G, data: weighted }, { ...G, data: rows }, { transposeB: true });
}

function pick({ data, columns }: Dense, rows: readonly number[], of: readonly number[]): Dense {
  const out = zeros(rows.length, of.length);
  for (const [r, i] of rows.entries()) {
    for (const [c, j] of of.entries()) out.data[r * of.length + c] = data[i * columns + j]!;
  }
  return out;
}
