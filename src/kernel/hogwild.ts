import { f32, f64, openArena } from "./arena.ts";
import type { Descent } from "./descent.ts";
import type { OpenNetwork } from "./network.ts";

/** Steps that threads do whole, each on its own, on weights that all of them change without waiting. Close it in a `finally`. */
export interface Hogwild {
  /** How many steps can be written down. */
  readonly room: number;
  /** Writes step k down: its batch, and by `update` how the optimiser goes. False where that is none that kernels know. */
  plan(
    k: number,
    batch: { readonly first: number; readonly count: number },
    seed: number,
    update: (own: Pick<Descent, "step" | "hands">) => void,
  ): boolean;
  /** Does the first `count` steps. */
  run(count: number): void;
  close(): void;
}

/** Words of a batch and of an optimiser's step. */
const [batchWords, stepWords] = [6, 16];
const words = batchWords + stepWords;

/** Opens room for steps of networks that lie one beside the other, a network a thread. */
export function openHogwild(networks: readonly OpenNetwork[], room: number, clipNorm: number): Hogwild {
  const [network] = networks as [OpenNetwork];
  const { hands } = network;
  const arena = openArena(
    { learning: f64(3), networks: f32(networks.length), plan: f32(words * room) },
    hands.space,
  );
  const { learning, plan } = arena.blocks;
  const view = (block: { readonly values: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> }) =>
    new Int32Array(block.values.buffer, block.values.byteOffset, block.values.byteLength / 4);
  view(arena.blocks.networks).set(networks.map(({ table }) => table.address));
  learning.values[0] = clipNorm;
  const numbers = view(learning).subarray(2);
  numbers.set([arena.blocks.networks.address, plan.address]);
  const places = Array.from({ length: room }, (_, k) => ({
    batch: plan.part(k * words, batchWords),
    step: plan.part(k * words + batchWords, stepWords),
  }));
  let rule: string | undefined;
  /** Sees by which kernel an optimiser goes, and leaves it at that. */
  const seeing = {
    ...hands,
    share(kernel: string) {
      rule = kernel;
    },
  };
  return {
    room,
    plan(k, { first, count }, seed, update) {
      const { batch, step } = places[k]!;
      network.plan(batch, first, count, seed);
      rule = undefined;
      update({ step, hands: seeing });
      numbers[2] = Number(rule === "step_adam");
      return rule !== undefined;
    },
    run: (count) => hands.share("network_learn", learning.address, count, Infinity),
    close: () => arena.close(),
  };
}
