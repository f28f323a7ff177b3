import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { dataFolder, readIfThere } from "./cache.ts";
import { parseCsv } from "./csv.ts";
import { makeSchools } from "./make-schools.ts";
import { fileSystem } from "./platform.ts";
import { type SchoolData, schoolFeatures, schools } from "./school-data.ts";

interface Options {
  /** The folder of `school.csv`. Default `dataFolder()`, that is `POLYTASK_DATA` or the user's cache folder; null for none. */
  readonly cacheDir?: string | null | undefined;
  /** What to do where the published table is not there: "refuse" (default), or "simulate" with `makeSchools({ randomState: 0 })`. */
  readonly offline?: "refuse" | "simulate" | undefined;
}

const owner = "loadSchool";
const file = "school.csv";

/** The pupils of the published data. */
const pupils = 15362;

/**
 * Loads the London school data: examination scores of 15 362 pupils in 139 schools, which are the tasks; 28 features, one of them
 * constant.
 *
 * Reads `school.csv` in `cacheDir`: a column with the number of the school, 28 features, the score, with a header. With
 * `offline: "simulate"` a folder without it gives `makeSchools({ randomState: 0 })`; then `simulated` is true and `source` says so.
 *
 * @throws PolytaskError saying where the file was looked for; a file of that name that holds other data is refused, never passed over
 * @see Mortimore et al. 1988, School matters; in multitask learning since Bakker & Heskes 2003
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadSchool } from "polytask/data";
 *
 * await assert.rejects(loadSchool({ cacheDir: null }), { name: "PolytaskError", code: "source" });
 * const { tasks, source } = await loadSchool({ cacheDir: null, offline: "simulate" });
 * assert.equal(tasks.length, 139);
 * assert.match(source, /^simulated/);
 * ```
 */
export async function loadSchool(options: Options = {}): Promise<SchoolData> {
  checkOptions(owner, options, ["cacheDir", "offline"]);
  const { cacheDir = dataFolder(), offline = "refuse" } = options;
  if (offline !== "refuse" && offline !== "simulate") {
    reject("param", `${owner}.offline`, 'one of "refuse", "simulate"', offline);
  }
  const found = await readOwnFile(cacheDir);
  if (typeof found !== "string") return found;
  if (offline === "simulate") return makeSchools({ randomState: 0 });
  return reject("source", owner, `${file} in a folder that cacheDir or POLYTASK_DATA names`, said(found));
}

/** The table of the folder, or where it is not. */
async function readOwnFile(folder: string | null): Promise<SchoolData | string> {
  const system = fileSystem();
  if (system === null || folder === null) return "no folder";
  const path = system.path.join(folder, file);
  const bytes = await readIfThere(path);
  return typeof bytes === "string" ? `${path} (${bytes})` : readSchools(bytes, path);
}

function readSchools(bytes: Uint8Array, path: string): SchoolData {
  const { data, rows, columns } = parseCsv(new TextDecoder().decode(bytes), { name: path }).matrix();
  const p = schoolFeatures.length;
  if (rows !== pupils || columns !== p + 2) {
    const rule = `${pupils} rows of ${p + 2} values: the school, ${p} features, the score`;
    reject("source", owner, rule, said(`${rows} rows of ${columns} from ${path}`));
  }
  const rowsOf = new Map<number, number[]>();
  for (let i = 0; i < rows; i++) {
    const school = data[i * columns]!;
    const own = rowsOf.get(school);
    if (own) own.push(i);
    else rowsOf.set(school, [i]);
  }
  if (rowsOf.size !== schools)
    reject("source", owner, `${schools} schools`, said(`${rowsOf.size} from ${path}`));
  const tasks = Array.from(rowsOf, ([school, own]) => {
    const X = new Float64Array(own.length * p);
    for (const [k, i] of own.entries()) X.set(data.subarray(i * columns + 1, i * columns + 1 + p), k * p);
    const y = Float64Array.from(own, (i) => data[i * columns + 1 + p]!);
    return { name: `${school}`, X: { data: X, rows: own.length, columns: p }, y };
  });
  return { tasks, featureNames: schoolFeatures, simulated: false, source: path };
}
