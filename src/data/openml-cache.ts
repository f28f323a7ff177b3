import { faultOf, readIfThere, writeWhole } from "./cache.ts";
import { fileSystem, md5 } from "./platform.ts";

/** A data set as it was kept: its bytes, and OpenML's description as it came. */
export interface Kept {
  readonly path: string;
  readonly data: Uint8Array;
  /** The MD5 sum of the data, null where there is no MD5. */
  readonly sum: string | null;
  readonly description: string;
}

/**
 * OpenML's corner of the cache folder: `<folder>/<host>/<id>.arff` holds the data, `<id>.json` its MD5 sum and description,
 * `<name>@<version>.json` the id that a search found. File names are made of checked numbers and escaped words, never of a
 * server's text.
 */
export interface OpenmlCache {
  /** The id that an earlier search for a name found, or null. */
  idOf(name: string, version: number | null): Promise<number | null>;
  /** What is kept of an id; a sentence that names the path where nothing is, or where it is damaged. */
  read(id: number): Promise<Kept | string>;
  /** Keeps a data set, each file whole; returns where the data are, or a sentence if they could not be written. */
  keep(id: number, content: Omit<Kept, "path">): Promise<{ path: string } | string>;
  /** Keeps what a search found, if it can. */
  keepId(name: string, version: number | null, id: number): Promise<void>;
  /** Where a search's answer would be. */
  pathOf(name: string, version: number | null): string;
}

/** Opens the cache of one server, null where there is no file system. */
export function openmlCache(folder: string | null, server: string): OpenmlCache | null {
  const system = fileSystem();
  if (system === null || folder === null) return null;
  const own = system.path.join(folder, safe(new URL(server).host));
  const at = (file: string) => system.path.join(own, file);
  const pathOf = (name: string, version: number | null) => at(`${safe(name)}@${version ?? "active"}.json`);
  return {
    pathOf,
    async idOf(name, version) {
      const text = await readIfThere(pathOf(name, version));
      const id = typeof text === "string" ? undefined : parsed(text)["id"];
      return typeof id === "number" && Number.isInteger(id) && id > 0 ? id : null;
    },
    async read(id) {
      const path = at(`${id}.arff`);
      const [data, record] = await Promise.all([readIfThere(path), readIfThere(at(`${id}.json`))]);
      if (typeof data === "string") return `${path} (${data})`;
      if (typeof record === "string") return `${at(`${id}.json`)} (${record})`;
      const { sum: kept, description } = parsed(record);
      const sum = md5(data);
      if (typeof description !== "string") return `${at(`${id}.json`)} (damaged)`;
      return sum !== null && sum !== kept ? `${path} (damaged)` : { path, data, sum, description };
    },
    async keep(id, { data, sum, description }) {
      const path = at(`${id}.arff`);
      try {
        await writeWhole(path, data);
        await writeWhole(at(`${id}.json`), JSON.stringify({ sum, description }));
        return { path };
      } catch (error) {
        return `${path} (${faultOf(error)})`;
      }
    },
    async keepId(name, version, id) {
      await writeWhole(pathOf(name, version), JSON.stringify({ id })).catch(() => {});
    },
  };
}

/** A word as part of a file name: other characters than a-z, 0-9, _, - and single inner dots become ~ and their code. */
export const safe = (word: string): string =>
  word
    .toLowerCase()
    .replace(
      /[^a-z0-9_.-]|(?<![a-z0-9])\.|\.(?![a-z0-9])/gu,
      (one) => `~${one.codePointAt(0)!.toString(16)}`,
    );

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
