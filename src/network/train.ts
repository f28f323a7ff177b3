import { warn } from "../base/warning.ts";
import { StoppedError, type Work } from "../base/work.ts";
import { type Form, madeBy, recordOf } from "../check/form.ts";
import { currentBuild } from "../kernel/module.ts";
import { canShare, openTeam, type Team } from "../parallel/team.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import type { NetworkData } from "./data.ts";
import { DivergenceWarning } from "./divergence.ts";
import { type Ending, NetworkModel } from "./network-model.ts";
import { stopping } from "./parameters.ts";
import { checkKind, type Epoch, type NetworkState } from "./state.ts";
import { openStream, type Stream, type StreamedData } from "./stream.ts";
import { type NetworkParameters, openTrainer, type Trainer } from "./trainer.ts";
import type { TrainingThreads } from "./training-threads.ts";

/** What training leaves: the model, and where it may go on. */
export interface Trained {
  readonly model: NetworkModel;
  readonly state: NetworkState;
}

/** The same in a file. */
export const trainedForm: Form<Trained> = /* @__PURE__ */ recordOf({
  model: madeBy(NetworkModel),
  state: checkKind,
});

/** What a fit is of: rows in memory or a stream of them, and how many threads work on it. */
export type TrainingData = (NetworkData | StreamedData) & { readonly threads: TrainingThreads };

type Best = Omit<NonNullable<NetworkState["best"]>, "weights"> & { readonly weights: ArrayLike<number> };

/** A loss so many times that of the first epoch has exploded. */
const explosion = 1e6;

/** Trains epoch after epoch; a stop in between leaves what the last whole epoch has learnt. */
export function* train(given: TrainingData, params: NetworkParameters, where: string): Work<Trained> {
  const { workers, patience } = given.threads;
  const team = workers > 1 && canShare() ? openTeam(workers, currentBuild(), patience) : undefined;
  try {
    return yield* learn(given, params, where, team);
  } finally {
    team?.close();
  }
}

function* learn(
  given: TrainingData,
  params: NetworkParameters,
  where: string,
  team: Team | undefined,
): Work<Trained> {
  const next = given.resume ? checkKind(`${where} resume`, given.resume).history.length + 1 : 1;
  const stream = "source" in given ? yield* met(openStream(where, given, next)) : undefined;
  try {
    return yield* taught(given, params, where, stream, team);
  } finally {
    stream?.close();
  }
}

function* taught(
  given: TrainingData,
  params: NetworkParameters,
  where: string,
  stream: Stream | undefined,
  team: Team | undefined,
): Work<Trained> {
  const data = stream ? { ...stream.first, resume: given.resume } : (given as NetworkData);
  const trainer = openTrainer(data, params, where, stream, team, given.threads);
  try {
    team?.join();
    const rule = params.earlyStopping === false ? undefined : { ...stopping, ...params.earlyStopping };
    const history: Epoch[] = [...(data.resume?.history ?? [])];
    let best: Best | undefined = data.resume?.best;
    let last = trainer.snapshot();
    let ending: Ending = "epochs";
    const { checkpoint } = given;
    const state = (): NetworkState => ({
      ...trainer.state(last),
      history: [...history],
      ...(best && { best: { ...best, weights: Array.from(best.weights) } }),
    });
    while (history.length < params.epochs) {
      team?.check();
      if (rule && best && history.length - best.epoch >= rule.patience) {
        ending = "patience";
        break;
      }
      const number = history.length + 1;
      const stage = `epoch ${number} of ${params.epochs}`;
      const work = trainer.epoch(number);
      let step = work.next();
      let go: boolean | undefined = true;
      while (!step.done && go !== false) {
        go = yield { stage, ...step.value, fraction: (number - 1 + step.value.fraction) / params.epochs };
        step = work.next();
      }
      if (!step.done || go === false) {
        ending = "asked";
        break;
      }
      const seen = step.value;
      const bad = culprit(seen, history[0], trainer);
      if (bad !== undefined) {
        const told = `${bad} in epoch ${number}, at a learning rate of ${seen.rate}`;
        warn(
          new DivergenceWarning(
            where,
            `${told}: stopped with the weights of epoch ${number - 1}; a smaller rate or clipNorm may help`,
          ),
        );
        ending = "diverged";
        break;
      }
      history.push(seen);
      last = trainer.snapshot();
      if (rule && (best === undefined || seen.validation! < best.loss - rule.minDelta))
        best = { weights: last.weights, loss: seen.validation!, epoch: number };
      if (checkpoint && number % (checkpoint.every ?? 1) === 0)
        writeCheckpoint(where, checkpoint.file, state());
      if ((yield { stage, fraction: number / params.epochs }) === false) {
        ending = "asked";
        break;
      }
    }
    if (checkpoint && history.length % (checkpoint.every ?? 1) !== 0)
      writeCheckpoint(where, checkpoint.file, state());
    const model = new NetworkModel({
      ...(data.inputs && { inputs: data.inputs }),
      ...{ taskNames: Object.keys(params.tasks), units: trainer.units, activation: params.activation },
      ...{ trunk: params.trunk, adapters: params.adapters },
      ...{ tasks: trainer.tasks, history, ending },
      weights: best?.weights ?? last.weights,
      epoch: best?.epoch ?? history.length,
    });
    return { model, state: state() };
  } finally {
    trainer.close();
  }
}

/** Work that waits for the first batch of a stream. */
function* met<R>(opening: Generator<Promise<unknown>, R>): Work<R> {
  try {
    let step = opening.next();
    while (!step.done) {
      if ((yield { stage: "first batch", fraction: 0, until: step.value }) === false)
        throw new StoppedError();
      step = opening.next();
    }
    return step.value;
  } finally {
    opening.return(undefined as never);
  }
}

/** What went wrong in an epoch, if something did. */
function culprit(seen: Epoch, first: Epoch | undefined, { judged, sound }: Trainer): string | undefined {
  for (const [name, loss] of Object.entries(seen.losses)) {
    const bound = explosion * (1 + Math.abs(first?.losses[name] ?? Infinity));
    if (!(Math.abs(loss) < bound)) return `the loss of task ${JSON.stringify(name)} became ${loss}`;
  }
  if (!sound()) {
    const [largest] = Object.entries(seen.losses).sort(([, a], [, b]) => b - a);
    return `the weights became infinite, the largest loss being that of task ${JSON.stringify(largest![0])},`;
  }
  const held = judged.findIndex((loss) => !Number.isFinite(loss));
  if (held < 0) return undefined;
  const name = JSON.stringify(Object.keys(seen.losses)[held]);
  return `the loss of task ${name} on the rows held back became ${judged[held]}`;
}
