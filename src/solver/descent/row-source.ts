import { f64, openArena } from "../../kernel/arena.ts";
import { gemm } from "../../kernel/product.ts";
import { lanesOf } from "../../kernel/sweep.ts";
import { type Source, subtractRidge } from "./source.ts";
import { WorkingSet } from "./working-set.ts";

/** Rows of data, and who writes them down in units in which the loss is 1/2 ‖Y − X W‖². */
export interface Rows {
  readonly n: number;
  readonly p: number;
  readonly T: number;
  /** X feature-major, p x n; Y row-major, n rows of `lanes`, zeros beyond T. squares <- the squared norms of the features. */
  load(X: Float64Array, Y: Float64Array, lanes: number, squares: Float64Array): void;
}

/** The data as rows, feature-major. Memory is p (n + 2 T) and the set's. */
export function rowSource({ n, p, T, load }: Rows): Source {
  const lanes = lanesOf(T);
  const arena = openArena({
    ...{ X: f64(p * n), Y: f64(n * lanes), cross: f64(p * lanes), H: f64(p * lanes), sizes: f64(p) },
    ...{ few: f64(Math.floor(p / 4) * n), R: f64(n * lanes), trialR: f64(n * lanes) },
  });
  const { blocks } = arena;
  const squares = new Float64Array(p);
  try {
    load(blocks.X.values, blocks.Y.values, lanes, squares);
  } catch (error) {
    arena.close();
    throw error;
  }
  gemm(blocks.cross, blocks.X, blocks.Y, { m: p, n: lanes, k: n });
  const set = new WorkingSet(p, lanes, n);
  const features = Int32Array.from({ length: p }, (_, j) => j);
  let count = p;
  let seen = blocks.X;
  let [R, trialR] = [blocks.R, blocks.trialR];

  /** R <- Y − X W over the set. */
  const residual = (to = R, W = set.W): void => {
    to.values.set(blocks.Y.values);
    if (set.m > 0) gemm(to, set.X, W, { m: n, n: lanes, k: set.m, transposeA: true, mode: "subtract" });
  };

  return {
    ...{ p, T, lanes, squares, set, features, cross: blocks.cross, H: blocks.H, sizes: blocks.sizes },
    half: half(blocks.Y.values),
    whole: undefined,
    get count() {
      return count;
    },
    get R() {
      return R;
    },
    enter(newcomers, many) {
      const from = set.m;
      set.enter(newcomers, many);
      const { m, ld } = set;
      const [to, all, C, cross] = [set.X.values, blocks.X.values, set.C.values, blocks.cross.values];
      for (let k = from; k < m; k++) {
        const j = set.features[k]!;
        to.set(all.subarray(j * n, (j + 1) * n), k * n);
        C.set(cross.subarray(j * lanes, (j + 1) * lanes), k * lanes);
        set.squares.values[k] = squares[j]!;
      }
      if (!set.onGram || m === from) return;
      const rest = m - from;
      const below = set.G.part(from * ld, rest * ld);
      gemm(below, set.X.part(from * n, rest * n), set.X, { m: rest, n: m, k: n, transposeB: true, ldc: ld });
      const G = set.G.values;
      for (let k = from; k < m; k++) for (let l = 0; l < from; l++) G[l * ld + k] = G[k * ld + l]!;
    },
    correlate() {
      if (set.W.values.every((w) => w === 0)) {
        R.values.set(blocks.Y.values);
        const [H, cross] = [blocks.H.values, blocks.cross.values];
        for (let k = 0; k < count; k++) {
          const j = features[k]!;
          for (let t = 0; t < lanes; t++) H[k * lanes + t] = cross[j * lanes + t]!;
        }
        return;
      }
      residual();
      gemm(blocks.H, seen, R, { m: count, n: lanes, k: n });
    },
    evaluate(ridge) {
      const { m, ld, trialW, trialH } = set;
      if (!set.onGram) return residual(trialR, trialW);
      trialH.values.set(set.C.values);
      gemm(trialH, set.G, trialW, { m, n: lanes, k: m, lda: ld, mode: "subtract" });
      subtractRidge(trialH.values, trialW.values, ridge);
    },
    loss: (trial) => half((trial ? trialR : R).values),
    refresh(ridge) {
      if (set.onGram) return;
      gemm(set.H, set.X, R, { m: set.m, n: lanes, k: n });
      subtractRidge(set.H.values, set.W.values, ridge);
    },
    take() {
      set.take();
      if (!set.onGram) [R, trialR] = [trialR, R];
    },
    drop(dropped) {
      let left = 0;
      for (let k = 0; k < count; k++) if (!dropped[features[k]!]) left++;
      if (left > count / 2 || left * n > blocks.few.length) return;
      const [from, to] = [seen.values, blocks.few.values];
      left = 0;
      for (let k = 0; k < count; k++) {
        if (dropped[features[k]!]) continue;
        if (seen !== blocks.few || left !== k) to.set(from.subarray(k * n, (k + 1) * n), left * n);
        features[left++] = features[k]!;
      }
      count = left;
      seen = blocks.few;
    },
    recall() {
      for (let j = 0; j < p; j++) features[j] = j;
      count = p;
      seen = blocks.X;
    },
    close() {
      set.close();
      arena.close();
    },
  };
}

/** 1/2 ‖z‖² */
function half(z: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < z.length; k++) sum += z[k]! * z[k]!;
  return sum / 2;
}
