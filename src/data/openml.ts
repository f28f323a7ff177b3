import { PolytaskWarning, warn } from "../base/warning.ts";
import { reject, said } from "../check/reject.ts";
import { download, Unanswered } from "./download.ts";
import { type Kept, type OpenmlCache, openmlCache } from "./openml-cache.ts";
import { makeDataset, type OpenmlDataset } from "./openml-dataset.ts";
import { type Description, readDescription, readSearch } from "./openml-description.ts";
import { type OpenmlOptions, type OpenmlSettings, openmlSettings } from "./openml-options.ts";
import { md5 } from "./platform.ts";

const owner = "fetchOpenml";

/**
 * Fetches a data set of OpenML once, and from the cache ever after, without a network.
 *
 * The download is compared with its announced length and its MD5 sum before anything is kept; a kept file is compared
 * with its sum at each reading and fetched again if damaged. Nothing from the server is run or used as a path.
 *
 * Refuses (code "source"): a data set that is neither kept nor reachable, listing every path and address tried, with the
 * `cause`; an HTTP error; JSON or data of another shape; a wrong length or sum. An aborted `signal` throws its reason.
 *
 * @param which - a name, or an id
 * @see https://www.openml.org/apis
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fetchOpenml } from "polytask/data";
 *
 * // The reserved top-level domain "invalid" never answers: here is what an unreachable server looks like.
 * await assert.rejects(fetchOpenml("iris", { server: "https://openml.invalid", cacheDir: null, timeLimit: 5 }), {
 *   name: "PolytaskError",
 *   code: "source",
 * });
 * ```
 */
export async function fetchOpenml(
  which: string | number,
  options: OpenmlOptions = {},
): Promise<OpenmlDataset> {
  const settings = openmlSettings(which, options);
  settings.signal?.throwIfAborted();
  const cache = openmlCache(settings.cacheDir, settings.server);
  const tried: string[] = [];
  const kept = cache && (await lookUp(cache, which, settings, tried));
  if (kept) return kept;
  try {
    return await fetchNow(cache, which, settings, tried);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const places = [...tried, `${error.url} (${error.message})`].join(", ");
    const rule = `the data set ${JSON.stringify(which)} in the cache or on the network`;
    return reject("source", owner, rule, said(`nothing from ${places}`), { cause: error });
  }
}

/** Looks into the cache; what is not there or damaged is noted in `tried`. */
async function lookUp(
  cache: OpenmlCache,
  which: string | number,
  { version }: OpenmlSettings,
  tried: string[],
): Promise<OpenmlDataset | null> {
  const id = typeof which === "number" ? which : await cache.idOf(which, version);
  if (id === null) {
    tried.push(`${cache.pathOf(String(which), version)} (absent)`);
    return null;
  }
  const kept = await cache.read(id);
  const description = typeof kept === "string" ? null : keptDescription(kept, id);
  if (typeof kept !== "string" && description !== null) {
    return makeDataset(description, kept, kept.path, "the cache");
  }
  tried.push(typeof kept === "string" ? kept : `${kept.path} (damaged)`);
  return null;
}

function keptDescription({ description, path }: Kept, id: number): Description | null {
  try {
    const read = readDescription(owner, path, description);
    return read.id === id ? read : null;
  } catch {
    return null;
  }
}

async function fetchNow(
  cache: OpenmlCache | null,
  which: string | number,
  settings: OpenmlSettings,
  tried: string[],
): Promise<OpenmlDataset> {
  const get = async (what: string, url: string) => {
    const bytes = await download(owner, what, url, settings);
    tried.push(`${url} (answered)`);
    return bytes;
  };
  const id = typeof which === "number" ? which : await search(which, settings, get);
  const about = `${settings.server}/api/v1/json/data/${id}`;
  const text = new TextDecoder().decode(await get(`data set ${id}`, about));
  const description = readDescription(owner, about, text);
  if (description.id !== id)
    reject("source", owner, `data set ${id} from ${about}`, said(`data set ${description.id}`));
  const data = await get("the data", description.url);
  const sum = md5(data);
  if (sum !== null && description.md5 !== null && sum !== description.md5) {
    reject("source", owner, `data with the MD5 sum ${description.md5} from ${description.url}`, said(sum));
  }
  const result = makeDataset(description, { data, sum }, null, "the network");
  if (cache === null) return result;
  const place = await cache.keep(id, { data, sum, description: text });
  if (typeof place === "string") {
    warn(new PolytaskWarning(owner, `the data set ${id} was not kept: ${place}`));
    return result;
  }
  if (typeof which === "string") await cache.keepId(which, settings.version, id);
  return { ...result, ...place };
}

async function search(
  name: string,
  { server, version }: OpenmlSettings,
  get: (what: string, url: string) => Promise<Uint8Array>,
): Promise<number> {
  const filter = version === null ? "status/active" : `data_version/${version}`;
  const url = `${server}/api/v1/json/data/list/data_name/${encodeURIComponent(name)}/${filter}`;
  const what =
    version === null
      ? `an active data set ${JSON.stringify(name)}`
      : `version ${version} of ${JSON.stringify(name)}`;
  const found = readSearch(owner, url, new TextDecoder().decode(await get(what, url)));
  const sound = version === null ? found : found.filter((set) => set.version === version);
  if (sound.length === 0)
    reject("source", owner, `${what} from ${url}`, said(`version ${found[0]!.version}`));
  return sound.reduce((oldest, set) => (set.version < oldest.version ? set : oldest)).id;
}
