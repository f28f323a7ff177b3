import { fitOn } from "./candidate.ts";
import type { Cut } from "./cuts.ts";
import type { Metrics } from "./metrics.ts";
import { predictionsOf, scorePredictions } from "./predictions.ts";
import type { Sample } from "./sample.ts";
import type { TrialFold } from "./trial-fold.ts";

/** A fold of rows, `where` by name: what is learnt and tested on is cut from the data, in the form in which they came. */
export function rowFold(where: string, sample: Sample, cut: Cut, metrics: Metrics): TrialFold {
  const some = cut.learnt.length < sample.T ? cut.learnt : undefined;
  let given: readonly unknown[] | undefined;
  return {
    fit(estimator) {
      given ??= sample.fitArguments(cut.train, some);
      fitOn(where, estimator, given);
    },
    score(estimator, side) {
      const found = predictionsOf(where, sample, cut, estimator, side);
      return scorePredictions(where, sample, cut[side], found, metrics);
    },
    predict: (estimator) => predictionsOf(where, sample, cut, estimator),
    close() {},
  };
}
