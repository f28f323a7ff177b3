// The exports of the network's kernels: a binary of their own, so that who has no network does not load them.
export { begin_batch, network_judge, network_outputs, network_take, network_weigh } from "./network";
export { layer_backward, layer_forward, layer_gradient } from "./network-layer";
export { network_learn } from "./network-learn";
export { mix_backward, mix_forward } from "./network-mix";
export { network_gram, network_mix } from "./network-tasks";
export { begin_adam, begin_sgd, step_adam, step_sgd } from "./optimizer";
