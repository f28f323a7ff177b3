import { checkOptions } from "../check/options.ts";
import { PolytaskError, reject, said } from "../check/reject.ts";
import { makeBuildingLoads } from "./building-loads.ts";
import { dataFolder, readIfThere } from "./cache.ts";
import { parseCsv } from "./csv.ts";
import type { EnergyData } from "./energy-data.ts";
import { readEnergyTable } from "./energy-table.ts";
import { fetchOpenml } from "./openml.ts";
import { checkTimeLimit, type OpenmlOptions, reaches } from "./openml-options.ts";
import { fileSystem } from "./platform.ts";

interface Options extends Omit<OpenmlOptions, "version"> {
  /** What to do where the published table is nowhere: "refuse" (default), or "simulate" with `makeBuildingLoads()`. */
  readonly offline?: "refuse" | "simulate" | undefined;
}

const owner = "loadEnergy";
const file = "energy-efficiency.csv";

/** Names under which OpenML has the data, as far as we know; a copy that does not hold them exactly is passed over. */
const names = ["energy-efficiency", "energy_efficiency"];

/**
 * Loads the energy efficiency data: 768 buildings, X 768 x 8, Y 768 x 2 (heating and cooling load, kWh/m²).
 *
 * Looks for `energy-efficiency.csv` in `cacheDir` (default `dataFolder()`, that is `POLYTASK_DATA` or the user's cache folder),
 * then for OpenML's copy in the same folder, then on the network, where it waits 5 s for a word (`timeLimit`). Whatever is found
 * is compared with the published design, building by building. With `offline: "simulate"` the last resort is
 * `makeBuildingLoads()`; then `simulated` is true and `source` says so.
 *
 * @throws PolytaskError naming all that was tried where the data are nowhere; a file of that name that holds other data is
 * refused, never passed over; an aborted `signal` throws its reason
 * @see Tsanas & Xifara 2012, Energy and Buildings 49, 560-567; UCI Machine Learning Repository, CC BY 4.0
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEnergy } from "polytask/data";
 *
 * // A server that never answers and no cache: without `offline` this is refused, and the sentence says what was tried.
 * const nowhere = { server: "https://openml.invalid", cacheDir: null, timeLimit: 5 };
 * await assert.rejects(loadEnergy(nowhere), { name: "PolytaskError", code: "source" });
 *
 * const { X, Y, source, simulated } = await loadEnergy({ ...nowhere, offline: "simulate" });
 * assert.deepEqual([X.rows, X.columns, Y.columns], [768, 8, 2]);
 * assert.ok(simulated && source.startsWith("simulated"));
 * ```
 */
export async function loadEnergy(options: Options = {}): Promise<EnergyData> {
  checkOptions(owner, options, ["offline", "cacheDir", "server", ...reaches]);
  const { offline = "refuse", cacheDir = dataFolder(), timeLimit = 5, ...rest } = options;
  if (offline !== "refuse" && offline !== "simulate") {
    reject("param", `${owner}.offline`, 'one of "refuse", "simulate"', offline);
  }
  checkTimeLimit(`${owner}.timeLimit`, timeLimit);
  rest.signal?.throwIfAborted();
  const own = await readOwnFile(cacheDir);
  if (typeof own !== "string") return own;
  const faults: PolytaskError[] = [];
  for (const name of names) {
    try {
      const { table, source } = await fetchOpenml(name, { ...rest, cacheDir, timeLimit });
      return readEnergyTable(owner, table, source);
    } catch (error) {
      if (!(error instanceof PolytaskError) || error.code !== "source") throw error;
      faults.push(error);
      if (error.cause !== undefined) break; // no network: another name would wait as long
    }
  }
  if (offline === "simulate") return makeBuildingLoads();
  const told = [own, ...faults.map(({ message }) => message)].filter((words) => words !== "").join("; ");
  return reject("source", owner, `${file} or a copy on OpenML`, said(`none (${told})`), {
    cause: faults.at(-1),
  });
}

/** The user's own copy of the table, or where it is not. */
async function readOwnFile(folder: string | null): Promise<EnergyData | string> {
  const system = fileSystem();
  if (system === null || folder === null) return "";
  const path = system.path.join(folder, file);
  const bytes = await readIfThere(path);
  if (typeof bytes === "string") return `${path} (${bytes})`;
  return readEnergyTable(owner, parseCsv(new TextDecoder().decode(bytes), { name: path }), path);
}
