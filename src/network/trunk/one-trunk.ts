import { born } from "../../base/born.ts";
import { chain, type Trunk } from "./trunk.ts";

/** One trunk: all tasks share all hidden layers. */
export const oneTrunk = (): Trunk =>
  born("oneTrunk", oneTrunk, [], {
    name: "oneTrunk",
    parameters: Object.freeze({}),
    least: 0,
    grow: (plan, from, hidden, T) => {
      const last = chain(plan, from, hidden);
      return Array.from({ length: T }, () => last);
    },
  });
