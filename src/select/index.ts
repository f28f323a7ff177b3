export {
  type TaskTransfer,
  type TransferEstimator,
  type TransferOptions,
  type TransferReport,
  transferReport,
} from "./transfer-report.ts";
