export type { FoldOptions } from "./fold-options.ts";
export type { FoldStatistics } from "./fold-statistics.ts";
export { GroupKFold, type GroupKFoldOptions } from "./group-k-fold.ts";
export { KFold, type KFoldOptions } from "./k-fold.ts";
export type { RowLabels } from "./labels-of-rows.ts";
export { LeaveOneTaskOut } from "./leave-one-task-out.ts";
export { ShuffleSplit, type ShuffleSplitOptions } from "./shuffle-split.ts";
export type { RowSplit, SplitSizes } from "./split-rows.ts";
export type { Split, SplitRows, Splitter } from "./splitter.ts";
export { StratifiedKFold, type StratifiedKFoldOptions } from "./stratified-k-fold.ts";
export type { RowData, Taken } from "./take-rows.ts";
export { TaskKFold } from "./task-k-fold.ts";
export {
  type Splits,
  type TaskPart,
  type TrainTestSplitOptions,
  trainTestSplit,
} from "./train-test-split.ts";
