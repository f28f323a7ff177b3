import { finite, listOf, recordOf, whole } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import type { Activation } from "../kernel/network-plan.ts";
import { checkRandomData, type RandomStateData } from "../matrix/random-data.ts";
import { epochs } from "./network-form.ts";
import type { TrunkDescription } from "./trunk/trunk.ts";

/** An epoch, as it was. Losses are means over the rows, by task; `loss` is their weighted sum. */
export interface Epoch {
  readonly epoch: number;
  /** The learning rate of its last step. */
  readonly rate: number;
  readonly loss: number;
  readonly losses: Readonly<Record<string, number>>;
  /** The weights' penalties at its end, where there are some. */
  readonly penalty?: number;
  /** What the balancing let every task weigh: means over the steps in which it had a loss. */
  readonly weights: Readonly<Record<string, number>>;
  /** Cosines between the tasks' gradients in the shared layers, T x T, where the balancing reads gradients: means over the steps in which both had one. */
  readonly cosines?: readonly (readonly number[])[];
  /** The weighted loss on the rows held back, where there are some. */
  readonly validation?: number;
}

/** All that training needs to go on bit for bit, as plain data: fit for JSON. */
export interface NetworkState {
  readonly kind: "NetworkState";
  readonly version: 1;
  /** From the features to the outputs. */
  readonly units: readonly number[];
  /** How tasks share the hidden layers. */
  readonly trunk: TrunkDescription;
  /** How wide every task's inputs are, where they are its own. */
  readonly inputs?: readonly number[];
  /** The units of the tasks' own layers before the shared ones. */
  readonly adapters: readonly number[];
  readonly taskNames: readonly string[];
  /** What hidden units do, and the loss of every task; the first states had neither. */
  readonly activation?: Activation;
  readonly taskLosses?: readonly string[];
  /** How many rows there were, and which are held back. */
  readonly rows: number;
  readonly heldBack: readonly number[];
  readonly weights: readonly number[];
  /** What the optimiser keeps, and its name. */
  readonly optimizer: string;
  readonly moments: readonly number[];
  /** The balancing's name, and what it keeps. */
  readonly balancing: string;
  readonly kept: readonly number[];
  readonly random: RandomStateData;
  readonly step: number;
  readonly history: readonly Epoch[];
  /** The best epoch on the rows held back. */
  readonly best?: { readonly weights: readonly number[]; readonly loss: number; readonly epoch: number };
}

/** What a state must agree with. */
type Expected = Pick<NetworkState, (typeof always)[number] | (typeof lately)[number]> & {
  readonly size: number;
  readonly moments: number;
  readonly kept: number;
  /** Whether some rows are held back. */
  readonly holdsBack: boolean;
};

/** What states of all times say, and what those of today say too. */
const always = [
  "units",
  "trunk",
  "inputs",
  "adapters",
  "taskNames",
  "rows",
  "optimizer",
  "balancing",
] as const;
const lately = ["activation", "taskLosses"] as const;

/** The best epoch of a state with so many weights. */
const bestOf = (size: number) => recordOf({ weights: listOf(finite, size), loss: finite, epoch: whole(1) });

/** Refuses what is no state, or a newer one. */
export function checkKind(where: string, given: unknown): NetworkState {
  const state = given as NetworkState;
  if (state?.kind !== "NetworkState") reject("value", where, "what `state` gave", state);
  if (state.version !== 1)
    reject("value", `${where} version`, "1, the newest this library knows", state.version);
  if (!Array.isArray(state.history)) reject("shape", `${where} history`, "a list", state.history);
  return state;
}

/** Refuses a state that is none, is cut off, or is that of another network. */
export function checkState(where: string, state: NetworkState, expected: Expected): NetworkState {
  checkKind(where, state);
  for (const name of [...always, ...lately.filter((own) => state[own] !== undefined)]) {
    const [want, got] = [expected[name], state[name]].map((of) => JSON.stringify(of) ?? "none");
    if (want !== got) reject("pair", `${where} ${name}`, `${want}, as this network has`, said(got!));
  }
  const lengths = { weights: expected.size, moments: expected.size * expected.moments, kept: expected.kept };
  for (const [name, length] of Object.entries(lengths) as [keyof typeof lengths, number][]) {
    const numbers = state[name];
    if (!Array.isArray(numbers) || numbers.length !== length || !numbers.every(Number.isFinite))
      reject("shape", `${where} ${name}`, `${length} finite numbers`, numbers);
  }
  whole(0)(`${where} step`, state.step);
  listOf(whole(0, Math.max(0, state.rows - 1)))(`${where} heldBack`, state.heldBack);
  if (state.heldBack.length > 0 !== expected.holdsBack) {
    const rule = expected.holdsBack ? "some rows, as earlyStopping" : "none, without earlyStopping";
    reject("pair", `${where} heldBack`, rule, said(`${state.heldBack.length}`));
  }
  epochs(`${where} history`, state.history);
  for (const [k, { losses }] of state.history.entries())
    for (const name of expected.taskNames)
      if (!Object.hasOwn(losses, name))
        reject(
          "shape",
          `${where} history[${k}].losses`,
          `losses of ${expected.taskNames.join(", ")}`,
          losses,
        );
  if (state.best !== undefined) bestOf(expected.size)(`${where} best`, state.best);
  checkRandomData(`${where} random`, state.random);
  return state;
}
