import { originOf } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { huber } from "../datafit/huber.ts";
import { logistic } from "../datafit/logistic.ts";
import { multinomial } from "../datafit/multinomial.ts";
import { poisson } from "../datafit/poisson.ts";
import { quadratic } from "../datafit/quadratic.ts";
import { f64, inArena } from "../kernel/arena.ts";
import {
  binary,
  classification,
  poisson as counts,
  type Head,
  type HeadOptions,
  head,
  regression,
  weightOf,
} from "./head.ts";

export interface JudgedOptions extends HeadOptions {
  /** How many classes there are, numbered from 0, for `multinomial`; without it they are the labels that the data have. */
  readonly classes?: number;
}

/** The heads whose losses kernels know, by who makes the datafit. */
const twins = new Map<unknown, (datafit: Datafit, options: JudgedOptions) => Head>([
  [quadratic, (_, options) => regression(options)],
  [huber, ({ parameters }, options) => regression({ ...options, delta: parameters["delta"] as number })],
  [logistic, (_, options) => binary(options)],
  [multinomial, (_, { classes, ...options }) => classification(classes, options)],
  [poisson, (_, options) => counts(options)],
]);

/**
 * A task that is judged by a loss of `polytask/datafit`, or by one of your own, as an `expression` of `polytask/formula`. Losses that
 * kernels know, `quadratic`, `huber`, `logistic`, `multinomial` and `poisson`, become the heads that have them; any other is of numbers
 * that have one output each, and is evaluated in doubles, sample by sample, beside the step.
 *
 * @throws PolytaskError where it is no loss of numbers, or one that does not add up over the samples, as `squareRoot`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { huber } from "polytask/datafit";
 * import { expression } from "polytask/formula";
 * import { adam, judgedBy, MultiTaskNetwork } from "polytask/network";
 *
 * const X = Array.from({ length: 40 }, (_, i) => [i / 20 - 1, (i % 5) / 2 - 1]);
 * const sum = X.map(([a, b], i) => (i === 7 ? 50 : a! + b!)); // a row that went wrong
 * const pseudoHuber = expression("c^2 * (sqrt(1 + ((y - f) / c)^2) - 1)", { parameters: { c: 0.1 } });
 * const network = new MultiTaskNetwork({
 *   hidden: [16], tasks: { sum: judgedBy(pseudoHuber), same: judgedBy(huber(0.1), { weight: 2 }) },
 *   optimizer: adam({ lr: 0.02 }), batchSize: 8, epochs: 60, randomState: 1,
 * });
 * const { sum: answer } = network.fit(X, { sum, same: sum }).predict([[0.5, 0.25]]);
 * assert.ok(Math.abs(Number(answer![0]) - 0.75) < 0.15);
 * ```
 */
export function judgedBy(datafit: Datafit, options: JudgedOptions = {}): Head {
  if (typeof datafit?.evaluate !== "function") reject("param", "judgedBy.datafit", "a datafit", datafit);
  const twin = twins.get(originOf(datafit)?.maker);
  if (twin) return twin(datafit, options);
  const { name, target } = datafit;
  if (target !== "number" || datafit.link)
    reject("pair", "judgedBy.datafit", "a loss of numbers without a link", said(name));
  if (!addsUp(datafit)) reject("pair", "judgedBy.datafit", "a loss that adds up over samples", said(name));
  return head({
    name: "regression",
    loss: "squared",
    weight: weightOf("judgedBy", options),
    target,
    datafit,
  });
}

/** Whether the loss of two samples is the sum of theirs, as far as two samples tell. */
function addsUp(datafit: Datafit): boolean {
  const room = { y: f64(2), weight: f64(2), f: f64(2), slope: f64(2), curvature: f64(2) };
  return inArena(room, (rows) => {
    const of = (...samples: readonly (readonly [number, number])[]): number => {
      for (const [i, [y, f]] of samples.entries()) {
        rows.y.values[i] = y;
        rows.f.values[i] = f;
        rows.weight.values[i] = 1;
      }
      return datafit.evaluate({ n: samples.length, K: 1, ...rows });
    };
    const [a, b] = [[1, 0.25] as const, [2, 0.5] as const];
    const [both, sum] = [of(a, b), of(a) + of(b)];
    return !Number.isFinite(both) || Math.abs(both - sum) <= 1e-9 * Math.abs(sum);
  });
}
