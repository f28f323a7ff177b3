// The exports of the network's kernels: a binary of their own, so that who has no network does not load them.
export { network_batch, network_outputs } from "./network";
export { step_adam, step_sgd } from "./optimizer";
