import type { Values } from "../base/parameter.ts";
import { reject, said } from "../check/reject.ts";
import type { Hands } from "../kernel/hands.ts";
import type { NetworkLayout } from "../kernel/network-layout.ts";
import { absMax } from "../kernel/vector.ts";
import { RandomState, randomStateOf } from "../matrix/random.ts";
import { type Balancing, keptBy } from "./balancing/balancing.ts";
import type { NetworkData } from "./data.ts";
import { alternatingFeed, jointFeed } from "./feed.ts";
import { knownClasses, lossesOf, shapesOf } from "./head.ts";
import { holdBack, judged } from "./held-back.ts";
import { checkHogwild, openHogwildSteps } from "./hogwild.ts";
import type { NetworkTask } from "./network-model.ts";
import { openJudged } from "./own-losses.ts";
import type { table } from "./parameters.ts";
import { fillSamples, putBatch } from "./samples.ts";
import { startWeights } from "./start-weights.ts";
import { checkState, type Epoch, type NetworkState } from "./state.ts";
import { openSteps } from "./step.ts";
import { inTurn, type Stepper } from "./stepper.ts";
import type { Stream } from "./stream.ts";
import { streamFeed } from "./stream-feed.ts";
import type { TrainingThreads } from "./training-threads.ts";
import { checkTrunk, describeTrunk, planOf } from "./trunk/trunk.ts";
import { openPenalties } from "./weight-penalty.ts";

export type NetworkParameters = Values<typeof table>;

/** A network that learns epoch by epoch. Close it in a `finally`. */
export interface Trainer {
  readonly tasks: readonly NetworkTask[];
  readonly units: readonly number[];
  /** All rows once, and the losses seen; a pause every so many steps. */
  epoch(number: number): Generator<Pause, Epoch>;
  /** The losses by task of the last epoch on the rows held back, none where there are no such rows. */
  readonly judged: readonly number[];
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
  const shapes = shapesOf(heads, classes);
  const units = [p, ...params.hidden];
  const columns = shapes.map((shape) => shape.columns);
  const allUnits = [...units, columns.reduce((sum, count) => sum + count, 0)];
  const batch = stream ? n : Math.min(params.batchSize, n);
  const rowsKnown = stream ? 0 : n;
  const watched = stream?.validation;
  const samples = n + (watched?.n ?? 0);
  const { moments } = optimizer;
  const { activation, trunk, adapters } = params;
  checkTrunk(where, trunk, params.hidden);
  const plan = planOf({ units, activation, trunk, inputs: data.inputs, adapters }, columns);
  const shape = { plan, heads: shapes, samples, batch, dropout, moments };
  if (threads?.parallel === "hogwild") checkHogwild(where, params, stream !== undefined);
  const network = openJudged(shape, heads, hands);
  let stepper: Stepper | undefined;
  const close = (): void => {
    stepper?.close();
    network.close();
  };
  try {
    const { layout } = network;
    checkBalancing(where, balancing, params, layout);
    const expected = {
      units: allUnits,
      ...{ trunk: describeTrunk(trunk), adapters },
      ...(data.inputs && { inputs: data.inputs }),
      taskNames,
      activation,
      taskLosses: lossesOf(heads),
      rows: rowsKnown,
      optimizer: optimizer.name,
      size: layout.size,
      moments,
      balancing: balancing.name,
      kept: keptBy(balancing, heads.length),
      holdsBack: !stream && params.earlyStopping !== false,
    };
    const from = data.resume && checkState(`${where} resume`, data.resume, expected);
    const random = from ? new RandomState(0).setState(from.random) : randomStateOf(where, params.randomState);
    const { batches } = params;
    const heldBack = from?.heldBack ?? (stream ? [] : holdBack(where, n, params, random));
    const out = new Set(heldBack);
    const rows = Int32Array.from(Array.from({ length: rowsKnown }, (_, i) => i).filter((i) => !out.has(i)));
    if (!stream) fillSamples(network, data, rows, where);
    if (watched) putBatch(network, watched, n, taskNames, data.inputs);
    const judgedFrom = stream ? n : rows.length;
    network.order.set(watched ? Array.from({ length: watched.n }, (_, i) => n + i) : heldBack, judgedFrom);
    const penalties = openPenalties(where, plan, network, params.penalties, taskNames, data.inputs);
    stepper =
      threads?.parallel === "hogwild"
        ? openHogwildSteps(network, shape, network.hands, params, where)
        : inTurn(network, openSteps(network, balancing, heads, random), penalties, params);
    const { kept, step: doStep, end } = stepper;
    if (from) {
      kept.set(from.kept);
      network.weights.values.set(from.weights);
      network.state.values.set(from.moments);
    } else startWeights(network, plan, random, data.inputs ?? [p]);
    let step = from?.step ?? 0;
    const { weights, state } = network;
    const feed = stream
      ? streamFeed(network, stream, taskNames, n, stream.length, where)
      : batches === "joint"
        ? jointFeed(network, rows, batch, random)
        : alternatingFeed(network, data, rows, batch, random, batches, where);
    let heldLosses: readonly number[] = [];
    const penalised = Object.keys(params.penalties).length > 0;

    return {
      tasks,
      units,
      *epoch(number) {
        let [k, rate] = [0, 0];
        feed.begin(number);
        for (let fed = feed.next(); fed; fed = feed.next()) {
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
        if (judgedFrom === samples) return seen;
        heldLosses = judged(network, judgedFrom, samples, batch, heads);
        return { ...seen, validation: heldLosses.reduce((sum, loss) => sum + loss, 0) };
      },
      get judged() {
        return heldLosses;
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
        ...{ trunk: describeTrunk(trunk), adapters, activation, taskLosses: lossesOf(heads) },
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
  { shared }: NetworkLayout,
): void {
  if (reads === "gradients" && shared.every(({ from, to }) => from === to))
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
