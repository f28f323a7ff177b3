import { reject, said } from "../check/reject.ts";
import { checkRandomData, type RandomStateData } from "../matrix/random-data.ts";

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
  /** How wide every task's inputs are, where they are its own. */
  readonly inputs?: readonly number[];
  readonly taskNames: readonly string[];
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
type Expected = Pick<NetworkState, "units" | "inputs" | "taskNames" | "rows" | "optimizer" | "balancing"> & {
  readonly size: number;
  readonly moments: number;
  readonly kept: number;
};

/** Refuses what is no state, or a newer one. */
export function checkKind(where: string, given: unknown): NetworkState {
  const state = given as NetworkState;
  if (state?.kind !== "NetworkState") reject("value", where, "what `state` gave", state);
  if (state.version !== 1)
    reject("value", `${where} version`, "1, the newest this library knows", state.version);
  return state;
}

/** Refuses a state that is none, is cut off, or is that of another network. */
export function checkState(where: string, state: NetworkState, expected: Expected): NetworkState {
  checkKind(where, state);
  for (const name of ["units", "inputs", "taskNames", "rows", "optimizer", "balancing"] as const) {
    const [want, got] = [expected[name], state[name]].map((of) => JSON.stringify(of) ?? "none");
    if (want !== got) reject("pair", `${where} ${name}`, `${want}, as this network has`, said(got!));
  }
  const lengths = { weights: expected.size, moments: expected.size * expected.moments, kept: expected.kept };
  for (const [name, length] of Object.entries(lengths) as [keyof typeof lengths, number][]) {
    const numbers = state[name];
    if (!Array.isArray(numbers) || numbers.length !== length || !numbers.every(Number.isFinite))
      reject("shape", `${where} ${name}`, `${length} finite numbers`, numbers);
  }
  if (!Array.isArray(state.history) || !Array.isArray(state.heldBack) || !Number.isInteger(state.step))
    reject("shape", where, "history, heldBack and step", state);
  checkRandomData(`${where} random`, state.random);
  return state;
}
