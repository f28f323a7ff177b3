import { reject, said } from "../../check/reject.ts";
import type { Feature } from "../request.ts";
import type { Dialect } from "../source.ts";
import { type Affine, alone, written } from "./affine.ts";

/** A column of inputs: as it stands, which may be text, and as a number. */
export interface Cells {
  readonly sql: string;
  readonly number: Affine;
}

/** A column of numbers that are computed. */
export const computed = (dialect: Dialect, number: Affine): Cells => ({
  get sql() {
    return written(dialect, number);
  },
  number,
});

/** Whether a value is missing: NULL, and NaN, which equals itself in some engines and nothing at all in the others. */
export const missing = (dialect: Dialect, sql: string, isNumber: boolean): string =>
  isNumber
    ? `(${sql} IS NULL OR ${sql} <> ${sql} OR ${sql} = ${dialect.value(Number.NaN)})`
    : `(${sql} IS NULL)`;

/** The columns of a model, by name or as `statisticsFrom` gave them; refuses others than it was fitted on. */
export function readFeatures(
  where: string,
  dialect: Dialect,
  given: readonly (string | Feature)[] | undefined,
  p: number,
  known: readonly string[] | undefined,
): readonly Cells[] {
  const features = given ?? known;
  if (!Array.isArray(features) || features.length !== p)
    reject("shape", where, `${p} features, as the model has`, said(`${features?.length ?? "none"}`));
  const seen = new Set<string>();
  return (features as readonly (string | Feature)[]).map((feature, j) => {
    const { name, sql } = typeof feature === "string" ? { name: feature, sql: dialect.name(feature) } : (feature ?? {}); // biome-ignore format: one line
    if (typeof name !== "string" || name === "") reject("value", `${where} ${j}`, "a name that is not empty", name); // biome-ignore format: one line
    if (typeof sql !== "string" || sql.trim() === "") reject("value", `${where} ${j} sql`, "what computes it", sql); // biome-ignore format: one line
    if (seen.has(name)) reject("value", where, "different columns", said(`${JSON.stringify(name)} twice`));
    if (known && known[j] !== name) reject("value", `${where} ${j}`, `${JSON.stringify(known[j])}, as in fit`, name); // biome-ignore format: one line
    seen.add(name);
    return { sql: `(${sql})`, number: alone({ sql: dialect.double(sql) }) };
  });
}
