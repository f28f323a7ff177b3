export { AutoMultiTask } from "./auto-multi-task.ts";
export type { MethodName, OwnMethod } from "./method.ts";
export type { MethodReport, MethodRow, SharingVerdict } from "./method-report.ts";
export {
  type TaskTransfer,
  type TransferEstimator,
  type TransferOptions,
  type TransferReport,
  transferReport,
} from "./transfer-report.ts";
