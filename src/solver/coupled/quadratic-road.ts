import type { Mark } from "../../base/mark.ts";
import { taskLabel } from "../../base/task-names.ts";
import { IllConditionedWarning, warn } from "../../base/warning.ts";
import { type Work, within } from "../../base/work.ts";
import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { axpy, dot, norm } from "../../kernel/vector.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import { couplingOf } from "../../penalty/rest-of.ts";
import type { TaskStatistics } from "../../statistics/task-statistics.ts";
import type { Minimum } from "../admm.ts";
import type { PenalisedSettings } from "../opened.ts";
import type { Road, Start } from "../roads.ts";
import { flowBoundOf } from "./flow-bound.ts";
import { openInverses } from "./open-inverse.ts";
import { pullOf } from "./pull.ts";
import { openSharedStep } from "./shared-step.ts";
import { openSpectra } from "./spectra.ts";

/** Of the root of what the gap may be as a share of what it is, how much a round of conjugate gradients leaves. */
const share = 0.3;

/** Rounds in a row that do not halve the gap, after which what is left of it is rounding: it is told, and it counts. */
const mostIdle = 2;

/**
 * Squared loss with squares between tasks and maybe a ridge: F is quadratic, H W = c. Rounds of W <- W + H⁻¹ (c − H W), of which one is
 * enough where H is solved with exactly, each followed by the best step in what tasks that hang together have in common. After
 * that the slopes R = c − H W add up to 0 wherever the squares B are flat, and
 *
 *     F(W) − min F = 1/2 ⟨R, H⁻¹ R⟩ <= 1/2 ⟨R, (ridge I + B)⁺ R⟩,
 *
 * a Fenchel gap whose dual point is the squares' own W B with R routed along the edges. R is made from the statistics themselves.
 */
export function quadraticRoad(statistics: TaskStatistics, settings: PenalisedSettings): Road {
  const { tol, maxIter, where } = settings;
  const spectra = openSpectra(statistics, settings);
  const { p, T, place } = spectra;
  const room = f64(T * p);
  const { blocks, close } = openArena({ C: room, W: room, R: room, D: room, V: room, best: room });
  const [C, W, R] = [spectra.slab(blocks.C), spectra.slab(blocks.W), spectra.slab(blocks.R)];
  const [D, V, best] = [spectra.slab(blocks.D), spectra.slab(blocks.V), spectra.slab(blocks.best)];
  const inverses = openInverses(spectra, maxIter);
  const common = openSharedStep(spectra);
  spectra.load(spectra.cross, C);
  let told = false;

  /** R <- R − (G + shift I) D for a small D, for which the eigenvectors' digits are enough. */
  function subtractStep(shift: number): void {
    spectra.turn(D, V, "in");
    const v = V.values;
    for (const { from, count, values } of spectra.parts) {
      for (let row = from * p; row < (from + count) * p; row += p)
        for (let j = 0; j < p; j++) v[row + j]! *= values[j]! + shift;
    }
    spectra.turn(V, D, "out");
    axpy(R.all, D.all, -1);
  }

  /**
   * 1/2 ⟨R', (floor I)⁻¹ R'⟩ at most, for the R' = R − (G + ridge I) d that the best common step d leaves: where it is small enough
   * the step need not be taken. ‖(G + ridge I) d‖² <= steepest ⟨d, (G + ridge I) d⟩, which is 2 steepest times its worth.
   */
  function quickBound(slope: Block, worth: number, floor: number): number {
    const steepest = spectra.steepest + floor;
    return floor > 0 ? (norm(slope) + Math.sqrt(2 * steepest * worth)) ** 2 / (2 * floor) : Infinity;
  }

  function tell(): void {
    const { rank, reciprocalCondition, row } = common.worst();
    if (told || rank === p) return;
    told = true;
    const who = taskLabel(place.indexOf(row), statistics.taskNames);
    const message = `${who} and those like it have linearly dependent inputs, to working precision (1 / condition = ${reciprocalCondition.toExponential(1)}); solved by the eigenvectors of XᵀX: the coefficients of smallest norm, rank ${rank} of ${p}`;
    warn(new IllConditionedWarning(where.split(".")[0]!, message));
  }

  return {
    *solve(penalty: Penalty, { state, path }: Start): Work<Minimum> {
      const since = performance.now();
      const form = couplingOf(penalty)!;
      const ridge = penalty.ridge?.alpha ?? 0;
      const inverse = inverses.of(form, ridge);
      const pull = pullOf(form, place, p);
      const bound = flowBoundOf(form, ridge, place, p);
      common.set(form, ridge);
      tell();
      const goal = tol * spectra.atZero;
      const marks: Mark[] = [];
      let least = Infinity;
      let leave = share * Math.sqrt(tol);

      /** R <- c − H W */
      const residual = (): void => {
        R.values.set(C.values);
        D.values.fill(0);
        pull.add(W.values, D.values);
        axpy(R.all, D.all, -1);
        spectra.subtract(W, ridge, R);
      };

      const objective = (): number =>
        Math.max(0, spectra.atZero - (dot(W.all, C.all) + dot(W.all, R.all)) / 2);

      const measure = (): Pick<Mark, "objective" | "gap"> => {
        residual();
        const worth = common.solve(R.values, D.values);
        const quick = worth + quickBound(R.all, worth, form.mean + ridge);
        if (quick <= goal) return { objective: objective(), gap: quick };
        axpy(W.all, D.all, 1);
        subtractStep(ridge);
        const left = common.solve(R.values, D.values);
        D.values.set(R.values);
        return { objective: objective(), gap: left + bound(D.values) };
      };

      if (state) spectra.load(state.components[0]!, W);
      if (state || (path && inverse.iterates)) residual();
      else {
        W.values.fill(0);
        R.values.set(C.values);
      }
      for (let iteration = 0, idle = 0; ; ) {
        const work = within(inverse.solve(R, leave), iteration / maxIter, 1);
        const { steps, go } = yield* work;
        iteration += steps;
        axpy(W.all, R.all, 1);
        const mark = { iteration, ...measure(), seconds: (performance.now() - since) / 1000 };
        marks.push(mark);
        idle = mark.gap < least / 2 ? 0 : idle + 1;
        if (mark.gap < least) {
          least = mark.gap;
          best.values.set(W.values);
        }
        const converged = least <= goal;
        if (converged || !go || iteration >= maxIter || idle > mostIdle) {
          const coef = new Float64Array(p * T);
          spectra.store(best, coef);
          if (least < mark.gap) marks.push({ ...marks.find(({ gap }) => gap === least)!, iteration });
          return { state: { components: [coef] }, marks, converged };
        }
        leave = Math.max(1e-8, Math.min(share, share * Math.sqrt(goal / mark.gap)));
      }
    },
    close() {
      common.close();
      inverses.close();
      close();
      spectra.close();
    },
  };
}
