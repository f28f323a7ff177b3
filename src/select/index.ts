export { gradientAffinity, type SharedParameters } from "./gradient-affinity.ts";
export type { GroupEstimator } from "./grouping-parameters.ts";
export type { GroupingGain, GroupingReport } from "./grouping-report.ts";
export { higherOrder, higherOrderSets, type TaskSet } from "./higher-order.ts";
export type { PairedGain } from "./paired-gain.ts";
export {
  type PairStrengths,
  type PairwiseGains,
  pairwiseGains,
  pairwiseGainsAsync,
} from "./pairwise-gains.ts";
export {
  type PartitionOptions,
  partitionTasks,
  partitionTasksAsync,
  type TaskPartition,
} from "./partition-tasks.ts";
export type { TaskScore } from "./task-affinity.ts";
export { type TaskGroup, TaskGrouping } from "./task-grouping.ts";
export { type ProbableSubset, type TaskLabel, TaskSelector } from "./task-selector.ts";
export {
  type TaskTransfer,
  type TransferEstimator,
  type TransferOptions,
  type TransferReport,
  transferReport,
} from "./transfer-report.ts";
