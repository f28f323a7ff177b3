import type { Values } from "../base/parameter.ts";
import { reject, said } from "../check/reject.ts";
import { splitRows } from "../fold/split-rows.ts";
import type { Hands } from "../kernel/hands.ts";
import { type OpenNetwork, openNetwork } from "../kernel/network.ts";
import { absMax } from "../kernel/vector.ts";
import { RandomState, randomStateOf } from "../matrix/random.ts";
import { type Balancing, keptBy } from "./balancing/balancing.ts";
import type { NetworkData } from "./data.ts";
import { alternatingFeed, jointFeed } from "./feed.ts";
import { knownClasses } from "./head.ts";
import { checkHogwild, openHogwildSteps } from "./hogwild.ts";
import type { NetworkTask } from "./network-model.ts";
import { stopping, type table } from "./parameters.ts";
import { fillSamples } from "./samples.ts";
import { startWeights } from "./start-weights.ts";
import { checkState, type Epoch, type NetworkState } from "./state.ts";
import { openSteps } from "./step.ts";
import { inTurn, type Stepper } from "./stepper.ts";
import type { Stream } from "./stream.ts";
import { streamFeed } from "./stream-feed.ts";
import type { TrainingThreads } from "./training-threads.ts";
import { openPenalties } from "./weight-penalty.ts";

export type NetworkParameters = Values<typeof table>;

/** A network that learns epoch by epoch. Close it in a `finally`. */
export interface Trainer {
  readonly tasks: readonly NetworkTask[];
  readonly units: readonly number[];
  /** All rows once, and the losses seen; a pause every so many steps. */
  epoch(number: number): Generator<Pause, Epoch>;
  /** Whether all weights are finite numbers. */
  sound(): boolean;
  /** Where it stands, copied. */
  snapshot(): Snapshot;
  /** The same as plain data, but for what has been. */
  state(snapshot: Snapshot): Omit<NetworkState, "history" | "best">;
  close(): void;
}

/** How much of an epoch is done, and what it waits for. */
interface Pause {
  readonly fraction: number;
  readonly until?: Promise<unknown>;
}

/** Where training stood after an epoch. */
export interface Snapshot extends Pick<NetworkState, "random" | "step"> {
  readonly weights: Float32Array;
  readonly moments: Float32Array;
  readonly kept: Float64Array;
}

/** Steps between two pauses. */
const pause = 64;

/** Opens a network with the rows, fresh weights or those of a state. */
export function openTrainer(
  data: NetworkData,
  params: NetworkParameters,
  where: string,
  stream?: Stream,
  hands?: Hands,
  threads?: TrainingThreads,
): Trainer {
  const { p } = data;
  const taskNames = Object.keys(params.tasks);
  const n = stream ? Math.max(params.batchSize, data.n) : data.n;
  const { optimizer, balancing, dropout, epochs } = params;
  const heads = Object.values(params.tasks);
  const classes = stream ? heads.map(knownClasses) : data.classes;
  const tasks = heads.map(({ name, loss }, t): NetworkTask => ({ name, loss, classes: classes[t]! }));
  const shapes = heads.map(({ loss, weight, delta }, t) => ({
    loss,
    weight,
    columns: loss === "softmax" ? classes[t]!.length : 1,
    ...(delta !== undefined && { bend: delta }),
  }));
  const units = [p, ...params.hidden];
  const allUnits = [...units, shapes.reduce((sum, { columns }) => sum + columns, 0)];
  const batch = stream ? n : Math.min(params.batchSize, n);
  const rowsKnown = stream ? 0 : n;
  const { moments } = optimizer;
  const shape = { units, activation: params.activation, heads: shapes, samples: n, batch, dropout, moments };
  checkBalancing(where, balancing, params);
  if (threads?.parallel === "hogwild") checkHogwild(where, params, stream !== undefined);
  const network = openNetwork(shape, undefined, hands);
  let stepper: Stepper | undefined;
  const close = (): void => {
    stepper?.close();
    network.close();
  };
  try {
    const { layout } = network;
    const expected = {
      units: allUnits,
      ...(data.inputs && { inputs: data.inputs }),
      taskNames,
      rows: rowsKnown,
      optimizer: optimizer.name,
      size: layout.size,
      moments,
      balancing: balancing.name,
      kept: keptBy(balancing, heads.length),
    };
    const from = data.resume && checkState(`${where} resume`, data.resume, expected);
    const random = from ? new RandomState(0).setState(from.random) : randomStateOf(where, params.randomState);
    const { batches } = params;
    const heldBack = from?.heldBack ?? holdBack(where, rowsKnown, params, random);
    const out = new Set(heldBack);
    const rows = Int32Array.from(Array.from({ length: rowsKnown }, (_, i) => i).filter((i) => !out.has(i)));
    if (!stream) fillSamples(network, data, rows, where);
    network.order.set(heldBack, rows.length);
    const penalties = openPenalties(where, network, params.penalties, taskNames, data.inputs);
    stepper =
      threads?.parallel === "hogwild"
        ? openHogwildSteps(network, shape, network.hands, params, where)
        : inTurn(network, openSteps(network, balancing, heads, random), penalties, params);
    const { kept, step: doStep, end } = stepper;
    if (from) {
      kept.set(from.kept);
      network.weights.values.set(from.weights);
      network.state.values.set(from.moments);
    } else startWeights(network, random, data.inputs ?? [p]);
    let step = from?.step ?? 0;
    const { weights, state } = network;
    const feed = stream
      ? streamFeed(network, stream, taskNames, n, stream.length, where)
      : batches === "joint"
        ? jointFeed(network, rows, batch, random)
        : alternatingFeed(network, data, rows, batch, random, batches, where);
    const penalised = Object.keys(params.penalties).length > 0;

    return {
      tasks,
      units,
      *epoch(number) {
        let [k, rate] = [0, 0];
        for (const fed of feed.epoch(number)) {
          if (fed instanceof Promise) {
            yield { fraction: 0, until: fed };
            continue;
          }
          const dropped = dropout > 0 ? random.randint(2 ** 32) : 0;
          rate = optimizer.schedule.rate(number - 1 + fed.before, epochs);
          doStep(fed, dropped, rate, ++step);
          if (++k % pause === 0) yield { fraction: fed.before };
        }
        const { losses, weights: weighed, cosines } = end();
        const byName = (values: readonly number[]) =>
          Object.fromEntries(taskNames.map((name, t) => [name, values[t]!]));
        const seen = {
          epoch: number,
          rate,
          loss: heads.reduce((sum, { weight }, t) => sum + weight * losses[t]!, 0),
          losses: byName(losses),
          weights: byName(weighed),
          ...(penalised && { penalty: penalties.value() }),
          ...(cosines && { cosines }),
        };
        if (heldBack.length === 0) return seen;
        return { ...seen, validation: judged(network, rows.length, n, batch, heads) };
      },
      sound: () => absMax(weights) < Infinity,
      snapshot: () => ({
        weights: weights.values.slice(),
        moments: state.values.slice(),
        kept: kept.slice(),
        random: random.getState(),
        step,
      }),
      state: (snapshot) => ({
        ...({ kind: "NetworkState", version: 1, units: allUnits, taskNames, rows: rowsKnown } as const),
        ...(data.inputs && { inputs: data.inputs }),
        heldBack: [...heldBack],
        optimizer: optimizer.name,
        balancing: balancing.name,
        ...snapshot,
        weights: Array.from(snapshot.weights),
        moments: Array.from(snapshot.moments),
        kept: Array.from(snapshot.kept),
      }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function checkBalancing(
  where: string,
  { name, reads, positive }: Balancing,
  params: NetworkParameters,
): void {
  if (reads === "gradients" && params.hidden.length === 0)
    reject("pair", `${where} balancing`, `hidden layers that tasks share, as ${name} asks for`, said("none"));
  for (const [task, head] of Object.entries(params.tasks))
    if (positive && head.loss === "poisson")
      reject(
        "pair",
        `${where} balancing`,
        `losses >= 0, as ${name} asks for`,
        said(`poisson for ${JSON.stringify(task)}`),
      );
}

function holdBack(
  where: string,
  n: number,
  params: NetworkParameters,
  random: RandomState,
): readonly number[] {
  if (params.earlyStopping === false) return [];
  const { validationFraction } = { ...stopping, ...params.earlyStopping };
  return [...splitRows(`${where} earlyStopping`, n, { testSize: validationFraction }, random).test];
}

/** The weighted sum of the tasks' mean losses over the rows from `first` on; a task that none of them has counts 0. */
function judged(
  network: OpenNetwork,
  first: number,
  n: number,
  batch: number,
  heads: readonly { readonly weight: number }[],
): number {
  network.losses.values.fill(0);
  for (let at = first; at < n; at += batch) network.forward(at, Math.min(batch, n - at), false, 0);
  const order = network.order;
  const own = network.sampleWeights.values;
  return heads.reduce((sum, { weight }, t) => {
    let total = 0;
    for (let k = first; k < n; k++) total += own[t * n + order[k]!]!;
    return total > 0 ? sum + (weight * network.losses.values[t]!) / total : sum;
  }, 0);
}
