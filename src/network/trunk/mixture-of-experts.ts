import { born } from "../../base/born.ts";
import { whole } from "../../check/form.ts";
import { checkOptions } from "../../check/options.ts";
import { gated } from "./gated.ts";
import type { Trunk } from "./trunk.ts";

export interface MixtureOptions {
  /** How many experts there are; 4 without it. */
  readonly experts?: number;
}

/**
 * Multi-gate mixture of experts: trunks that all tasks share, the experts, and for every task a gate, a softmax of the inputs, that says
 * how much of which it reads: h_t = Σ_e softmax(G_t x + b_t)_e f_e(x). `hidden` are the units of every expert.
 *
 * @throws PolytaskError where `experts` is not an integer >= 1
 * @see Ma, Zhao, Yi, Chen, Hong & Chi 2018, Modeling task relationships in multi-task learning with multi-gate mixture-of-experts
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adam, mixtureOfExperts, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const X = Array.from({ length: 60 }, (_, i) => [i / 30 - 1, (i % 7) / 3 - 1]);
 * const y = { sum: X.map(([a, b]) => a! + b!), product: X.map(([a, b]) => a! * b!) };
 * const network = new MultiTaskNetwork({
 *   hidden: [8], trunk: mixtureOfExperts({ experts: 3 }), tasks: { sum: regression(), product: regression() },
 *   optimizer: adam({ lr: 0.02 }), epochs: 100, randomState: 0,
 * }).fit(X, y);
 * assert.ok(network.score(X, y)["product"]! > 0.9);
 * ```
 */
export function mixtureOfExperts(options: MixtureOptions = {}): Trunk {
  checkOptions("mixtureOfExperts", options, ["experts"]);
  const { experts = 4 } = options;
  whole(1)("mixtureOfExperts.experts", experts);
  return born("mixtureOfExperts", mixtureOfExperts, [{ experts }], {
    name: "mixtureOfExperts",
    parameters: Object.freeze({ experts }),
    ...gated(experts, 0),
  });
}
