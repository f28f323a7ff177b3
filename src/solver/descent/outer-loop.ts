import type { Mark } from "../../base/mark.ts";
import type { Work } from "../../base/work.ts";
import type { Dense } from "../../matrix/dense.ts";
import type { BlockDescentResult, BlockDescentSettings } from "./block-descent.ts";
import { fenchelGap, largestOf, scaleOf } from "./fenchel-gap.ts";
import { gapSafe } from "./gap-safe.ts";
import { newcomers } from "./newcomers.ts";
import type { RowQuestions } from "./row-terms.ts";
import { read, type Source, subtractRidge } from "./source.ts";
import { openSubProblem } from "./sub-problem.ts";

/** Fewest features that enter the working set at a time. */
const few = 32;
/** How much of the outer gap a sub-problem may leave. */
const share = 0.3;

/**
 * Working sets (Massias, Gramfort & Salmon 2018; Bertrand et al. 2022, skglm): look at all features, measure the gap,
 * let in those whose constraints are nearest, solve for the set to a share of the gap; until the gap is small.
 */
export function* outerLoop(
  source: Source,
  questions: RowQuestions,
  { tol = 1e-6, maxIter = 10_000, start, random }: BlockDescentSettings,
): Work<BlockDescentResult> {
  const since = performance.now();
  const { half, set } = source;
  const { ridge, reach } = questions;
  const target = tol * half;
  const fenchel = fenchelGap(questions, source);
  const safe = gapSafe(source.squares, ridge, reach);
  const candidates = newcomers(source, ridge, safe);
  const marks: Mark[] = [];
  const sub = openSubProblem(source, questions, fenchel, random);
  try {
    source.recall();
    begin(source, start);
    for (let sweeps = 0; ; ) {
      source.correlate();
      gather(source);
      subtractRidge(set.H.values, set.W.values, ridge);
      scatter(source);
      const { H, sizes, features, count } = source;
      const objective = fenchel.measure(half, set.W, set.C, set.H, set.m, set.features);
      fenchel.dualNorms(sizes, H, count, features);
      const dualNorm = largestOf(sizes.values, count);
      safe.keep(fenchel.dual(dualNorm), scaleOf(dualNorm), sizes.values, features, count);
      const gap = Math.max(0, objective - safe.best);
      marks.push({ iteration: sweeps, objective, gap, seconds: (performance.now() - since) / 1000 });
      const converged = gap <= target;
      const fraction = progress(gap, target, marks[0]!.gap);
      const done = converged || sub.stopped || sweeps >= maxIter;
      if (done || (yield { stage: "descend", fraction }) === false)
        return { W: read(source), marks, converged };
      safe.screen(gap, set.slots);
      const many = candidates.choose(Math.max(few, 2 * Math.min(support(source), violators(source))));
      source.enter(candidates.chosen, many);
      gather(source);
      source.drop(safe.dropped);
      sweeps += yield* sub.descend(Math.max(share * gap, target / 2), maxIter - sweeps, fraction);
    }
  } finally {
    sub.close();
  }
}

/** W <- start. Features in which it is not zero enter the set; a set much larger than that begins anew. */
function begin(source: Source, start: Dense | undefined): void {
  const { p, T, lanes, set, squares } = source;
  const used: number[] = [];
  for (let j = 0; start && j < p; j++) {
    if (squares[j]! > 0 && start.data.subarray(j * T, (j + 1) * T).some((w) => w !== 0)) used.push(j);
  }
  if (set.m > 4 * used.length + 8 * few) set.clear();
  const missing = used.filter((j) => set.slots[j]! < 0);
  source.enter(missing, missing.length);
  const W = set.W.values.fill(0);
  for (let k = 0; start && k < set.m; k++) {
    for (let t = 0; t < T; t++) W[k * lanes + t] = start.data[set.features[k]! * T + t]!;
  }
}

/** The set's rows of H from those of all features. */
function gather({ set, H, features, count, lanes }: Source): void {
  const [from, to, slots] = [H.values, set.H.values, set.slots];
  for (let k = 0; k < count; k++) {
    const slot = slots[features[k]!]!;
    if (slot < 0) continue;
    for (let t = 0; t < lanes; t++) to[slot * lanes + t] = from[k * lanes + t]!;
  }
}

/** And back. */
function scatter({ set, H, features, count, lanes }: Source): void {
  const [to, from, slots] = [H.values, set.H.values, set.slots];
  for (let k = 0; k < count; k++) {
    const slot = slots[features[k]!]!;
    if (slot < 0) continue;
    for (let t = 0; t < lanes; t++) to[k * lanes + t] = from[slot * lanes + t]!;
  }
}

/** How many features outside the set break their constraint. */
function violators({ set, sizes, features, count }: Source): number {
  const dual = sizes.values;
  let many = 0;
  for (let k = 0; k < count; k++) if (dual[k]! > 1 && set.slots[features[k]!]! < 0) many++;
  return many;
}

/** How many rows of W are not zero. */
function support({ set, lanes }: Source): number {
  const W = set.W.values;
  let rows = 0;
  for (let k = 0; k < set.m; k++) {
    for (let t = k * lanes; t < (k + 1) * lanes; t++) {
      if (W[t] === 0) continue;
      rows++;
      break;
    }
  }
  return rows;
}

/** Digits of the gap that are gained, of those that are wanted. */
export const progress = (gap: number, target: number, first: number): number =>
  gap <= target ? 1 : Math.max(0, Math.min(1, Math.log(first / gap) / Math.log(first / target)));
