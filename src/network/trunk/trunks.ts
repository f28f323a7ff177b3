import { reject } from "../../check/reject.ts";
import { crossStitch } from "./cross-stitch.ts";
import { customizedGates } from "./customized-gates.ts";
import { mixtureOfExperts } from "./mixture-of-experts.ts";
import { oneTrunk } from "./one-trunk.ts";
import { ownTrunks } from "./own-trunks.ts";
import type { Trunk, TrunkDescription } from "./trunk.ts";

const makers: Readonly<Record<string, (parameters: never) => Trunk>> = {
  crossStitch,
  customizedGates,
  mixtureOfExperts,
  oneTrunk,
  ownTrunks,
};

/** A trunk from what `describeTrunk` gave; one trunk where there is none, as models had before there were others. */
export function trunkFrom(
  where: string,
  given: TrunkDescription = { name: "oneTrunk", parameters: {} },
): Trunk {
  const names = Object.keys(makers);
  if (!names.includes(given?.name)) reject("value", where, `one of ${names.join(", ")}`, given?.name);
  return makers[given.name]!((given.parameters ?? {}) as never);
}
