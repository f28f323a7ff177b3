import { reject, said } from "../check/reject.ts";

/** What OpenML says of a data set: the fields we use, each checked. */
export interface Description {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly licence: string | null;
  readonly description: string | null;
  readonly url: string;
  readonly md5: string | null;
  readonly targets: string | null;
  /** Columns that are not features, such as row numbers. */
  readonly ignored: readonly string[];
}

/** The ids and versions in OpenML's answer to a search; refuses an answer of another shape. */
export function readSearch(where: string, url: string, text: string): { id: number; version: number }[] {
  const found = field(field(readJson(where, url, text), "data"), "dataset");
  const list = Array.isArray(found) ? found : [];
  const sets = list.map((one) => ({ id: whole(field(one, "did")), version: whole(field(one, "version")) }));
  const sound = sets.filter(
    (set): set is { id: number; version: number } => set.id !== null && set.version !== null,
  );
  if (sound.length === 0 || sound.length < list.length) {
    reject("source", where, `a list of data sets from ${url}`, said("JSON of another shape"));
  }
  return sound;
}

/** OpenML's description of a data set; refuses JSON of another shape, and data that are not ARFF. */
export function readDescription(where: string, url: string, text: string): Description {
  const given = field(readJson(where, url, text), "data_set_description");
  const id = whole(field(given, "id"));
  const version = whole(field(given, "version"));
  const name = words(field(given, "name"));
  const address = words(field(given, "url"));
  if (id === null || version === null || name === null || address === null) {
    reject(
      "source",
      where,
      `a description with id, name, version and url from ${url}`,
      said("JSON of another shape"),
    );
  }
  const format = words(field(given, "format"));
  if (!/^(sparse_)?arff$/i.test(format ?? ""))
    reject("source", where, `ARFF data described at ${url}`, format);
  const sum = words(field(given, "md5_checksum"))?.toLowerCase() ?? null;
  if (sum !== null && !/^[0-9a-f]{32}$/.test(sum)) reject("source", where, `an MD5 sum from ${url}`, sum);
  return {
    id,
    name,
    version,
    url: webAddress(where, address, url),
    md5: sum,
    licence: words(field(given, "licence")),
    description: words(field(given, "description")),
    targets: words(field(given, "default_target_attribute")),
    ignored: [...several(field(given, "row_id_attribute")), ...several(field(given, "ignore_attribute"))],
  };
}

function readJson(where: string, url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return reject("source", where, `JSON from ${url}`, text.trim());
  }
}

/** An address of the web, no less safe than the page that names it: `http:` becomes `https:` where that page has it. */
function webAddress(where: string, address: string, from: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    reject("source", where, `a web address from ${from}`, address);
  if (from.startsWith("https:")) url.protocol = "https:";
  return url.href;
}

const field = (of: unknown, name: string): unknown =>
  typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (of as Record<string, unknown>)[name]
    : undefined;

const words = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

const several = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => words(one) ?? []);

/** A positive whole number; OpenML spells most of them as strings. */
function whole(value: unknown): number | null {
  const spelled = typeof value === "number" ? String(value) : value;
  return typeof spelled === "string" && /^[1-9]\d{0,14}$/.test(spelled) ? Number(spelled) : null;
}
