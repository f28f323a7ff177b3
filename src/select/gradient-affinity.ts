import { Matrix } from "ml-matrix";
import { reject, said } from "../check/reject.ts";

/** A model whose tasks share parameters θ, somewhere in its training: a network's trunk, or one linear model for all. */
export interface SharedParameters {
  /** How many tasks there are. */
  readonly T: number;
  /** The slope of task t's loss with respect to the shared parameters; it is not kept. */
  gradient(t: number): ArrayLike<number>;
  /** The losses of all tasks at θ + step, all else as it is, and at θ where there is no step. The model stays where it is. */
  losses(step?: Float64Array): ArrayLike<number>;
}

/**
 * How much a gradient step for one task helps another: entry (t, s) = 1 − L_t(θ − η ∇L_s(θ)) / L_t(θ), T x T.
 *
 * Above 0 where a step for task s makes task t better, and it need not be symmetric. This is one step; the paper takes the mean over a
 * training run, so average the matrices of some of its steps. A task without loss has affinities of 0.
 *
 * @param learningRate - η > 0
 * @throws PolytaskError where gradients differ in length or a loss is not a finite number >= 0
 * @see Fifty, Amid, Zhao, Yu, Anil & Finn 2021, Efficiently identifying task groupings for multi-task learning
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gradientAffinity } from "polytask/select";
 *
 * const targets = [1, 1.5, -1]; // L_t(θ) = (θ − target)² at θ = 0
 * const affinity = gradientAffinity(
 *   { T: 3, gradient: (t) => [-2 * targets[t]!], losses: (step) => targets.map((y) => ((step?.[0] ?? 0) - y) ** 2) },
 *   { learningRate: 0.1 },
 * );
 * assert.ok(affinity.get(0, 1) > 0 && affinity.get(0, 2) < 0);
 * ```
 */
export function gradientAffinity(
  model: SharedParameters,
  { learningRate }: { readonly learningRate: number },
): Matrix {
  const where = "gradientAffinity";
  const { T } = model;
  if (!(Number.isInteger(T) && T >= 2)) reject("shape", `${where} model.T`, "at least two tasks", T);
  if (!(learningRate > 0 && learningRate < Infinity))
    reject("param", `${where}.learningRate`, "a finite number > 0", learningRate);
  const now = lossesOf(where, model.losses(), T);
  const out = new Matrix(T, T);
  let length: number | undefined;
  for (let s = 0; s < T; s++) {
    const gradient = model.gradient(s);
    length ??= gradient.length;
    if (gradient.length !== length)
      reject(
        "shape",
        `${where} gradient of task ${s}`,
        `${length} numbers, as of task 0`,
        said(`${gradient.length}`),
      );
    const after = lossesOf(
      where,
      model.losses(Float64Array.from(gradient, (slope) => -learningRate * slope)),
      T,
    );
    for (let t = 0; t < T; t++) out.set(t, s, now[t]! > 0 ? 1 - after[t]! / now[t]! : 0);
  }
  return out;
}

function lossesOf(where: string, given: ArrayLike<number>, T: number): Float64Array {
  if (given?.length !== T)
    reject("shape", `${where} losses`, `${T} numbers, one a task`, said(`${given?.length}`));
  return Float64Array.from(given, (loss, t) =>
    loss >= 0 && loss < Infinity
      ? loss
      : reject("value", `${where} loss of task ${t}`, "a finite number >= 0", loss),
  );
}
