import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { type HeadShape, losses } from "../kernel/network.ts";

/** What a task is: whose targets it has, by which loss its outputs are judged, and what that counts for. */
export interface Head {
  readonly name: "regression" | "binary" | "classification" | "poisson";
  readonly loss: HeadShape["loss"];
  /** What its mean loss is multiplied with in the sum over the tasks. */
  readonly weight: number;
  readonly target: "number" | "two classes" | "classes";
  /** How many classes there are, numbered from 0; without it they are the labels that the data have. */
  readonly classes?: number;
  /** Where Huber's squares end. */
  readonly delta?: number;
  /** What judges it where kernels have no such loss; `loss` then says what its outputs are. */
  readonly datafit?: Datafit;
}

/** What kernels know of heads with so many classes each. */
export const shapesOf = (heads: readonly Head[], classes: readonly ArrayLike<unknown>[]): HeadShape[] =>
  heads.map(({ loss, weight, delta }, t) => ({
    loss,
    weight,
    columns: loss === "softmax" ? classes[t]!.length : 1,
    ...(delta !== undefined && { bend: delta }),
  }));

/** The losses of heads by name. */
export const lossesOf = (heads: readonly Head[]): string[] =>
  heads.map(({ loss, datafit }) => datafit?.name ?? loss);

export interface HeadOptions {
  /** What the task's mean loss counts for; 1 without it. */
  readonly weight?: number;
}

/**
 * A task of numbers: (y − f)²/2, or with `delta` Huber's loss, (y − f)²/2 up to |y − f| = delta and linear beyond.
 *
 * @throws PolytaskError where weight or delta is not a finite number > 0
 * @see PyTorch, `HuberLoss`; its `MSELoss` is twice our squared loss
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { regression } from "polytask/network";
 *
 * assert.equal(regression().loss, "squared");
 * assert.equal(regression({ delta: 1.5, weight: 2 }).loss, "huber");
 * ```
 */
export function regression(options: HeadOptions & { readonly delta?: number } = {}): Head {
  const weight = weightOf("regression", options, ["delta"]);
  const { delta } = options;
  if (delta === undefined) return head({ name: "regression", loss: "squared", weight, target: "number" });
  positive("regression.delta", delta);
  return head({ name: "regression", loss: "huber", weight, target: "number", delta });
}

/** A task of two labels, with one output: log(1 + exp(−margin)). */
export const binary = (options: HeadOptions = {}): Head =>
  head({ name: "binary", loss: "binary", weight: weightOf("binary", options), target: "two classes" });

/**
 * A task of labels, by softmax and cross-entropy: `classification()` finds its classes in the data, `classification(3)` has
 * the classes 0, 1 and 2, seen in training or not.
 *
 * @throws PolytaskError where `classes` is not an integer >= 2
 */
export function classification(classes?: number, options: HeadOptions = {}): Head {
  const weight = weightOf("classification", options);
  const shape = { name: "classification", loss: "softmax", weight, target: "classes" } as const;
  if (classes === undefined) return head(shape);
  if (!(Number.isInteger(classes) && classes >= 2 && classes < 2 ** 24))
    reject("param", "classification.classes", "an integer >= 2", classes);
  return head({ ...shape, classes });
}

/** A task of counts >= 0: exp(f) − y f, which leaves out what does not depend on f. Predictions are exp(f). */
export const poisson = (options: HeadOptions = {}): Head =>
  head({ name: "poisson", loss: "poisson", weight: weightOf("poisson", options), target: "number" });

/** The classes of a head that are known before the data: 0 ... K − 1, and 0 and 1 of two. */
export const knownClasses = ({ target, classes }: Head): readonly number[] =>
  target === "number" ? [] : Array.from({ length: classes ?? 2 }, (_, k) => k);

export const head = (one: Head): Head => Object.freeze(one);

export function weightOf(owner: string, options: HeadOptions, others: readonly string[] = []): number {
  checkOptions(owner, options, ["weight", ...others]);
  const { weight = 1 } = options;
  return positive(`${owner}.weight`, weight);
}

function positive(where: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  return reject("param", where, "a finite number > 0", value);
}

/** Whether something is a head with a loss that the kernels know and a weight. */
export function isHead(value: unknown): value is Head {
  if (typeof value !== "object" || value === null) return false;
  const { loss, target, weight } = value as Partial<Head>;
  return losses.includes(loss!) && target !== undefined && Number.isFinite(weight) && weight! > 0;
}
