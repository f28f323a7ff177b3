import { born } from "../../base/born.ts";
import { checkOptions } from "../../check/options.ts";
import { type Balancing, nothing } from "./balancing.ts";

/**
 * The sum of the losses: every task weighs 1. With `cosines` the history has how far the tasks' gradients agree, at the price of one way
 * back a task.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equal, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const X = Array.from({ length: 20 }, (_, i) => [i / 10 - 1]);
 * const network = new MultiTaskNetwork({
 *   tasks: { up: regression(), down: regression() }, balancing: equal({ cosines: true }), epochs: 2, randomState: 0,
 * }).fit(X, { up: X.map(([x]) => x!), down: X.map(([x]) => -x!) });
 * const [[same, other]] = network.history[0]!.cosines!;
 * assert.ok(same! > 0.999 && other! < same!);
 * ```
 */
export function equal(options: { readonly cosines?: boolean } = {}): Balancing {
  checkOptions("equal", options, ["cosines"]);
  const { cosines = false } = options;
  return born("equal", equal, [{ cosines }], {
    name: "equal",
    parameters: Object.freeze({ cosines }),
    reads: cosines ? "gradients" : "losses",
    weighs: "gradients",
    positive: false,
    open: () => ({ kept: nothing(), weigh: ({ count }, weights) => void weights.fill(1, 0, count) }),
  });
}
