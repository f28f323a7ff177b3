export { alignedMtl } from "./balancing/aligned-mtl.ts";
export type { Balancer, Balancing, Seen } from "./balancing/balancing.ts";
export { caGrad } from "./balancing/ca-grad.ts";
export { dwa } from "./balancing/dwa.ts";
export { equal } from "./balancing/equal.ts";
export { famo } from "./balancing/famo.ts";
export { geometric } from "./balancing/geometric.ts";
export { gradNorm } from "./balancing/grad-norm.ts";
export { imtlG } from "./balancing/imtl-g.ts";
export { mgda } from "./balancing/mgda.ts";
export { nashMtl } from "./balancing/nash-mtl.ts";
export { pcGrad } from "./balancing/pc-grad.ts";
export { rlw } from "./balancing/rlw.ts";
export { uncertainty } from "./balancing/uncertainty.ts";
export { upGrad } from "./balancing/up-grad.ts";
export { type Checkpoint, CheckpointWarning, readCheckpoint } from "./checkpoint.ts";
export { MultiTaskDataset } from "./dataset.ts";
export { DivergenceWarning } from "./divergence.ts";
export type { Batches, TaskSampler } from "./feed.ts";
export { binary, classification, type Head, type HeadOptions, poisson, regression } from "./head.ts";
export { type JudgedOptions, judgedBy } from "./judged-by.ts";
export {
  type BatchDataset,
  type BatchSource,
  DataLoader,
  type DataLoaderOptions,
  type NetworkBatch,
} from "./loader.ts";
export { MultiTaskNetwork } from "./multi-task-network.ts";
export { type NetworkDescription, NetworkModel } from "./network-model.ts";
export { type AdamOptions, adam, adamW, type Optimizer, type SgdOptions, sgd } from "./optimizer.ts";
export type { EarlyStopping } from "./parameters.ts";
export { constant, cosine, type Schedule, stepDecay, warmUp } from "./schedule.ts";
export type { SharedLayers } from "./shared-layers.ts";
export type { Epoch, NetworkState } from "./state.ts";
export type { TrainingThreadOptions } from "./training-threads.ts";
export { type CrossStitchOptions, crossStitch } from "./trunk/cross-stitch.ts";
export { type CustomizedOptions, customizedGates } from "./trunk/customized-gates.ts";
export { type MixtureOptions, mixtureOfExperts } from "./trunk/mixture-of-experts.ts";
export { oneTrunk } from "./trunk/one-trunk.ts";
export { ownTrunks } from "./trunk/own-trunks.ts";
export type { Trunk } from "./trunk/trunk.ts";
export type { WeightPenalties } from "./weight-penalty.ts";
