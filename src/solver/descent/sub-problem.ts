import type { Work } from "../../base/work.ts";
import type { Block } from "../../kernel/arena.ts";
import { sweepGram, sweepRows } from "../../kernel/sweep.ts";
import type { RandomState } from "../../matrix/random.ts";
import { openAnderson } from "./anderson.ts";
import { type FenchelGap, largestOf } from "./fenchel-gap.ts";
import { plainSweepGram, plainSweepRows } from "./plain-sweep.ts";
import type { RowQuestions } from "./row-terms.ts";
import type { Source } from "./source.ts";
import { memoryOf } from "./working-set.ts";

/** Block descent on the features of the working set alone. */
export interface SubProblem {
  /** Sweeps until the set's own gap is at most `goal`, at most `budget` times; returns how often. */
  descend(goal: number, budget: number, fraction: number): Work<number>;
  /** How far the set's W may be above the minimum over the set, from its H. */
  gap(): number;
  /** F(W) where the gap was last taken. */
  readonly objective: number;
  /** Whether it was told to stop. */
  readonly stopped: boolean;
  close(): void;
}

/** In rounds of as many sweeps as Anderson acceleration looks back on; its extrapolation is taken where F falls. */
export function openSubProblem(
  source: Source,
  questions: RowQuestions,
  fenchel: FenchelGap,
  shuffled: RandomState | undefined,
): SubProblem {
  const { set, T, lanes, half } = source;
  const { ridge, strengths } = questions;
  const anderson = openAnderson(memoryOf);
  const scratch = { step: new Float64Array(T), row: new Float64Array(T), h: new Float64Array(T) };

  /** On the rows of the data a row that is zero costs as much as any, so only one sweep of a round goes over all. */
  function sweep(first: boolean): void {
    const { onGram, ld, W, H, X, squares, n, work, features } = set;
    if (shuffled) shuffled.shuffle(set.order.values.subarray(0, set.m));
    const all = first || onGram;
    const m = all ? set.m : set.listActive();
    const order = all ? set.order : set.active;
    if (strengths) {
      if (onGram) sweepGram({ m, lanes }, set.G, ld, order, W, H, strengths, work);
      else sweepRows({ m, lanes }, X, n, squares, order, W, source.R, strengths, work);
    } else if (onGram) {
      plainSweepGram(
        m,
        lanes,
        set.G.values,
        ld,
        order.values,
        W.values,
        H.values,
        questions,
        features,
        scratch,
      );
    } else {
      const [x, q, o] = [X.values, squares.values, order.values];
      plainSweepRows(m, lanes, x, n, q, o, W.values, source.R.values, questions, features, scratch);
    }
  }

  const measure = (W: Block, H: Block): number => fenchel.measure(half, W, set.C, H, set.m, set.features);

  /** F of the set's W, or of the trial. */
  function F(trial: boolean): number {
    const W = trial ? set.trialW : set.W;
    if (set.onGram) return measure(W, trial ? set.trialH : set.H);
    return source.loss(trial) + fenchel.penalty(W, set.m, ridge, set.features);
  }

  let stopped = false;
  let objective = Infinity;

  function gap(): number {
    objective = measure(set.W, set.H);
    fenchel.dualNorms(source.sizes, set.H, set.m, set.features);
    return objective - fenchel.dual(largestOf(source.sizes.values, set.m));
  }

  return {
    gap,
    get objective() {
      return objective;
    },
    get stopped() {
      return stopped;
    },
    *descend(goal, budget, fraction) {
      for (let sweeps = 0; ; ) {
        set.remember(0);
        let k = 0;
        for (; k < memoryOf && sweeps < budget; k++, sweeps++) {
          sweep(k === 0);
          set.remember(k + 1);
          if (set.onGram && gap() <= goal) return sweeps + 1; // H is at hand, so a look costs next to nothing
        }
        if (k === memoryOf && anderson.extrapolate(set.trialW, set.iterates, set.m * lanes)) {
          source.evaluate(ridge);
          if (F(true) < F(false)) source.take();
        }
        source.refresh(ridge);
        if (gap() <= goal || sweeps >= budget) return sweeps;
        stopped = (yield { stage: "sweep", fraction }) === false;
        if (stopped) return sweeps;
      }
    },
    close: () => anderson.close(),
  };
}
