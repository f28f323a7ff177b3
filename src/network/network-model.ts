import type { Label } from "../base/label.ts";
import { readNames, type TaskShape } from "../base/task-names.ts";
import { reject, said } from "../check/reject.ts";
import { type Activation, activations, openNetwork } from "../kernel/network.ts";
import { layoutOf } from "../kernel/network-layout.ts";
import type { Dense } from "../matrix/dense.ts";
import { exponential } from "../matrix/exponential.ts";
import type { Head } from "./head.ts";
import { networkForm } from "./network-form.ts";
import { columnsBefore } from "./own-inputs.ts";
import type { Epoch } from "./state.ts";

/** Why training ended: all epochs seen, no better for a while, told to stop, or numbers that left all bounds. */
export type Ending = "epochs" | "patience" | "asked" | "diverged";

/** A task of the network: numbers, counts by exp, or classes on 1 output (two of them) or one each. */
export type NetworkTask = Pick<Head, "name" | "loss"> & { readonly classes: readonly Label[] };

/** What a fit has learnt, as plain data: fit for JSON and for ever. */
export interface NetworkDescription {
  readonly kind: "Network";
  readonly version: 1;
  readonly taskNames: readonly string[];
  /** Units from the features to the last hidden layer. */
  readonly units: readonly number[];
  /** How wide every task's inputs are, where they are its own: so many columns of the first layer each. */
  readonly inputs?: readonly number[];
  readonly activation: Activation;
  readonly tasks: readonly NetworkTask[];
  /** All matrices (outputs x inputs, row-major, the heads' one below the other as the last), filled up to a multiple of 4; then all biases. */
  readonly weights: readonly number[];
  readonly history: readonly Epoch[];
  /** After which epoch the weights were as they are. */
  readonly epoch: number;
  readonly ending: Ending;
}

/** How many outputs a task has. */
export const columnsOf = ({ loss, classes }: NetworkTask): number =>
  loss === "softmax" ? classes.length : 1;

const chunk = 256;

/** A fitted network: immutable, and what is saved. */
export class NetworkModel implements TaskShape {
  readonly taskNames: readonly string[];
  readonly units: readonly number[];
  readonly inputs: readonly number[] | undefined;
  readonly activation: Activation;
  readonly tasks: readonly NetworkTask[];
  readonly history: readonly Epoch[];
  readonly epoch: number;
  readonly ending: Ending;
  readonly #weights: Float32Array;

  constructor(
    parts: Omit<NetworkDescription, "kind" | "version" | "weights"> & { weights: ArrayLike<number> },
  ) {
    this.taskNames = Object.freeze([...parts.taskNames]);
    this.units = Object.freeze([...parts.units]);
    this.inputs = parts.inputs && Object.freeze([...parts.inputs]);
    this.activation = parts.activation;
    this.tasks = Object.freeze(parts.tasks.map((task) => Object.freeze({ ...task })));
    this.history = Object.freeze([...parts.history]);
    this.epoch = parts.epoch;
    this.ending = parts.ending;
    this.#weights = Float32Array.from(parts.weights);
    Object.freeze(this);
  }

  get p(): number {
    return this.units[0]!;
  }

  get T(): number {
    return this.tasks.length;
  }

  /** The outputs of all tasks, n x C, by the plain build: the same bits on every engine. With own inputs, those are of the task named. */
  outputs({ data, rows, columns }: Dense, task?: string): Dense {
    const before = columnsBefore(this.taskNames, this.inputs).get(task ?? "") ?? 0;
    const heads = this.tasks.map((task) => ({ loss: task.loss, columns: columnsOf(task), weight: 1 }));
    const C = heads.reduce((sum, head) => sum + head.columns, 0);
    const { units, activation } = this;
    const batch = Math.min(chunk, rows);
    const network = openNetwork(
      { units, activation, heads, samples: batch, batch, dropout: 0, moments: 0 },
      "plain",
    );
    try {
      network.weights.values.set(this.#weights);
      const { order, stride } = network;
      const x = network.x.values;
      for (let i = 0; i < batch; i++) order[i] = i;
      const out = new Float64Array(rows * C);
      for (let first = 0; first < rows; first += batch) {
        const count = Math.min(batch, rows - first);
        for (let i = 0; i < count; i++) {
          const from = (first + i) * columns;
          x.set(data.subarray(from, from + columns), i * stride + before);
        }
        out.set(network.outputs(0, count), first * C);
      }
      return { data: out, rows, columns: C };
    } finally {
      network.close();
    }
  }

  /** Numbers of task t from the outputs of all: means, exp of the output for counts. */
  numbers(t: number, outputs: Dense): Float64Array {
    const [f] = this.#own(t, outputs);
    return this.tasks[t]!.loss === "poisson" ? f!.map(exponential) : f!;
  }

  /** P(class | x) of task t, n x K, from the outputs of all. */
  probabilities(t: number, outputs: Dense): Dense {
    const own = this.#own(t, outputs);
    const scores = own.length === 1 ? [new Float64Array(outputs.rows), own[0]!] : own;
    const K = scores.length;
    const data = new Float64Array(outputs.rows * K);
    for (let i = 0; i < outputs.rows; i++) {
      const most = scores.reduce((best, f) => Math.max(best, f[i]!), -Infinity);
      let total = 0;
      for (let k = 0; k < K; k++) {
        data[i * K + k] = exponential(scores[k]![i]! - most);
        total += data[i * K + k]!;
      }
      for (let k = 0; k < K; k++) data[i * K + k]! /= total;
    }
    return { data, rows: outputs.rows, columns: K };
  }

  /** The likeliest class of task t, the first of equals, from the outputs of all. */
  labels(t: number, outputs: Dense): Label[] {
    const { classes } = this.tasks[t]!;
    const own = this.#own(t, outputs);
    return Array.from({ length: outputs.rows }, (_, i) => {
      if (own.length === 1) return classes[own[0]![i]! > 0 ? 1 : 0]!;
      let best = 0;
      for (let k = 1; k < own.length; k++) if (own[k]![i]! > own[best]![i]!) best = k;
      return classes[best]!;
    });
  }

  #own(t: number, { data, rows, columns }: Dense): Float64Array[] {
    const first = this.tasks.slice(0, t).reduce((sum, task) => sum + columnsOf(task), 0);
    return Array.from({ length: columnsOf(this.tasks[t]!) }, (_, k) =>
      Float64Array.from({ length: rows }, (_, i) => data[i * columns + first + k]!),
    );
  }

  /** The model as plain data; `NetworkModel.from` takes it back. */
  describe(): NetworkDescription {
    const { taskNames, units, inputs, activation, tasks, history, epoch, ending } = this;
    const weights = Array.from(this.#weights);
    return {
      kind: "Network",
      version: 1,
      taskNames,
      units,
      ...(inputs && { inputs }),
      activation,
      tasks,
      weights,
      history,
      epoch,
      ending,
    };
  }

  toJSON(): NetworkDescription {
    return this.describe();
  }

  /** Rebuilds a model from what `describe` gave, through JSON or not. Predicts bit for bit the same. */
  static from(given: NetworkDescription): NetworkModel {
    const where = "NetworkModel.from";
    if (given?.kind !== "Network") reject("value", where, 'an object of kind "Network"', given?.kind);
    if (given.version !== 1)
      reject("value", `${where} version`, "1, the newest this library knows", given.version);
    const { units, tasks, weights, activation } = given;
    const { taskNames } = networkForm(where, given);
    if (units.length === 0 || tasks.length === 0) reject("shape", where, "units and tasks", given);
    readNames(`${where} taskNames`, taskNames, tasks.length);
    if (!activations.includes(activation))
      reject("value", `${where} activation`, `one of ${activations.join(", ")}`, activation);
    const { inputs } = given;
    const sum = inputs?.reduce((total, width) => total + width, 0);
    if (inputs && (inputs.length !== tasks.length || sum !== units[0]))
      reject("shape", `${where} inputs`, `${tasks.length} widths, ${units[0]} in sum`, inputs);
    const { size } = layoutOf([...units, tasks.reduce((sum, task) => sum + columnsOf(task), 0)]);
    if (weights.length !== size) reject("shape", `${where} weights`, `${size}`, said(`${weights.length}`));
    return new NetworkModel(given);
  }
}
