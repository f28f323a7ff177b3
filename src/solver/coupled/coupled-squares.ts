import { drain } from "../../base/work.ts";
import type { Squares } from "../../datafit/least-squares.ts";
import { f64, openArena } from "../../kernel/arena.ts";
import { axpy } from "../../kernel/vector.ts";
import type { Coupling } from "../../penalty/coupling.ts";
import { noEdges } from "../../penalty/task-graph.ts";
import type { TaskStatistics } from "../../statistics/task-statistics.ts";
import type { RoadSettings } from "../roads.ts";
import type { Inverse } from "./inverse.ts";
import { openInverses } from "./open-inverse.ts";
import { pullOf } from "./pull.ts";
import { openSpectra, type Slab } from "./spectra.ts";

/** Squared loss with the squares between tasks in it, for solvers that know no more than one loss and one penalty. */
export interface CoupledSquares extends Squares {
  /** Other squares. */
  set(form: Coupling, ridge: number): void;
}

/**
 * The share of a residual that conjugate gradients leave. They start where they ended before, and what ADMM asks for changes less and
 * less: so does what they leave.
 */
const share = 1e-3;

/** The squares count as extra rows of targets 0: they add to the curvature, and nothing to c and f(0). */
export function openCoupledSquares(statistics: TaskStatistics, settings: RoadSettings): CoupledSquares {
  const spectra = openSpectra(statistics, settings);
  const { p, T, place, cross } = spectra;
  const room = f64(T * p);
  const { blocks, close } = openArena({ X: room, Y: room, last: room });
  const [X, Y, last] = [spectra.slab(blocks.X), spectra.slab(blocks.Y), spectra.slab(blocks.last)];
  const inverses = openInverses(spectra, settings.maxIter);
  let form: Coupling = { mean: 0, strength: 0, graph: noEdges };
  let pull = pullOf(form, place, p);
  let [ridge, shift] = [0, 0];
  let inverse: Inverse | undefined;
  last.values.fill(0);

  /** to <- −(G + by I) from − B from */
  function minusTimes(from: Slab, by: number, to: Slab): void {
    const y = to.values;
    y.fill(0);
    pull.add(from.values, y);
    for (let k = 0; k < y.length; k++) y[k] = -y[k]!;
    spectra.subtract(from, by, to);
  }

  return {
    ...{ p, T, cross, atZero: spectra.atZero },
    get curvature() {
      return spectra.curvature + ridge + pull.diagonal.reduce((sum, b) => sum + b, 0) / T;
    },
    get ridge() {
      return ridge;
    },
    set(next, alpha) {
      [form, ridge] = [next, alpha];
      pull = pullOf(form, place, p);
    },
    gradient(W, into) {
      spectra.load(W, X);
      minusTimes(X, ridge, Y);
      spectra.store(Y, into);
      for (let k = 0; k < into.length; k++) into[k] = -into[k]! - cross[k]!;
    },
    factor(rho) {
      shift = ridge + rho;
      inverse = inverses.of(form, shift);
      return true;
    },
    solve(S) {
      spectra.load(S, X);
      if (inverse!.iterates) {
        minusTimes(last, shift, Y);
        axpy(X.all, Y.all, 1);
      }
      drain(inverse!.solve(X, share));
      if (inverse!.iterates) {
        axpy(X.all, last.all, 1);
        last.values.set(X.values);
      }
      spectra.store(X, S);
    },
    close() {
      inverses.close();
      close();
      spectra.close();
    },
  };
}
