import { splitRows } from "../fold/split-rows.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { RandomState } from "../matrix/random.ts";
import { stopping } from "./parameters.ts";
import type { NetworkParameters } from "./trainer.ts";

/** Rows that are held back, drawn: a share of them where training stops early. */
export function holdBack(
  where: string,
  n: number,
  { earlyStopping }: Pick<NetworkParameters, "earlyStopping">,
  random: RandomState,
): readonly number[] {
  if (earlyStopping === false) return [];
  const { validationFraction } = { ...stopping, ...earlyStopping };
  return [...splitRows(`${where} earlyStopping`, n, { testSize: validationFraction }, random).test];
}

/** The tasks' weighted mean losses over the rows from `first` on; a task that none of them has counts 0. */
export function judged(
  network: OpenNetwork,
  first: number,
  n: number,
  batch: number,
  heads: readonly { readonly weight: number }[],
): number[] {
  network.losses.values.fill(0);
  for (let at = first; at < n; at += batch) network.forward(at, Math.min(batch, n - at), false, 0);
  const order = network.order;
  const own = network.sampleWeights.values;
  return heads.map(({ weight }, t) => {
    let total = 0;
    for (let k = first; k < n; k++) total += own[t * n + order[k]!]!;
    return total > 0 ? (weight * network.losses.values[t]!) / total : 0;
  });
}
