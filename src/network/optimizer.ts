import { born } from "../base/born.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { adapt, type Descent, descend } from "../kernel/descent.ts";
import { constant, type Schedule } from "./schedule.ts";

/** How weights follow their gradient. What it keeps is `moments` numbers a weight, all 0 at first. */
export interface Optimizer {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly schedule: Schedule;
  readonly moments: number;
  /** Changes weights and state by step number `step`, from 1. */
  update(descent: Descent, step: number): void;
}

export interface SgdOptions {
  /** The learning rate, or a schedule of rates. */
  readonly lr: number | Schedule;
  /** From 0 to below 1; 0 without it. */
  readonly momentum?: number;
  /** Whether to look ahead, by Nesterov's momentum. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: m <- momentum m + g, w <- w − lr m, or w − lr (g + momentum m) with `nesterov`.
 *
 * @throws PolytaskError where an option is out of its range, or `nesterov` has no momentum
 * @see Sutskever, Martens, Dahl & Hinton 2013; PyTorch, `torch.optim.SGD`
 */
export function sgd(options: SgdOptions): Optimizer {
  const {
    lr,
    momentum = 0,
    nesterov = false,
  } = options ?? reject("param", "sgd", "options with lr", options);
  checkOptions("sgd", options, ["lr", "momentum", "nesterov"]);
  const schedule = scheduleOf("sgd", lr);
  share("sgd.momentum", momentum);
  if (nesterov && momentum === 0) reject("param", "sgd.nesterov", "a momentum > 0 beside it", nesterov);
  return born("sgd", sgd, [{ lr, momentum, nesterov }], {
    name: "sgd",
    parameters: Object.freeze({ lr: shown(schedule), momentum, nesterov }),
    schedule,
    moments: momentum > 0 ? 1 : 0,
    update: (descent) => descend(descent, momentum, nesterov),
  });
}

export interface AdamOptions {
  /** The learning rate, or a schedule of rates. */
  readonly lr?: number | Schedule;
  /** How much of the old means of gradients and squares is kept. */
  readonly betas?: readonly [number, number];
  readonly epsilon?: number;
}

/**
 * Adam: w <- w − lr m̂ / (√v̂ + epsilon), where m and v are running means of g and g², corrected for their start at 0. Weight decay
 * is added to g.
 *
 * @throws PolytaskError where an option is out of its range
 * @see Kingma & Ba 2015, algorithm 1; PyTorch, `torch.optim.Adam`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adam, cosine } from "polytask/network";
 *
 * assert.equal(adam().schedule.rate(3, 100), 1e-3);
 * assert.equal(adam({ lr: cosine(0.01) }).moments, 2);
 * ```
 */
export const adam = (options: AdamOptions = {}): Optimizer =>
  born("adam", adam, [options], adaptive("adam", options, false));

/**
 * Adam with decoupled weight decay: the matrices are first shrunk by 1 − lr · weightDecay.
 *
 * @see Loshchilov & Hutter 2019; PyTorch, `torch.optim.AdamW`
 */
export const adamW = (options: AdamOptions = {}): Optimizer =>
  born("adamW", adamW, [options], adaptive("adamW", options, true));

function adaptive(name: string, options: AdamOptions, decoupled: boolean): Optimizer {
  checkOptions(name, options, ["lr", "betas", "epsilon"]);
  const { lr = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8 } = options;
  const schedule = scheduleOf(name, lr);
  if (betas?.length !== 2) reject("param", `${name}.betas`, "two numbers in [0, 1)", betas);
  const [b1, b2] = [share(`${name}.betas[0]`, betas[0]), share(`${name}.betas[1]`, betas[1])];
  if (!(Number.isFinite(epsilon) && epsilon > 0))
    reject("param", `${name}.epsilon`, "a finite number > 0", epsilon);
  const rule = { b1, b2, epsilon, decoupled };
  return {
    name,
    parameters: Object.freeze({ lr: shown(schedule), betas: [b1, b2], epsilon }),
    schedule,
    moments: 2,
    update: (descent, step) => adapt(descent, rule, step),
  };
}

const shown = ({ name, parameters }: Schedule): unknown =>
  name === "constant" ? parameters["lr"] : { name, ...parameters };

function scheduleOf(owner: string, lr: number | Schedule): Schedule {
  if (typeof lr === "number" && Number.isFinite(lr) && lr > 0) return constant(lr);
  if (typeof lr === "object" && lr !== null && typeof lr.rate === "function") return lr;
  return reject("param", `${owner}.lr`, "a finite number > 0 or a schedule", lr);
}

function share(where: string, value: number): number {
  if (value >= 0 && value < 1) return value;
  return reject("param", where, "a number in [0, 1)", value);
}

export const isOptimizer = (value: unknown): value is Optimizer =>
  typeof value === "object" && value !== null && typeof (value as Partial<Optimizer>).update === "function";
