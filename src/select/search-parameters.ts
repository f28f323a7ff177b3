import { flag, type Parameter, part } from "../base/parameter.ts";
import { foldsParameter } from "../estimator/folds.ts";
import type { Candidate } from "./candidate.ts";
import { isScorings, type Scorings, scoringsRule } from "./metrics.ts";

/** What is searched: an estimator whose parameters can be changed. */
export interface Tunable extends Candidate {
  clone(): Tunable;
  setParams(changes: never): Tunable;
  /** Whether it learns every task as if it were alone, so that tasks may have parameters of their own. */
  readonly separatesByTask?: boolean;
}

/** How predictions are scored, or several ways; R², and the accuracy of classes, where there is none. */
const scoring: Parameter<Scorings | undefined> = {
  default: undefined,
  rule: scoringsRule,
  accepts: (value) => value === undefined || isScorings(value),
  wrong: ["r3", 0, null, [], {}, ["r2", "r3"]],
};

/** Whether the best is fitted on all data; with several scores the name of the one that decides. */
const refit: Parameter<boolean | string> = {
  default: true,
  rule: "true, false or the name of a score",
  accepts: (value) => typeof value === "boolean" || (typeof value === "string" && value !== ""),
  wrong: [0, "", null],
};

/** The parameters of every search. */
export const searches = {
  /** Whose parameters are searched. */
  estimator: part<Tunable>(["clone", "fit", "predict", "setParams"]),
  cv: foldsParameter,
  scoring,
  refit,
  /** Whether every task gets the parameters that are best for it, of an estimator that learns tasks apart. */
  perTask: flag(false),
  /** Whether the rows that were learnt from are scored too. */
  returnTrainScore: flag(false),
};
