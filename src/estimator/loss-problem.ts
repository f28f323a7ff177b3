import type { Datafit } from "../datafit/datafit.ts";
import type { Penalty } from "../penalty/penalty.ts";

/** Asks an estimator what it minimises, so that rows that are not here may be added up for it. */
export const problemOf: unique symbol = /* @__PURE__ */ Symbol("polytask.problemOf");

/** A loss, the same for all tasks, and a penalty in our strengths. */
export interface LossProblem {
  readonly datafit: Datafit;
  readonly penalty: Penalty;
  readonly fitIntercept: boolean;
  readonly taskWeight: "samples" | "equal";
  readonly tol: number;
  readonly maxIter: number;
  readonly solver: "auto" | "fista" | "proxNewton";
}

/** Whoever minimises a loss and a penalty; `meanRows` is n̄, the mean number of rows a task, in which strengths may be given. */
export interface LossMinimiser {
  readonly name: string;
  [problemOf](meanRows: number): LossProblem;
}
