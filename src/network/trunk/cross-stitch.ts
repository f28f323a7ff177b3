import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { reject } from "../../check/reject.ts";
import type { Trunk } from "./trunk.ts";

export interface CrossStitchOptions {
  /** How much of a task's own layer it reads at the start, from 0 to 1; the other tasks share the rest. 0.9 without it. */
  readonly keep?: number;
}

/**
 * Cross-stitch units: a trunk per task, and after every hidden layer each task reads a sum of all tasks' layers, h_t <- Σ_s α_ts h_s, with T × T
 * numbers α a layer that are learnt.
 *
 * @throws PolytaskError where `keep` is no number from 0 to 1
 * @see Misra, Shrivastava, Gupta & Hebert 2016, Cross-stitch networks for multi-task learning, equation 1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adam, crossStitch, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const X = Array.from({ length: 60 }, (_, i) => [i / 30 - 1, (i % 7) / 3 - 1]);
 * const y = { sum: X.map(([a, b]) => a! + b!), product: X.map(([a, b]) => a! * b!) };
 * const network = new MultiTaskNetwork({
 *   hidden: [8, 8], trunk: crossStitch(), tasks: { sum: regression(), product: regression() },
 *   optimizer: adam({ lr: 0.02 }), epochs: 100, randomState: 0,
 * }).fit(X, y);
 * assert.ok(network.score(X, y)["product"]! > 0.9);
 * ```
 */
export function crossStitch(options: CrossStitchOptions = {}): Trunk {
  checkOptions("crossStitch", options, ["keep"]);
  const { keep = 0.9 } = options;
  if (!(keep >= 0 && keep <= 1)) reject("param", "crossStitch.keep", "a number from 0 to 1", keep);
  return born("crossStitch", crossStitch, [{ keep }], {
    name: "crossStitch",
    parameters: Object.freeze({ keep }),
    least: 1,
    grow(plan, from, hidden, T) {
      const tasks = Array.from({ length: T }, (_, t) => t);
      let reads = tasks.map(() => from);
      for (const [l, count] of hidden.entries()) {
        const of = reads.map((units) => plan.layer(units, count));
        const last = l + 1 === hidden.length; // what a task reads in the end is its own
        const mixtures = tasks.map((t) => {
          const owner = last ? { task: t } : {};
          const start = tasks.map((s) => (T === 1 ? 1 : s === t ? keep : (1 - keep) / (T - 1)));
          return { of, gates: plan.constants(start, owner), ...owner };
        });
        reads = plan.mix(false, mixtures);
      }
      return reads;
    },
  });
}
