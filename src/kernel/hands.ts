import { home, type Space } from "./memory.ts";
import { type Build, currentBuild } from "./module.ts";
import { networkKernels } from "./network-module.ts";
import { workspace } from "./workspace.ts";

/** Kernels whose work has parts that need no other part: (at, from, to, workspace, me) does those from one to another of what is written at `at`. */
export const shareable = [
  "network_take",
  "layer_forward",
  "layer_backward",
  "layer_gradient",
  "mix_forward",
  "mix_backward",
  "network_learn",
  "step_sgd",
  "step_adam",
] as const;

export type Shareable = (typeof shareable)[number];

/** Who does the work of a network: one thread or several, with the same bits. */
export interface Hands {
  /** Where the network lies. */
  readonly space: Space;
  readonly build: Build;
  /** How many threads there are. */
  readonly size: number;
  /** Does all parts of a piece of work, of so many multiplications in all. */
  share(kernel: Shareable, at: number, parts: number, work: number): void;
}

/** Does parts of a piece of work from one to another, whose kernel goes by its number among those that are shareable. */
export function doer(build: Build, space: Space, workspace: number, me: number) {
  const kernels = networkKernels(build, space);
  const calls = shareable.map((name) => kernels[name]);
  return (kernel: number, at: number, from: number, to: number): void => {
    calls[kernel]!(at, from, to, workspace, me);
  };
}

/** This thread alone. */
export function alone(build: Build = currentBuild()): Hands {
  const kernels = networkKernels(build);
  const own = workspace();
  return {
    ...{ space: home, build, size: 1 },
    share: (kernel, at, parts) => void kernels[kernel](at, 0, parts, own, 0),
  };
}
