import { choice, count, type Parameter, real, seed } from "../base/parameter.ts";
import { activations } from "../kernel/network-plan.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { type Balancing, isBalancing } from "./balancing/balancing.ts";
import { equal } from "./balancing/equal.ts";
import type { Batches } from "./feed.ts";
import { type Head, isHead } from "./head.ts";
import { adam, isOptimizer, type Optimizer } from "./optimizer.ts";
import { oneTrunk } from "./trunk/one-trunk.ts";
import { isTrunk, type Trunk } from "./trunk/trunk.ts";
import type { WeightPenalties } from "./weight-penalty.ts";

/** Early stopping: on which share of the rows it looks, and for how many epochs it waits for a loss lower by minDelta. */
export interface EarlyStopping {
  readonly validationFraction: number;
  readonly patience: number;
  readonly minDelta: number;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

const isUnits = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;

const layers = (units: readonly number[]): Parameter<readonly number[]> => ({
  default: Object.freeze(units),
  rule: "an array of integers >= 1, units layer by layer",
  accepts: (value) => Array.isArray(value) && value.every(isUnits),
  wrong: [100, [0], [-1], [1.5], [NaN], ["8"], null],
});

/** What every task is, by its name. */
const tasks: Parameter<Readonly<Record<string, Head>>> = {
  default: undefined as unknown as Readonly<Record<string, Head>>,
  own: (value) => Object.freeze({ ...(value as Record<string, Head>) }),
  rule: "a record of heads by task name: regression(), binary(), classification(), poisson(), judgedBy()",
  accepts: (value) => isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isHead),
  wrong: [
    ...[undefined, null, 0, {}, [], { price: 1 }, { price: {} }],
    ...[
      { price: { target: "number", weight: 1 } },
      { price: { loss: "hinge", target: "number", weight: 1 } },
    ],
    { price: { loss: "squared", target: "number", weight: 0 } },
  ],
};

/** How tasks share the hidden layers. */
const trunk: Parameter<Trunk> = {
  default: oneTrunk(),
  rule: "a trunk: oneTrunk(), mixtureOfExperts(), customizedGates(), crossStitch(), ownTrunks()",
  accepts: isTrunk,
  wrong: ["mixtureOfExperts", null, {}, 2],
};

/** How the weights follow their gradient. */
const optimizer: Parameter<Optimizer> = {
  default: adam(),
  rule: "an optimizer: sgd(), adam(), adamW()",
  accepts: isOptimizer,
  wrong: ["adam", null, {}, 0.1],
};

/** What every task weighs in a step. */
const balancing: Parameter<Balancing> = {
  default: equal(),
  rule: "a balancing: equal(), uncertainty(), dwa(), rlw(), geometric(), gradNorm(), pcGrad(), mgda(), caGrad(), imtlG(), nashMtl(), alignedMtl(), famo(), upGrad()",
  accepts: isBalancing,
  wrong: ["pcGrad", null, {}, 1],
};

/** Which tasks a step is for: all, one drawn by its number of targets, one after the other, or those that a sampler draws. */
const batches: Parameter<Batches> = {
  default: "joint",
  rule: '"joint", "proportional", "roundRobin", or a sampler (random) => tasks',
  accepts: (value) =>
    value === "joint" || value === "proportional" || value === "roundRobin" || typeof value === "function",
  wrong: ["all", null, 1, []],
};

const places = ["features", "heads", "adapters", "trunks"];

/** Penalties on the first layer, on the heads, between the tasks' own first layers, between their own trunks; their prox follows every step, with its learning rate. */
const penalties: Parameter<WeightPenalties> = {
  default: Object.freeze({}),
  own: (value) => Object.freeze({ ...(value as WeightPenalties) }),
  rule: "a record of penalties: features, heads, adapters, trunks",
  accepts: (value) =>
    isRecord(value) &&
    Object.entries(value).every(
      ([name, one]) =>
        places.includes(name) && isRecord(one) && typeof (one as Partial<Penalty>).value === "function",
    ),
  wrong: [null, 1, { trunk: {} }, { features: 1 }, []],
};

/** Stops when the loss on rows held back has not fallen for `patience` epochs, with the best weights. */
const earlyStopping: Parameter<Partial<EarlyStopping> | false> = {
  default: false,
  rule: "false, or { validationFraction in (0, 1), patience: an integer >= 1, minDelta >= 0 }",
  own: (value) => (value === false ? false : Object.freeze({ ...(value as EarlyStopping) })),
  accepts(value) {
    if (value === false) return true;
    if (!isRecord(value)) return false;
    const { validationFraction, patience, minDelta, ...rest } = { ...stopping, ...value } as EarlyStopping;
    const share = validationFraction > 0 && validationFraction < 1;
    return (
      Object.keys(rest).length === 0 && share && isUnits(patience) && minDelta >= 0 && minDelta < Infinity
    );
  },
  wrong: [true, null, 3, { patience: 0 }, { validationFraction: 1 }, { minDelta: -1 }, { wait: 3 }],
};

/** What early stopping has where nothing else is said. */
export const stopping: EarlyStopping = { validationFraction: 0.1, patience: 10, minDelta: 0 };

export const table = {
  /** The units of the hidden layers: of the trunk, of every expert, of every task's own trunk; none makes a linear model. */
  hidden: layers([100]),
  trunk,
  /** Whether all tasks have the same features, or each its own: the first hidden layer then takes them all, and those after it are shared, unless there are adapters. */
  inputs: choice("shared", ["shared", "own"]),
  /** With inputs of their own, the units of every task's own layers before the shared ones. */
  adapters: layers([]),
  /** What hidden units do to their sums. */
  activation: choice("relu", activations),
  tasks,
  optimizer,
  balancing,
  batches,
  /** Rows a step. */
  batchSize: count(32, 1, 2 ** 20),
  /** How often all rows are seen. */
  epochs: count(100, 1, Infinity),
  /** The strength lambda of lambda/2 ‖W‖², over matrices, not biases. */
  weightDecay: real(0, 0, Infinity),
  /** The chance that a hidden output is zeroed in a step. */
  dropout: real(0, 0, 0.99),
  penalties,
  /** The largest norm a gradient may have; 0: any. */
  clipNorm: real(0, 0, Infinity),
  earlyStopping,
  /** Of the first weights, of the order of rows and of dropout. */
  randomState: seed(),
};
