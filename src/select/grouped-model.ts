import { Matrix } from "ml-matrix";
import { fittedWith, learntBy, readComposed } from "../base/composed-model.ts";
import {
  doubles,
  type Form,
  finite,
  flag,
  listOf,
  madeBy,
  number,
  oneOf,
  optional,
  recordOf,
  whole,
} from "../check/form.ts";
import { readVector } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import { ComposedRegressor } from "../estimator/composed-regressor.ts";
import type { Dense } from "../matrix/dense.ts";
import type { Groups } from "./group-tasks.ts";
import type { GroupEstimator } from "./grouping-parameters.ts";
import type { GroupingReport } from "./grouping-report.ts";
import type { PairwiseGains } from "./pairwise-gains.ts";

interface Parts {
  readonly found: Groups;
  readonly gains: PairwiseGains | undefined;
  /** One a group. */
  readonly estimators: readonly GroupEstimator[];
  readonly report: GroupingReport | undefined;
}

/** Groups, their fitted estimators, and how they came about. */
export class GroupedModel extends ComposedRegressor<Parts> {
  applyTask(t: number, X: Dense): Float64Array {
    const { found, estimators } = this.parts;
    const at = found.assignment[t]!;
    const answer = estimators[at]!.predict(X, { task: found.groups[at]!.indexOf(t) });
    return readVector("TaskGrouping estimator.predict", answer);
  }

  /** Of every task in its group, on the rows of the fit. */
  get fitScores(): readonly number[] | undefined {
    const { found, estimators } = this.parts;
    const scores = found.assignment.map(
      (at, t) => learntBy(estimators[at]).fitScores?.[found.groups[at]!.indexOf(t)],
    );
    return scores.every((score) => score !== undefined) ? scores : undefined;
  }

  static from(given: unknown): GroupedModel {
    const where = "GroupedModel.from";
    const parts = readComposed(where, given, ({ T }) =>
      recordOf({
        found: foundForm(T),
        gains: optional(gainsForm(T)),
        estimators: listOf(fittedWith<GroupEstimator>("clone", "fit", "predict")),
        report: optional(reportForm(T)),
      }),
    );
    const { found, estimators } = parts;
    if (estimators.length !== found.groups.length)
      reject("shape", `${where} estimators`, `${found.groups.length}, one a group`, estimators);
    const lost = found.assignment.findIndex((at, t) => !found.groups[at]?.includes(t));
    if (lost >= 0)
      reject("value", `${where} assignment`, `a group with task ${lost}`, found.assignment[lost]);
    return new GroupedModel(parts);
  }
}

const label: Form<string | number> = (where, given) =>
  typeof given === "string" || Number.isInteger(given)
    ? (given as string | number)
    : reject("value", where, "the name or the number of a task", given);

const foundForm = (T: number) =>
  recordOf({
    groups: listOf(listOf(whole(0, T - 1))),
    assignment: listOf(whole(0), T),
    exact: flag,
  });

const gainsForm = (T: number) =>
  recordOf({
    tasks: listOf(label, T),
    alone: doubles(T),
    together: madeBy(Matrix),
    gains: madeBy(Matrix),
    alphas: doubles(T),
    betas: madeBy(Matrix),
  });

function reportForm(T: number) {
  const gains = listOf(
    recordOf({
      task: label,
      ...{ grouped: finite, reference: finite, gain: finite, low: number, high: number },
      verdict: oneOf("helped", "harmed", "unclear"),
    }),
    T,
  );
  return recordOf({ overAlone: gains, overTogether: gains });
}
