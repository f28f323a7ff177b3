// Whole steps of training, one after the other, by one thread, on weights that others change at the same time and without a lock (Recht,
// Re, Wright & Niu 2011, Hogwild). Every thread has a network of its own, which has weights and samples in common with the others'.
// Test: test/network/workers.test.ts.
import { norm } from "./norm";
import { Network, network_judge, network_take } from "./network";
import { Batch } from "./network-batch";
import { Layer, layer_backward, layer_forward, layer_gradient } from "./network-layer";
import { Mix, mix_backward, mix_forward } from "./network-mix";
import { Adam, LINE, RULE, Sgd, Step, step_adam, step_sgd } from "./optimizer";
import { ROWS } from "./tile";

/** As src/kernel/hogwild.ts writes it. */
@unmanaged
class Learning {
  /** The largest norm a gradient may have, 0 for any. */
  clipNorm: f64;
  /** The addresses of the threads' networks. */
  networks: usize;
  /** Step after step: its batch, and how the optimiser goes. */
  steps: usize;
  /** Whether that is Adam. */
  adaptive: i32;
}

/** Steps from one to another, by thread `me`. */
export function network_learn(learning: Learning, from: i32, to: i32, workspace: usize, me: i32): void {
  const network = changetype<Network>(load<usize>(learning.networks + (<usize>me << 2)));
  const step = network.step, batch = network.batch;
  let at = learning.steps + <usize>from * (offsetof<Batch>() + offsetof<Adam>());
  for (let k = from; k < to; k++) {
    memory.copy(changetype<usize>(batch), at, offsetof<Batch>());
    at += offsetof<Batch>();
    memory.copy(changetype<usize>(step) + RULE, at + RULE, offsetof<Adam>() - RULE);
    at += offsetof<Adam>();
    slope(network, workspace);
    if (learning.clipNorm > 0) step.clip = <f32>min<f64>(1, learning.clipNorm / (<f64>norm<f32>(step.g, step.size) + 1e-6));
    const lines = (step.size + LINE - 1) / LINE;
    if (learning.adaptive) step_adam(changetype<Adam>(step), 0, lines);
    else step_sgd(changetype<Sgd>(step), 0, lines);
  }
}

/** A step of the plan: a layer or, where `mixes`, a mix. */
@unmanaged
class Planned {
  mixes: i32;
  at: usize;
}

/** The gradient of the batch. */
function slope(network: Network, workspace: usize): void {
  const panels = network.batch.panels;
  network_take(network, 0, panels);
  for (let k = 0; k < network.stepCount; k++) {
    const planned = stepOf(network, k), layer = changetype<Layer>(planned.at);
    if (planned.mixes) mix_forward(changetype<Mix>(planned.at), 0, panels);
    else layer_forward(layer, 0, (layer.outputs + ROWS - 1) / ROWS);
  }
  network_judge(network);
  for (let k = network.stepCount - 1; k >= 0; k--) {
    const planned = stepOf(network, k), layer = changetype<Layer>(planned.at);
    if (planned.mixes) {
      mix_backward(changetype<Mix>(planned.at), 0, panels);
      continue;
    }
    layer_gradient(layer, 0, (layer.outputs + ROWS - 1) / ROWS, workspace);
    if (layer.inputDelta != 0) layer_backward(layer, 0, (layer.inputs + ROWS - 1) / ROWS, workspace);
  }
}

// @ts-ignore: decorator
@inline function stepOf(network: Network, k: i32): Planned {
  return changetype<Planned>(network.steps + <usize>k * offsetof<Planned>());
}
