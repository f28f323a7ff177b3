export { KFold, type KFoldOptions } from "./k-fold.ts";
export type { RowSplit, SplitSizes } from "./split-rows.ts";
export type { Split, Splitter } from "./splitter.ts";
export type { RowData, Taken } from "./take-rows.ts";
export {
  type Splits,
  type TaskPart,
  type TrainTestSplitOptions,
  trainTestSplit,
} from "./train-test-split.ts";
