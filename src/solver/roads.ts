import { type Work, within } from "../base/work.ts";
import { LeastSquares, type Squares } from "../datafit/least-squares.ts";
import type { Dense } from "../matrix/dense.ts";
import type { RandomState } from "../matrix/random.ts";
import { l1 } from "../penalty/l1.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { couplingOf, restOf } from "../penalty/rest-of.ts";
import { products } from "../statistics/moments.ts";
import type { GroupStatistics, TaskStatistics } from "../statistics/task-statistics.ts";
import { acceleratedGradient } from "./accelerated-gradient.ts";
import { admm, type Minimum, type WarmStart } from "./admm.ts";
import { type CoupledSquares, openCoupledSquares } from "./coupled/coupled-squares.ts";
import { type BlockDescent, type BlockDescentResult, openGram } from "./descent/block-descent.ts";
import { rowTermsOf } from "./descent/row-terms.ts";
import { type Mixing, openMixing } from "./mixing.ts";
import { beyond, type Onward, type Passed } from "./onward.ts";

/*
 * Three roads to min 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W). Block descent where g is a sum over rows and all tasks share
 * their rows: on X itself for more features than rows, else on the Gram matrix. ADMM for all else. And accelerated gradient,
 * which is asked for by those who want its figures.
 */

/** What is asked of a road: the gap to reach as a share of F(0), the most iterations, who draws the order of sweeps. */
export interface RoadSettings {
  readonly fitIntercept: boolean;
  readonly taskWeight: "samples" | "equal";
  readonly tol: number;
  readonly maxIter: number;
  readonly random?: RandomState | undefined;
  /** With it a fit is accelerated gradient from this curvature on, until the objective moves by at most `tol` of itself. */
  readonly curvature?: number;
  /** Where ADMM goes, to certify by the residual alone. */
  readonly byResidual?: boolean;
}

/** A way to the minimum on data that are opened once, for many penalties. */
export interface Road {
  solve(penalty: Penalty, start: Start): Work<Minimum>;
  close(): void;
}

/** Where to start: at zero, where an earlier fit ended, or further along a path. */
export interface Start {
  readonly state?: WarmStart | undefined;
  readonly path?: Onward;
}

/** Whether block descent can take a penalty, once its ridge is aside. */
export const isRowwise = ({ row }: Penalty): boolean => row?.dual !== undefined;

/** Whether a penalty asks every entry by itself, so that groups of tasks are problems of their own. */
export const isEntrywise = ({ rowStrengths }: Penalty): boolean => rowStrengths?.l21 === 0;

/** Whether a penalty asks every task by itself. */
export const isTaskwise = (penalty: Penalty): boolean => isEntrywise(penalty) || penalty.separable === "task";

/** Block descent on the rows or the Gram matrix of all tasks. */
export function sharedRoad(
  descent: BlockDescent,
  { tol, maxIter, random }: RoadSettings,
  p: number,
  T: number,
): Road {
  return {
    *solve(penalty, { state, path }) {
      const settings = { tol, maxIter, random, start: dense(state, p, T), onward: path?.by };
      return minimumOf(yield* descent.solve(rowTermsOf(penalty), settings));
    },
    close: () => descent.close(),
  };
}

/** Block descent on one Gram matrix for all tasks. */
export function gramRoad({ groups, p, T, meanWeight }: TaskStatistics, settings: RoadSettings): Road {
  return sharedRoad(openGram(gramOf(groups[0]!, meanWeight, settings)), settings, p, T);
}

/** Group by group, under a penalty that is entrywise. Gram matrices stay open along a path, else while their turn lasts. */
export function apartRoad({ groups, p, T, meanWeight }: TaskStatistics, settings: RoadSettings): Road {
  const kept = new Map<GroupStatistics, Road>();
  const open = (group: GroupStatistics): Road =>
    sharedRoad(openGram(gramOf(group, meanWeight, settings)), settings, p, group.tasks.length);
  return {
    *solve(penalty, { state, path }) {
      const W = new Float64Array(p * T);
      let [iteration, objective, gap, converged] = [0, 0, 0, true];
      const since = performance.now();
      for (const [k, group] of groups.entries()) {
        const { tasks } = group;
        const road = kept.get(group) ?? open(group);
        if (path) kept.set(group, road);
        try {
          const from = state && { components: [pick(state.components[0]!, tasks, T)] };
          const work = road.solve(penalty, { state: from, ...(path && { path }) });
          const result = yield* within(work, k / groups.length, (k + 1) / groups.length);
          const last = result.marks.at(-1)!;
          iteration = Math.max(iteration, last.iteration);
          objective += last.objective;
          gap += last.gap;
          converged &&= result.converged;
          for (const [at, t] of tasks.entries()) {
            for (let j = 0; j < p; j++) W[j * T + t] = result.state.components[0]![j * tasks.length + at]!;
          }
        } finally {
          if (!path) road.close();
        }
      }
      const marks = [{ iteration, objective, gap, seconds: (performance.now() - since) / 1000 }];
      return { state: { components: [W] }, marks, converged };
    },
    close() {
      for (const road of kept.values()) road.close();
    },
  };
}

/** ADMM, or accelerated gradient, on all tasks, with one loss for all penalties that have the same squares. */
export function coupledRoad(statistics: TaskStatistics, settings: RoadSettings): Road {
  const { tol, maxIter, curvature, byResidual } = settings;
  const { of, close } = openSquares(statistics, settings);
  const passed: Passed[] = [];
  const mixings = new Map<number, Mixing>();
  // along a path a fit's map is next to the last one's, and what is known of that goes on
  const mixing = (n: number): Mixing => {
    const known = mixings.get(n) ?? openMixing(n, 8);
    mixings.set(n, known);
    known.resume();
    return known;
  };
  return {
    *solve(penalty, { state, path }) {
      const loss = of(penalty);
      if (!path) for (const known of mixings.values()) known.clear();
      // a state that is given may be the solution already
      const start = path ? passed[0] && beyond(passed, path) : state && { ...state, gapOfSquare: undefined };
      const rest = restOf(penalty) ?? l1(0);
      const minimum = yield* curvature === undefined
        ? admm(loss, rest, { tol, maxIter, start, byResidual, ...(path && { mixing }) })
        : acceleratedGradient(loss, rest, { tol, maxIter, start, curvature });
      passed.unshift({ state: minimum.state, by: path?.by ?? 0 });
      passed.splice(3);
      return minimum;
    },
    close() {
      for (const known of mixings.values()) known.close();
      close();
    },
  };
}

/** Squared loss with the squares of a penalty in it: what is opened for one is kept for the next, where that can be. */
function openSquares(statistics: TaskStatistics, settings: RoadSettings) {
  let plain: LeastSquares | undefined;
  let opened: number | undefined;
  let coupled: CoupledSquares | undefined;
  return {
    of(penalty: Penalty): Squares {
      const ridge = penalty.ridge?.alpha ?? 0;
      const form = couplingOf(penalty);
      if (form) {
        coupled ??= openCoupledSquares(statistics, settings);
        coupled.set(form, ridge);
        return coupled;
      }
      if (plain && ridge === opened) return plain;
      plain?.close();
      plain = undefined;
      plain = new LeastSquares(statistics, { ...settings, ridge });
      opened = ridge;
      return plain;
    },
    close() {
      plain?.close();
      coupled?.close();
    },
  };
}

/** A group's Gram matrix, cross-products and half square, a mean row. */
function gramOf(
  { moments }: GroupStatistics,
  meanWeight: number,
  { fitIntercept, taskWeight }: RoadSettings,
): { gram: Dense; cross: Dense; halfSquare: number } {
  const n = taskWeight === "equal" ? moments.weight : meanWeight;
  const { gram, cross, square } = products(moments, fitIntercept);
  for (const { data } of [gram, cross]) for (let k = 0; k < data.length; k++) data[k]! /= n;
  return { gram, cross, halfSquare: square.reduce((sum, value) => sum + value, 0) / (2 * n) };
}

const minimumOf = ({ W, marks, converged }: BlockDescentResult): Minimum => ({
  state: { components: [W.data] },
  marks,
  converged,
});

const dense = (start: WarmStart | undefined, rows: number, columns: number): Dense | undefined =>
  start?.components[0] && { data: start.components[0], rows, columns };

function pick(W: Float64Array, tasks: readonly number[], T: number): Float64Array {
  const p = W.length / T;
  const out = new Float64Array(p * tasks.length);
  for (let j = 0; j < p; j++) {
    for (const [at, t] of tasks.entries()) out[j * tasks.length + at] = W[j * T + t]!;
  }
  return out;
}
