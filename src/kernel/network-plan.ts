/** What hidden units do to their sums, by the kernels' numbers. */
export const activations = ["identity", "relu", "tanh", "sigmoid", "gelu", "silu"] as const;
export type Activation = (typeof activations)[number];

/** Units that stand together: so many in a place, from one on. */
export interface Units {
  readonly place: number;
  readonly first: number;
  readonly count: number;
}

/** Outputs of a layer: so many, from one on. */
export type Part = Pick<Units, "first" | "count">;

/** outputs = activation(W inputs + b). */
export interface LayerStep {
  readonly kind: "layer";
  readonly from: Units;
  readonly to: Units;
  readonly activation: Activation;
  /** Whether its outputs are hidden units, which can be dropped. */
  readonly hidden: boolean;
  /** Where not all tasks share it: the outputs that are one task's own, by task. */
  readonly own?: ReadonlyMap<number, Part>;
  /** Where its biases start, if that is known. */
  readonly start?: readonly number[];
}

/** Outputs that are sums of other units, each times a number of the sample: Σ_i gates[i] of[i]. */
export interface Mixture {
  readonly to: Units;
  readonly of: readonly Units[];
  readonly gates: Units;
  /** Whose it is, where not all tasks share it. */
  readonly task?: number;
}

export interface MixStep {
  readonly kind: "mix";
  /** Whether the gates of a mixture become their softmax. */
  readonly softmax: boolean;
  readonly mixtures: readonly Mixture[];
}

export type Step = LayerStep | MixStep;

/** Whose something is: a task's, or, without it, what all tasks share. */
interface Owner {
  readonly task?: number | undefined;
}

/** What a network does to its features, step by step. Every part of it says where its units are, and the next one reads them there. */
export class NetworkPlan {
  readonly features: Units;
  readonly activation: Activation;
  /** How many units there are in every place, the features' first. */
  readonly places: number[] = [];
  readonly steps: Step[] = [];
  /** The outputs of every task. */
  readonly heads: Units[] = [];

  constructor(features: number, activation: Activation) {
    this.activation = activation;
    this.features = this.#place(features);
  }

  get layers(): LayerStep[] {
    return this.steps.filter((step) => step.kind === "layer");
  }

  /** A hidden layer. */
  layer(from: Units, count: number, { task }: Owner = {}): Units {
    return this.#add(count, { from, activation: this.activation, hidden: true, ...ownerOf(task, count) });
  }

  /** Gates of a mixture: linear in some units. */
  gates(from: Units, count: number, { task }: Owner = {}): Units {
    return this.#add(count, { from, ...linear, ...ownerOf(task, count) });
  }

  /** Gates of a mixture that are the same for every sample: numbers to be learnt, which start so. */
  constants(start: readonly number[], { task }: Owner = {}): Units {
    const count = start.length;
    return this.#add(count, {
      from: { ...this.features, count: 0 },
      ...linear,
      start,
      ...ownerOf(task, count),
    });
  }

  /** Mixtures of equally many units, one after the other. */
  mix(softmax: boolean, mixtures: readonly Omit<Mixture, "to">[]): Units[] {
    const made = mixtures.map((mixture) => ({ ...mixture, to: this.#place(mixture.of[0]!.count) }));
    this.steps.push({ kind: "mix", softmax, mixtures: made });
    return made.map(({ to }) => to);
  }

  /** The outputs of every task, linear in units that it reads; tasks that read the same have one layer. */
  answer(reads: readonly Units[], columns: readonly number[]): void {
    for (const from of new Set(reads)) {
      const tasks = reads.flatMap((own, t) => (own === from ? [t] : []));
      const own = new Map<number, Part>();
      let count = 0;
      for (const t of tasks) {
        own.set(t, { first: count, count: columns[t]! });
        count += columns[t]!;
      }
      const to = this.#add(count, { from, ...linear, own });
      for (const [t, part] of own) this.heads[t] = { ...to, ...part };
    }
  }

  /** The steps that task t's loss depends on: all that is shared, and its own. */
  stepsOf(t: number): Step[] {
    return this.steps.flatMap((step): Step[] => {
      if (step.kind === "mix") {
        const mixtures = step.mixtures.filter(({ task = t }) => task === t);
        return mixtures.length > 0 ? [{ ...step, mixtures }] : [];
      }
      if (!step.own) return [step];
      const part = step.own.get(t);
      return part ? [{ ...step, to: { ...step.to, ...part } }] : [];
    });
  }

  #add(count: number, step: Omit<LayerStep, "kind" | "to">): Units {
    const to = this.#place(count);
    this.steps.push({ kind: "layer", to, ...step });
    return to;
  }

  #place(count: number): Units {
    this.places.push(count);
    return { place: this.places.length - 1, first: 0, count };
  }
}

const linear = { activation: "identity", hidden: false } as const;

const ownerOf = (task: number | undefined, count: number): Pick<LayerStep, "own"> =>
  task === undefined ? {} : { own: new Map([[task, { first: 0, count }]]) };
