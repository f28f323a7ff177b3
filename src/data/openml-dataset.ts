import { parseArff } from "./arff.ts";
import type { Kept } from "./openml-cache.ts";
import type { Description } from "./openml-description.ts";
import type { Table } from "./table.ts";

/** A data set of OpenML: its table, and where it came from. */
export interface OpenmlDataset {
  readonly table: Table;
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly licence: string | null;
  /** OpenML's own text on the data set. */
  readonly description: string | null;
  /** The columns that are neither targets nor marked as no features, in the table's order. */
  readonly featureNames: readonly string[];
  /** The default targets. */
  readonly targetNames: readonly string[];
  /** Where the data were downloaded from. */
  readonly url: string;
  /** Where the data are kept, null where they are not. */
  readonly path: string | null;
  /** Whether the MD5 sum that OpenML states was checked; false in a browser, which has no MD5, or where none is stated. */
  readonly verified: boolean;
  /** One sentence on the origin. */
  readonly source: string;
}

/** Reads the data that a description describes; `path` says where they are kept. */
export function makeDataset(
  given: Description,
  { data, sum }: Pick<Kept, "data" | "sum">,
  path: string | null,
  from: string,
): OpenmlDataset {
  const { id, name, version, licence, description, url, targets, ignored } = given;
  const table = parseArff(new TextDecoder().decode(data), { name: path ?? url });
  const targetNames = splitNames(targets, table.names);
  const left = new Set([...targetNames, ...ignored.flatMap((names) => splitNames(names, table.names))]);
  return {
    table,
    id,
    name,
    version,
    licence,
    description,
    featureNames: table.names.filter((column) => !left.has(column)),
    targetNames,
    url,
    path,
    verified: sum !== null && sum === given.md5,
    source: `OpenML data set ${id} (${name}, version ${version}), from ${from}`,
  };
}

/** One name, or several with commas between, as far as the table has them. */
function splitNames(given: string | null, known: readonly string[]): string[] {
  if (given === null || known.includes(given)) return given === null ? [] : [given];
  const names = new Set(given.split(",").map((name) => name.trim().replace(/^(["'])(.*)\1$/, "$2")));
  return known.filter((name) => names.has(name));
}
