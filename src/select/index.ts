export type { Candidate } from "./candidate.ts";
export { type CrossValPredictOptions, crossValPredict, crossValPredictAsync } from "./cross-val-predict.ts";
export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  crossValidateAsync,
} from "./cross-validate.ts";
export { type Distribution, logUniform, randint, uniform } from "./distributions.ts";
export { GridSearchCV } from "./grid-search-cv.ts";
export type { Scorings } from "./metrics.ts";
export type { Share } from "./models-by-task.ts";
export type { Choice, Distributions, Grid } from "./parameter-grid.ts";
export { RandomizedSearchCV } from "./randomized-search-cv.ts";
export type { Tunable } from "./search-parameters.ts";
export type { CandidateScores, SearchResults } from "./search-results.ts";
export type { TaskScores } from "./task-scores.ts";
export {
  type TaskTransfer,
  type TransferEstimator,
  type TransferOptions,
  type TransferReport,
  transferReport,
} from "./transfer-report.ts";
