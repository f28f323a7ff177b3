import { choice, seed, type Values } from "../base/parameter.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";

/** How sweeps go over the features. */
export const selection = {
  /** The order in which features are swept where tasks share their rows: as they came in, or drawn for every sweep. */
  selection: choice("cyclic", ["cyclic", "random"]),
  /** Draws that order: a seed, or a generator; without it another order each time. */
  randomState: seed(),
};

/** Who draws the orders of one fit; undefined where none are drawn. */
export const drawerOf = (
  owner: string,
  { selection: order, randomState }: Values<typeof selection>,
): RandomState | undefined =>
  order === "random" ? randomStateOf(`${owner}.randomState`, randomState) : undefined;
