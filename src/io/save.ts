import { reject, said } from "../check/reject.ts";
import { writeWhole } from "../data/cache.ts";
import { fileSystem } from "../data/platform.ts";
import { bytesOf, modelOf } from "./dump.ts";

/**
 * Writes a fitted estimator or a model to a file, whole or not at all; folders on its way are made. `dump` says what is kept.
 *
 * @throws PolytaskError as `dump`; where there is no file system, as in a browser; the file system's own errors
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { MultiOutputRidge } from "polytask";
 * import { load, save } from "polytask/io";
 *
 * const path = join(tmpdir(), "polytask-example.safetensors");
 * await save(new MultiOutputRidge().fit([[0], [1], [2]], [[0, 1], [1, 3], [2, 5]]), path);
 * const model = (await load(path)) as MultiOutputRidge;
 * assert.equal(model.predict([[1]]).columns, 2);
 * await rm(path);
 * ```
 */
export async function save(model: object, path: string): Promise<void> {
  filesOf("save", path);
  await writeWhole(path, await bytesOf("save", model));
}

/**
 * Reads what `save` has written. Nothing in the file is run.
 *
 * @throws PolytaskError as `parse`; where there is no file system; the file system's own errors
 */
export async function load(path: string): Promise<object> {
  const bytes = await filesOf("load", path).readFile(path);
  return modelOf("load", new Uint8Array(bytes));
}

function filesOf(where: string, path: unknown) {
  if (typeof path !== "string" || path === "") reject("param", `${where} path`, "the path of a file", path);
  const rule = `a file system; in a browser use ${where === "save" ? "dump" : "parse"}`;
  return fileSystem()?.fs ?? reject("state", where, rule, said("none"));
}
