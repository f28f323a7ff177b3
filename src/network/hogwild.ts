import { reject, said } from "../check/reject.ts";
import type { Descent } from "../kernel/descent.ts";
import type { Hands } from "../kernel/hands.ts";
import { openHogwild } from "../kernel/hogwild.ts";
import { type NetworkShape, type OpenNetwork, openNetwork } from "../kernel/network.ts";
import { descentOf, type Stepper } from "./stepper.ts";
import type { NetworkParameters } from "./trainer.ts";

/** After so many steps threads meet. */
const room = 64;

/**
 * Refuses what asks for more than a thread knows of that does a step alone: all tasks' gradients, whole matrices, or a batch that only
 * one network has.
 */
export function checkHogwild(where: string, params: NetworkParameters, streams: boolean): void {
  const label = `${where} parallel "hogwild"`;
  const own = Object.values(params.tasks).find(({ datafit }) => datafit)?.datafit;
  if (own) reject("pair", label, "losses that kernels know, as threads judge by themselves", said(own.name));
  const { balancing, batches, penalties } = params;
  if (balancing.name !== "equal" || balancing.reads === "gradients")
    reject(
      "pair",
      label,
      "equal() without cosines, as a thread sees its own steps alone",
      said(balancing.name),
    );
  if (batches !== "joint" || streams)
    reject(
      "pair",
      label,
      "joint batches of rows in memory, as threads take them in any order",
      said(streams ? "a loader" : String(batches)),
    );
  const [penalty] = Object.keys(penalties);
  if (penalty !== undefined)
    reject("pair", label, "no penalties, as a prox needs weights that nobody changes", said(penalty));
}

/** Steps that each thread does on its own: written down, and done when there are enough for all. */
export function openHogwildSteps(
  network: OpenNetwork,
  shape: NetworkShape,
  hands: Hands,
  { optimizer, clipNorm, weightDecay }: NetworkParameters,
  where: string,
): Stepper {
  const T = shape.heads.length;
  const others = Array.from({ length: hands.size - 1 }, () => openNetwork(shape, undefined, hands, network));
  const networks = [network, ...others];
  const hogwild = openHogwild(networks, room, clipNorm);
  const descent: { -readonly [K in keyof Descent]: Descent[K] } = descentOf(network, weightDecay);
  let [planned, samples] = [0, 0];
  const run = (): void => {
    if (planned > 0) hogwild.run(planned);
    planned = 0;
  };
  return {
    kept: new Float64Array(0),
    step({ first, count }, seed, rate, number) {
      if (samples === 0) for (const { losses } of networks) losses.values.fill(0);
      descent.rate = rate;
      const known = hogwild.plan(planned++, { first, count }, seed, ({ step, hands: seeing }) => {
        descent.step = step;
        descent.hands = seeing;
        optimizer.update(descent, number);
      });
      if (!known)
        reject("pair", `${where} parallel "hogwild"`, "sgd(), adam() or adamW()", said(optimizer.name));
      samples += count;
      if (planned === room) run();
    },
    end() {
      run();
      const total = (t: number): number => networks.reduce((sum, { losses }) => sum + losses.values[t]!, 0);
      const losses = Array.from({ length: T }, (_, t) => total(t) / samples);
      samples = 0;
      return { losses, weights: losses.map(() => 1) };
    },
    close() {
      hogwild.close();
      for (const one of others) one.close();
    },
  };
}
