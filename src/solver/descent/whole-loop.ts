import type { Mark } from "../../base/mark.ts";
import type { Work } from "../../base/work.ts";
import type { Dense } from "../../matrix/dense.ts";
import type { BlockDescentResult, BlockDescentSettings } from "./block-descent.ts";
import { fenchelGap } from "./fenchel-gap.ts";
import { progress } from "./outer-loop.ts";
import type { RowQuestions } from "./row-terms.ts";
import { pad, read, type Source, type Whole } from "./source.ts";
import { openSubProblem } from "./sub-problem.ts";

/** The outer loop where the working set has all features: sweep until the gap is small, and look again at H made anew. */
export function* wholeLoop(
  source: Source,
  { renew, trail }: Whole,
  questions: RowQuestions,
  { tol = 1e-6, maxIter = 10_000, start, onward, random }: BlockDescentSettings,
): Work<BlockDescentResult> {
  const since = performance.now();
  const { half, set } = source;
  const { ridge } = questions;
  const target = tol * half;
  const fenchel = fenchelGap(questions, source);
  const marks: Mark[] = [];
  const sub = openSubProblem(source, questions, fenchel, random);
  try {
    let beyond = onward !== undefined && trail.follow(set.W, set.H, onward, ridge);
    if (!beyond) begin(source, start);
    for (let sweeps = 0; ; ) {
      if (!beyond || sub.gap() <= target) renew(ridge);
      beyond = false;
      const gap = Math.max(0, sub.gap());
      marks.push({
        iteration: sweeps,
        objective: sub.objective,
        gap,
        seconds: (performance.now() - since) / 1000,
      });
      const converged = gap <= target;
      const fraction = progress(gap, target, marks[0]!.gap);
      if (converged || sub.stopped || sweeps >= maxIter || (yield { stage: "descend", fraction }) === false) {
        trail.keep(set.W, set.H, ridge);
        return { W: read(source), marks, converged };
      }
      sweeps += yield* sub.descend(target, maxIter - sweeps, fraction);
    }
  } finally {
    sub.close();
  }
}

/** W <- start; a feature that is 0 in all rows has no turn in a sweep, so it begins and stays at 0. */
function begin({ set, lanes, squares, p }: Source, start: Dense | undefined): void {
  const W = set.W.values;
  if (start) pad(W, start, lanes);
  for (let j = 0; j < p; j++) if (!start || squares[j] === 0) W.fill(0, j * lanes, (j + 1) * lanes);
}
