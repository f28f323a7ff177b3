export { AutoMultiTask } from "./auto-multi-task.ts";
export type { Candidate } from "./candidate.ts";
export { type CrossValPredictOptions, crossValPredict, crossValPredictAsync } from "./cross-val-predict.ts";
export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  crossValidateAsync,
} from "./cross-validate.ts";
export { type Distribution, logUniform, randint, uniform } from "./distributions.ts";
export { gradientAffinity, type SharedParameters } from "./gradient-affinity.ts";
export { GridSearchCV } from "./grid-search-cv.ts";
export type { GroupEstimator } from "./grouping-parameters.ts";
export type { GroupingGain, GroupingReport } from "./grouping-report.ts";
export { higherOrder, higherOrderSets, type TaskSet } from "./higher-order.ts";
export type { MethodName, OwnMethod } from "./method.ts";
export type { MethodReport, MethodRow, SharingVerdict } from "./method-report.ts";
export type { Scorings } from "./metrics.ts";
export type { Share } from "./models-by-task.ts";
export type { PairedGain } from "./paired-gain.ts";
export {
  type PairStrengths,
  type PairwiseGains,
  pairwiseGains,
  pairwiseGainsAsync,
} from "./pairwise-gains.ts";
export type { Choice, Distributions, Grid } from "./parameter-grid.ts";
export {
  type PartitionOptions,
  partitionTasks,
  partitionTasksAsync,
  type TaskPartition,
} from "./partition-tasks.ts";
export { RandomizedSearchCV } from "./randomized-search-cv.ts";
export type { Tunable } from "./search-parameters.ts";
export type { CandidateScores, SearchResults } from "./search-results.ts";
export type { TaskScore } from "./task-affinity.ts";
export { type TaskGroup, TaskGrouping } from "./task-grouping.ts";
export type { TaskScores } from "./task-scores.ts";
export { type ProbableSubset, type TaskLabel, TaskSelector } from "./task-selector.ts";
export {
  type TaskTransfer,
  type TransferEstimator,
  type TransferOptions,
  type TransferReport,
  transferReport,
} from "./transfer-report.ts";
