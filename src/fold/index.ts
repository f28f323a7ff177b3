export type { SplitSizes } from "./split-rows.ts";
export type { RowData, Taken } from "./take-rows.ts";
export {
  type Splits,
  type TaskPart,
  type TrainTestSplitOptions,
  trainTestSplit,
} from "./train-test-split.ts";
