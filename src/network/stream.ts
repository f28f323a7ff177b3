import { PolytaskError, reject, said } from "../check/reject.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type NetworkData, readNetworkData } from "./data.ts";
import type { Head } from "./head.ts";
import type { BatchSource, NetworkBatch } from "./loader.ts";
import { readOwnInputs } from "./own-inputs.ts";
import type { NetworkState } from "./state.ts";

/** Batches that come from elsewhere, and how they are to be read. */
export interface StreamedData {
  readonly source: BatchSource;
  /** Whether promises can be awaited. */
  readonly waits: boolean;
  readonly heads: Readonly<Record<string, Head>>;
  /** Whether tasks have inputs of their own. */
  readonly own: boolean;
  /** Rows that the loss is judged on, after every epoch. */
  readonly validation: NetworkData | undefined;
  readonly resume: NetworkState | undefined;
  readonly checkpoint: Checkpoint | undefined;
}

/** Options of `fit` with a loader. */
export interface ValidationOptions {
  /** Rows for early stopping: after every epoch their weighted loss is judged. They stay in memory. */
  readonly validation?: NetworkBatch;
}

/** A stream of batches, whose first one is known. */
export interface Stream {
  readonly first: NetworkData;
  readonly validation: NetworkData | undefined;
  /** How many batches an epoch has, 0 where nobody knows. */
  readonly length: number;
  /** The batches of an epoch, with what has to be awaited in between. */
  epoch(number: number): Generator<NetworkData | Promise<unknown>, void>;
  /** Lets go of an epoch that was begun. */
  close(): void;
}

const isObject = (given: unknown): given is object =>
  typeof given === "object" && given !== null && !Array.isArray(given) && !ArrayBuffer.isView(given);

/** Whether something gives batches, rather than being a matrix or a record: a list does if it is one of objects, not of rows. */
export const isSource = (given: unknown): given is BatchSource =>
  (isObject(given) || (Array.isArray(given) && isObject(given[0]))) &&
  !("columns" in given) &&
  (Symbol.iterator in given ||
    Symbol.asyncIterator in given ||
    typeof (given as BatchSource).epoch === "function");

/** Reads the first batch of an epoch: so wide are all, and none is longer than it or `room`. */
export function* openStream(
  where: string,
  data: StreamedData,
  number: number,
): Generator<Promise<unknown>, Stream> {
  const { source, waits, validation } = data;
  const { length: count } = source;
  if (count !== undefined && !(Number.isInteger(count) && count >= 0))
    reject("value", `${where} loader.length`, "how many batches an epoch has", count);
  let iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;

  const open = (epoch: number): void => {
    const from: unknown = guarded(where, epoch, () => source.epoch?.(epoch) ?? source);
    const [sync, slow] = [Symbol.iterator, Symbol.asyncIterator].map(
      (own) => typeof from === "object" && from !== null && own in from,
    );
    if (!sync && !slow) reject("value", `${where} loader`, `batches in epoch ${epoch}`, from);
    if (!sync && !(slow && waits))
      reject("pair", `${where} loader`, "fitAsync for asynchronous batches", said("fit"));
    const any = from as Iterable<unknown> & AsyncIterable<unknown>;
    iterator = waits && slow ? any[Symbol.asyncIterator]() : any[Symbol.iterator]();
  };

  function* next(epoch: number): Generator<Promise<unknown>, NetworkData | undefined> {
    let step = guarded(where, epoch, () => iterator!.next());
    if (step instanceof Promise) {
      let settled: (() => IteratorResult<unknown>) | undefined;
      yield step.then(
        (value) => {
          settled = () => value;
        },
        (error) => {
          settled = () => {
            throw error;
          };
        },
      );
      step = guarded(where, epoch, () => settled!());
    }
    const { done, value } = step as IteratorResult<unknown>;
    return done ? undefined : readBatch(`${where} batch`, value as NetworkBatch, data);
  }

  const close = (): void => {
    const open = iterator;
    iterator = undefined;
    letGo(open);
  };

  let first: NetworkData | undefined;
  try {
    open(number);
    const met =
      (yield* next(number)) ?? reject("value", `${where} loader`, `batches in epoch ${number}`, said("none"));
    const names = Object.keys(data.heads);
    if (met.inputs && met.taskNames.length < names.length)
      reject(
        "shape",
        `${where} first batch`,
        `rows of ${names.join(", ")}, as inputs are their own`,
        said(met.taskNames.join(", ")),
      );
    if (validation) checkWidths(`${where} validation`, validation, met, names);
    first = met;
  } finally {
    if (!first) close();
  }
  let held: NetworkData | undefined = first;
  return {
    first,
    validation,
    length: source.length ?? 0,
    *epoch(epoch) {
      try {
        if (!held) open(epoch);
        let batches = 0;
        for (;;) {
          const batch: NetworkData | undefined = held ?? (yield* next(epoch));
          held = undefined;
          if (!batch) break;
          batches++;
          yield batch;
        }
        const { length = 1 } = source;
        if (batches < length) {
          const rule = source.length === undefined ? "batches" : `${length} batches`;
          reject(
            "value",
            `${where} loader`,
            `${rule} in epoch ${epoch}`,
            said(batches === 0 ? "none" : `${batches}`),
          );
        }
      } finally {
        close();
      }
    },
    close,
  };
}

/** Lets go of a loader's epoch. What it says to that counts for nothing: the fit has its rows, or a reason of its own to end. */
function letGo(iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined): void {
  const nothing = (): void => {};
  try {
    const closed: unknown = iterator?.return?.();
    if (closed instanceof Promise) closed.catch(nothing);
  } catch {
    nothing();
  }
}

/** Does what is not ours; what it throws becomes a sentence. */
function guarded<R>(where: string, epoch: number, work: () => R): R {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof PolytaskError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    const options = { cause };
    return reject(
      "source",
      `${where} loader`,
      `batches in epoch ${epoch}`,
      said(`an error: ${message}`),
      options,
    );
  }
}

/** Refuses rows that are not as wide as those of the first batch. */
export function checkWidths(
  where: string,
  { X }: NetworkData,
  { p, inputs }: NetworkData,
  taskNames: readonly string[],
): void {
  for (const { columns, task } of X) {
    const known = task === undefined ? p : inputs![taskNames.indexOf(task)]!;
    if (columns !== known)
      reject("shape", `${where} X`, `${known} columns, as the first batch`, said(`${columns}`));
  }
}

/** Reads rows that the loss is judged on, and copies them. */
export function readValidation(
  where: string,
  batch: NetworkBatch,
  how: Pick<StreamedData, "heads" | "own">,
): NetworkData {
  const read = readBatch(where, batch, how, true);
  if (!read.weights.some((own) => own.some((weight) => weight > 0)))
    reject("value", where, "an observed target", said("none"));
  return read;
}

function readBatch(
  where: string,
  batch: NetworkBatch,
  { heads, own }: Pick<StreamedData, "heads" | "own">,
  copy = false,
): NetworkData {
  if (typeof batch !== "object" || batch === null || Object.keys(batch).length === 0)
    reject("shape", where, "{ X, targets } or { name: { X, y } }, with rows", batch);
  if (!own && "targets" in batch && "X" in batch) {
    const { X, targets, ...options } = batch;
    return readNetworkData(where, [X, targets, options], heads, [], copy, false).data;
  }
  const names = Object.keys(heads);
  const unknown = Object.keys(batch).find((name) => !names.includes(name));
  if (unknown !== undefined) reject("value", where, `tasks out of ${names.join(", ")}`, unknown);
  const present = Object.fromEntries(Object.entries(heads).filter(([name]) => Object.hasOwn(batch, name)));
  const read = own ? readOwnInputs : readNetworkData;
  return read(where, [batch], present, [], copy, false).data;
}

/** Heads whose classes are known before the data: 0 ... K − 1, and 0 and 1 of two. */
export function streamedHeads(where: string, heads: Readonly<Record<string, Head>>): Record<string, Head> {
  return Object.fromEntries(
    Object.entries(heads).map(([name, head]) => {
      if (head.target === "classes" && head.classes === undefined)
        reject(
          "pair",
          `${where} ${JSON.stringify(name)}`,
          "classification(K) for batches from a loader",
          said("no K"),
        );
      return [name, head.target === "two classes" ? { ...head, target: "classes", classes: 2 } : head];
    }),
  );
}
