import { PolytaskWarning, warn } from "../base/warning.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { files } from "../data/platform.ts";
import { checkKind, type NetworkState } from "./state.ts";

/** Where training writes down where it stands, and how often. */
export interface Checkpoint {
  /** A path; the file is replaced whole, never half. */
  readonly file: string;
  /** After every so many epochs, and at the end; 1 without it. */
  readonly every?: number;
}

/** A checkpoint could not be written; training goes on, and the one before is still there. */
export class CheckpointWarning extends PolytaskWarning {
  override readonly name = "CheckpointWarning";
}

/** Refuses a checkpoint that could never be written. */
export function checkCheckpoint(where: string, checkpoint: Checkpoint): void {
  const label = `${where} checkpoint`;
  checkOptions(label, checkpoint, ["file", "every"]);
  const { file, every = 1 } = checkpoint;
  if (typeof file !== "string" || file === "") reject("param", `${label}.file`, "a path", file);
  if (!(Number.isInteger(every) && every >= 1))
    reject("param", `${label}.every`, "epochs, an integer >= 1", every);
  const { fs, path } = opened(label);
  const folder = path.dirname(path.resolve(file));
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (cause) {
    reject("source", `${label}.file`, "a folder that can be written to", folder, { cause });
  }
}

/** Writes a state beside the file and puts it in its place, so that whoever reads sees the old one or the new one. */
export function writeCheckpoint(where: string, file: string, state: NetworkState): void {
  const { fs } = opened(`${where} checkpoint`);
  const part = `${file}.part`;
  try {
    const to = fs.openSync(part, "w");
    try {
      fs.writeFileSync(to, JSON.stringify(state));
      fs.fsyncSync(to);
    } finally {
      fs.closeSync(to);
    }
    fs.renameSync(part, file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    warn(
      new CheckpointWarning(
        where,
        `the checkpoint after epoch ${state.history.length} was not written: ${message}`,
      ),
    );
  }
}

/**
 * A checkpoint, for `resume`: `network.fit(X, targets, { resume: readCheckpoint(file) })` goes on bit for bit. Whether it is that of the
 * network and the data, `fit` says.
 *
 * @throws PolytaskError where the file cannot be read, is cut off, is none or is newer than this library
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { MultiTaskNetwork, readCheckpoint, regression } from "polytask/network";
 *
 * const file = join(mkdtempSync(join(tmpdir(), "polytask-")), "network.json");
 * const X = Array.from({ length: 20 }, (_, i) => [i / 10 - 1]);
 * const y = { up: X.map(([x]) => x!) };
 * const network = new MultiTaskNetwork({ tasks: { up: regression() }, epochs: 6, randomState: 0 });
 * network.setParams({ epochs: 4 }).fit(X, y, { checkpoint: { file, every: 2 } }); // until the power failed
 * const rest = network.setParams({ epochs: 6 }).fit(X, y, { resume: readCheckpoint(file) });
 * assert.deepEqual(rest.state, network.fit(X, y).state);
 * ```
 */
export function readCheckpoint(file: string): NetworkState {
  const where = `readCheckpoint ${JSON.stringify(file)}`;
  const { fs } = opened(where);
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return reject("source", where, "a file that can be read", said(message), { cause });
  }
  let state: NetworkState;
  try {
    state = JSON.parse(text);
  } catch (cause) {
    const got = said(`${text.length} characters that end early or are something else`);
    return reject("source", where, "a whole checkpoint", got, { cause });
  }
  return checkKind(where, state);
}

function opened(where: string): NonNullable<ReturnType<typeof files>> {
  return files() ?? reject("source", where, "a runtime with files", said("none, as in a browser"));
}
