import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { gemm } from "../../kernel/product.ts";
import { lanesOf } from "../../kernel/sweep.ts";
import type { Dense } from "../../matrix/dense.ts";
import { pad, type Source, subtractRidge } from "./source.ts";
import { openTrail } from "./trail.ts";
import { WorkingSet } from "./working-set.ts";

/** Up to so many features the working set has them all: rows of W that are zero then cost less than choosing among them. */
const few = 512;
/** Rows of G that are fetched for one product. */
const chunk = 64;

/** What squared loss needs of centred data: G = XᵀX / n̄, p x p; C = XᵀY / n̄, p x T; 1/2 ‖Y‖² / n̄. */
export interface GramData {
  readonly gram: Dense;
  readonly cross: Dense;
  readonly halfSquare: number;
}

/** The data as its Gram matrix, which is read where it lies. */
export function gramSource({ gram, cross, halfSquare }: GramData): Source {
  const { rows: p, columns: T } = cross;
  const lanes = lanesOf(T);
  const arena = openArena({
    ...{ cross: f64(p * lanes), H: f64(p * lanes), sizes: f64(p), R: f64(1) },
    ...{ rows: f64(chunk * p), weights: f64(chunk * lanes) },
  });
  const { blocks } = arena;
  pad(blocks.cross.values, cross, lanes);
  const set = new WorkingSet(p, lanes, 0);
  const trail = p <= few ? openTrail(p * lanes) : undefined;

  const source: Source = {
    ...{ p, T, lanes, set, half: halfSquare, count: p, R: blocks.R },
    ...{ cross: blocks.cross, H: blocks.H, sizes: blocks.sizes },
    squares: Float64Array.from({ length: p }, (_, j) => gram.data[j * p + j]!),
    features: Int32Array.from({ length: p }, (_, j) => j),
    enter(newcomers, many) {
      const from = set.m;
      set.enter(newcomers, many);
      const { m, ld, features } = set;
      const [G, C, all] = [set.G.values, set.C.values, blocks.cross.values];
      for (let k = from; k < m; k++) {
        const j = features[k]!;
        C.set(all.subarray(j * lanes, (j + 1) * lanes), k * lanes);
        for (let l = 0; l <= k; l++) G[k * ld + l] = G[l * ld + k] = gram.data[j * p + features[l]!]!;
      }
    },
    correlate() {
      blocks.H.values.set(blocks.cross.values);
      subtractProduct(blocks.H);
    },
    evaluate(ridge) {
      const { m, ld, trialW, trialH } = set;
      trialH.values.set(set.C.values);
      gemm(trialH, set.G, trialW, { m, n: lanes, k: m, lda: ld, mode: "subtract" });
      subtractRidge(trialH.values, trialW.values, ridge);
    },
    loss: () => Number.NaN,
    refresh() {},
    take: () => set.take(),
    drop() {},
    recall() {},
    whole: trail && {
      trail,
      renew(ridge) {
        const { H, C, G, W, m, ld } = set;
        H.values.set(C.values);
        if (2 * set.listActive() < m) subtractProduct(H);
        else gemm(H, G, W, { m, n: lanes, k: m, lda: ld, mode: "subtract" });
        subtractRidge(H.values, W.values, ridge);
      },
    },
    close() {
      trail?.close();
      set.close();
      arena.close();
    },
  };
  if (trail) source.enter(source.features, p);
  return source;

  /** to −= G W, p x lanes, by the rows of W that are not zero. */
  function subtractProduct(to: Block): void {
    const [rows, weights, W] = [blocks.rows.values, blocks.weights.values, set.W.values];
    let held = 0;
    for (let k = 0; k < set.m; k++) {
      const at = k * lanes;
      let empty = true;
      for (let t = at; t < at + lanes && empty; t++) empty = W[t] === 0;
      if (empty) continue;
      const j = set.features[k]!;
      rows.set(gram.data.subarray(j * p, (j + 1) * p), held * p);
      for (let t = 0; t < lanes; t++) weights[held * lanes + t] = W[at + t]!;
      if (++held === chunk) held = subtract(to, held);
    }
    subtract(to, held);
  }

  function subtract(to: Block, held: number): 0 {
    const shape = { m: p, n: lanes, k: held, transposeA: true, mode: "subtract" } as const;
    if (held > 0) gemm(to, blocks.rows, blocks.weights, shape);
    return 0;
  }
}
