import { type Coupling, isIdle } from "./coupling.ts";
import type { Penalty } from "./penalty.ts";

/** What has to be stepped with where slopes hold the ridge, and the coupling if something stands beside it: that has no prox. */
export const withoutRidge = (penalty: Penalty): Penalty | undefined =>
  restOf(penalty) ?? (penalty.ridge ? penalty.ridge.rest : penalty);

/** What is left of a penalty when the loss has its squares, ridge and coupling; undefined where they were all. */
export function restOf(penalty: Penalty): Penalty | undefined {
  const { coupling, ridge } = penalty;
  if (coupling) return coupling.rest;
  return ridge ? ridge.rest : penalty;
}

/** The square between tasks that is in a penalty, unless it costs nothing. */
export const couplingOf = ({ coupling }: Penalty): Coupling | undefined =>
  coupling && !isIdle(coupling.form) ? coupling.form : undefined;
