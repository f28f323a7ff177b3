// The exports of the network's kernels: a binary of their own, so that who has no network does not load them.
export { network_backward, network_forward, network_outputs, network_weigh } from "./network";
export { network_gram, network_mix } from "./network-tasks";
export { step_adam, step_sgd } from "./optimizer";
