import { born } from "../../base/born.ts";
import { chain, type Trunk } from "./trunk.ts";

/**
 * A trunk per task: tasks share nothing but what `penalties: { trunks }` says, which is soft sharing.
 *
 * @see Duong, Cohn, Bird & Cook 2015 (a square between the trunks' weights: `meanRegularized`); Yang & Hospedales 2017 (`traceNorm`)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskNetwork, ownTrunks, regression } from "polytask/network";
 * import { meanRegularized } from "polytask/penalty";
 *
 * const X = Array.from({ length: 30 }, (_, i) => [i / 15 - 1, (i % 7) / 3 - 1]);
 * const network = new MultiTaskNetwork({
 *   hidden: [8], trunk: ownTrunks(), penalties: { trunks: meanRegularized(0.1) },
 *   tasks: { up: regression(), down: regression() }, epochs: 5, randomState: 0,
 * }).fit(X, { up: X.map(([x]) => x!), down: X.map(([x]) => -x!) });
 * assert.ok(network.history[4]!.penalty! > 0);
 * ```
 */
export const ownTrunks = (): Trunk =>
  born("ownTrunks", ownTrunks, [], {
    name: "ownTrunks",
    parameters: Object.freeze({}),
    least: 1,
    grow: (plan, from, hidden, T) => Array.from({ length: T }, (_, t) => chain(plan, from, hidden, t)),
  });
