export { DivergenceWarning } from "./divergence.ts";
export { binary, classification, type Head, type HeadOptions, poisson, regression } from "./head.ts";
export { MultiTaskNetwork } from "./multi-task-network.ts";
export { type NetworkDescription, NetworkModel } from "./network-model.ts";
export { type AdamOptions, adam, adamW, type Optimizer, type SgdOptions, sgd } from "./optimizer.ts";
export type { EarlyStopping } from "./parameters.ts";
export { constant, cosine, type Schedule, stepDecay, warmUp } from "./schedule.ts";
export type { Epoch, NetworkState } from "./state.ts";
