import type { Penalty } from "./penalty.ts";

/** What is left of a penalty when the loss has its ridge; undefined where that was all. */
export const restOf = (penalty: Penalty): Penalty | undefined =>
  penalty.ridge ? penalty.ridge.rest : penalty;
