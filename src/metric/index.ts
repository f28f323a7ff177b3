export { averageRelativeRmse, type RelativeOptions } from "./average-relative-rmse.ts";
export { explainedVarianceScore } from "./explained-variance-score.ts";
export { meanAbsoluteError } from "./mean-absolute-error.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export type { MultiOutput, MultiOutputError, Score } from "./multi-output.ts";
export { r2Score } from "./r2-score.ts";
export type { Predictions, Targets, TaskTargets } from "./read-columns.ts";
export { rootMeanSquaredError } from "./root-mean-squared-error.ts";
export type { ScoreOptions } from "./score-columns.ts";
