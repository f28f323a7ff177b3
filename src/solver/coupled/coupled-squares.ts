import { drain } from "../../base/work.ts";
import type { Squares } from "../../datafit/least-squares.ts";
import { f64, openArena } from "../../kernel/arena.ts";
import { gemm, gemv } from "../../kernel/product.ts";
import type { Coupling } from "../../penalty/coupling.ts";
import { noEdges } from "../../penalty/task-graph.ts";
import type { TaskStatistics } from "../../statistics/task-statistics.ts";
import type { RoadSettings } from "../roads.ts";
import type { Inverse } from "./inverse.ts";
import { openInverses } from "./open-inverse.ts";
import { pullOf } from "./pull.ts";
import { openSpectra } from "./spectra.ts";

/** Squared loss with the squares between tasks in it, for solvers that know no more than one loss and one penalty. */
export interface CoupledSquares extends Squares {
  /** Other squares. */
  set(form: Coupling, ridge: number): void;
}

/** The share of a residual that conjugate gradients leave: the gap forgives what is left, the residuals of ADMM do not. */
const share = 1e-12;

/** The squares count as extra rows of targets 0: they add to the curvature, and nothing to c and f(0). */
export function openCoupledSquares(statistics: TaskStatistics, settings: RoadSettings): CoupledSquares {
  const spectra = openSpectra(statistics, settings);
  const { p, T, place } = spectra;
  const { blocks, close } = openArena({ X: f64(T * p), Y: f64(T * p) });
  const { X, Y } = blocks;
  const inverses = openInverses(spectra, settings.maxIter);
  let form: Coupling = { mean: 0, strength: 0, graph: noEdges };
  let pull = pullOf(form, place, p);
  let ridge = 0;
  let inverse: Inverse | undefined;
  return {
    ...{ p, T, cross: spectra.cross, atZero: spectra.atZero },
    get curvature() {
      return spectra.curvature + ridge + pull.diagonal.reduce((sum, b) => sum + b, 0) / T;
    },
    set(next, alpha) {
      [form, ridge] = [next, alpha];
      pull = pullOf(form, place, p);
    },
    gradient(W, into) {
      spectra.load(W, X);
      spectra.eachGram((G, { from, count }) => {
        const [x, y] = [X.part(from * p, count * p), Y.part(from * p, count * p)];
        if (count === 1) gemv(y, G, x, { n: p, p });
        else gemm(y, x, G, { m: count, n: p, k: p });
      });
      const [x, y] = [X.values, Y.values];
      for (let k = 0; k < x.length; k++) y[k]! += ridge * x[k]!;
      pull.add(x, y);
      spectra.store(Y, into);
      for (let k = 0; k < into.length; k++) into[k]! -= spectra.cross[k]!;
    },
    factor(rho) {
      inverse = inverses.of(form, ridge + rho);
      return true;
    },
    solve(S) {
      spectra.load(S, X);
      drain(inverse!.solve(X, share));
      spectra.store(X, S);
    },
    close() {
      inverses.close();
      close();
      spectra.close();
    },
  };
}
