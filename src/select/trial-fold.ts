import type { Label } from "../base/label.ts";
import type { Candidate } from "./candidate.ts";

/** T lists, one a row to test on; none of a task that is not tested. */
export type Predictions = readonly (readonly Label[] | undefined)[];

/** One fold of data, on which candidates are fitted and asked. */
export interface TrialFold {
  fit(estimator: Candidate): void;
  /** One list a metric, one number a task; NaN where a task has nothing to test. */
  score(estimator: Candidate, side: "train" | "test"): Float64Array[];
  /** Predictions of the rows to test on; statistics have no rows. */
  predict?(estimator: Candidate): Predictions;
  close(): void;
}
