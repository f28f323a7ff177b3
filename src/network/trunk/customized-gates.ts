import { born } from "../../base/born.ts";
import { whole } from "../../check/form.ts";
import { checkOptions } from "../../check/options.ts";
import { gated } from "./gated.ts";
import type { Trunk } from "./trunk.ts";

export interface CustomizedOptions {
  /** How many experts all tasks share; 2 without it. */
  readonly shared?: number;
  /** How many experts every task has for itself; 1 without it. */
  readonly own?: number;
}

/**
 * Customized gate control, a level of progressive layered extraction: experts that all tasks share, and some that are one task's own. A task's
 * gate, a softmax of the inputs, mixes its own and the shared ones. `hidden` are the units of every expert.
 *
 * @throws PolytaskError where `shared` is not an integer >= 1 or `own` not one >= 0
 * @see Tang, Liu, Zhao & Gong 2020, Progressive layered extraction (PLE), section 4.1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adam, customizedGates, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const X = Array.from({ length: 60 }, (_, i) => [i / 30 - 1, (i % 7) / 3 - 1]);
 * const y = { sum: X.map(([a, b]) => a! + b!), product: X.map(([a, b]) => a! * b!) };
 * const network = new MultiTaskNetwork({
 *   hidden: [8], trunk: customizedGates({ shared: 1, own: 1 }), tasks: { sum: regression(), product: regression() },
 *   optimizer: adam({ lr: 0.02 }), epochs: 100, randomState: 0,
 * }).fit(X, y);
 * assert.ok(network.score(X, y)["product"]! > 0.9);
 * ```
 */
export function customizedGates(options: CustomizedOptions = {}): Trunk {
  checkOptions("customizedGates", options, ["shared", "own"]);
  const { shared = 2, own = 1 } = options;
  whole(1)("customizedGates.shared", shared);
  whole(0)("customizedGates.own", own);
  return born("customizedGates", customizedGates, [{ shared, own }], {
    name: "customizedGates",
    parameters: Object.freeze({ shared, own }),
    ...gated(shared, own),
  });
}
