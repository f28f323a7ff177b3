import { isSavable, type Savable } from "../base/learnt-state.ts";
import { modelName } from "../catalogue/models.ts";
import { reject, said } from "../check/reject.ts";
import { type Packed, pack } from "./pack.ts";
import { type Layout, layOut, readLayout, type Tensor, tensorsOf, writeTensors } from "./safetensors.ts";
import { unpack } from "./unpack.ts";

const version = "1";

/**
 * An estimator with what it has learnt, or a model, as the bytes of a safetensors file: parameters and small numbers are JSON in its
 * metadata, long lists of numbers its arrays. `parse` takes them back and gives the same predictions bit for bit, with the same
 * certificate; `partialFit` and a network's `resume` go on where they stood. Pipelines, searches and estimators of estimators go with all
 * that is fitted in them; a search keeps its results, but no fits of its folds. `TaskStatistics` can be kept as they are, to be merged later.
 * Rows are not kept, but those that a kernel model predicts from; nor where the last fit ended, so that a first fit with `warmStart`
 * starts anew.
 *
 * @throws PolytaskError before `fit`; where something has code of the user's own: functions, kernels, classes
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { dump, parse } from "polytask/io";
 *
 * const X = [[0, 1], [1, 3], [2, 5], [3, 4]];
 * const model = new MultiOutputRidge({ alpha: 0.1 }).fit(X, [[1, 0], [3, -1], [5, 2], [7, -3]]);
 * const again = (await parse(await dump(model))) as MultiOutputRidge;
 * assert.deepEqual(again.predict(X), model.predict(X));
 * ```
 */
export async function dump(model: object): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf("dump", model);
}

/** `dump` for whoever asks. */
export async function bytesOf(where: string, model: object): Promise<Uint8Array<ArrayBuffer>> {
  if (!isSavable(model) && !(model && modelName(model)))
    reject(
      "value",
      `${where} model`,
      "a fitted estimator, pipeline, network or model that can be saved",
      model,
    );
  const tensors: Tensor[] = [];
  const packed = pack(where, model, tensors);
  if (isSavable(model)) checkFitted(where, model, packed);
  const layout = layOut({ format: "polytask", version, model: JSON.stringify(packed) }, tensors);
  return writeTensors({ ...layout, metadata: { ...layout.metadata, sha256: await digest(layout) } });
}

/**
 * The estimator or model that `dump` or `save` has written. Nothing in the bytes is run: names are looked up, and parameters, shapes and
 * numbers are checked before anything is made. A digest tells damage; it is no signature.
 *
 * @throws PolytaskError where the bytes are truncated, damaged, no model of polytask, or of a newer version
 */
export async function parse(bytes: Uint8Array): Promise<object> {
  return modelOf("parse", bytes);
}

/** `parse` for whoever asks. */
export async function modelOf(where: string, bytes: Uint8Array): Promise<object> {
  if (!(bytes instanceof Uint8Array)) reject("value", `${where} bytes`, "a Uint8Array", bytes);
  const layout = readLayout(where, bytes);
  const { sha256, ...metadata } = layout.metadata;
  if (metadata["format"] !== "polytask")
    reject("value", where, "a model that polytask has saved", said("another safetensors file"));
  if (metadata["version"] !== version)
    reject("value", `${where} version`, `${version}, the newest this library knows`, metadata["version"]);
  if (sha256 !== (await digest({ ...layout, metadata })))
    reject("value", where, "a file as it was saved", said("one that was changed since: its SHA-256 differs"));
  const packed = JSON.parse(metadata["model"]!) as Packed;
  const tensors = [...tensorsOf(layout)].map(([name, own]) => [Number(name.slice(1)), own] as const);
  return unpack(where, packed, new Map(tensors)) as object;
}

function checkFitted(where: string, { name }: Savable, packed: Packed): void {
  const state = (packed as readonly Packed[])[2] as readonly Packed[];
  if (state[0] === "undefined") reject("state", `${where} model`, "a fitted one", said(`${name} before fit`));
}

/** SHA-256 of all that a file holds but the digest itself. */
async function digest({ metadata, entries, data }: Layout): Promise<string> {
  const header = new TextEncoder().encode(JSON.stringify([metadata, entries]));
  const all = new Uint8Array(header.length + data.length);
  all.set(header);
  all.set(data, header.length);
  const sum = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", all));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
