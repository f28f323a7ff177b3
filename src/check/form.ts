import type { FlatMatrix } from "./matrix.ts";
import { reject, said } from "./reject.ts";

/** Reads plain data of a known form; refuses all else by its path. */
export type Form<V> = (where: string, given: unknown) => V;

type Read<F> = F extends Form<infer V> ? V : never;

const form =
  <V>(rule: string, fits: (given: unknown) => boolean): Form<V> =>
  (where, given) =>
    fits(given) ? (given as V) : reject("value", where, rule, given);

export const finite: Form<number> = /* @__PURE__ */ form("a finite number", Number.isFinite);

/** A score: NaN where there was nothing to score. */
export const number: Form<number> = /* @__PURE__ */ form("a number", (given) => typeof given === "number");

export const text: Form<string> = /* @__PURE__ */ form("a text", (given) => typeof given === "string");

export const flag: Form<boolean> = /* @__PURE__ */ form(
  "true or false",
  (given) => typeof given === "boolean",
);

/** An integer from `first` to `last`. */
export const whole = (first: number, last = Number.MAX_SAFE_INTEGER): Form<number> =>
  form(
    last === Number.MAX_SAFE_INTEGER ? `an integer >= ${first}` : `an integer from ${first} to ${last}`,
    (given) => Number.isInteger(given) && (given as number) >= first && (given as number) <= last,
  );

/** One of some values. */
export const oneOf = <const V>(...values: readonly V[]): Form<V> =>
  form(`one of ${values.map((value) => JSON.stringify(value)).join(", ")}`, (given) =>
    values.includes(given as V),
  );

export const optional =
  <V>(own: Form<V>): Form<V | undefined> =>
  (where, given) =>
    given === undefined ? undefined : own(where, given);

/** A list, of a given length where there is one. */
export const listOf =
  <V>(own: Form<V>, length?: number): Form<readonly V[]> =>
  (where, given) => {
    const rule = length === undefined ? "a list" : `a list of ${length}`;
    if (!Array.isArray(given)) return reject("shape", where, rule, given);
    if (length !== undefined && given.length !== length)
      reject("shape", where, rule, said(`one of ${given.length}`));
    return given.map((one, k) => own(`${where}[${k}]`, one));
  };

/** Finite numbers as an array of doubles, of a given length where there is one. */
export const doubles =
  (length?: number): Form<Float64Array> =>
  (where, given) => {
    const rule = `${length === undefined ? "" : `${length} `}finite numbers as an array of doubles`;
    const fits = given instanceof Float64Array && (length === undefined || given.length === length);
    return fits && given.every(Number.isFinite) ? given : reject("shape", where, rule, given);
  };

/** What a class has made, not one that inherits from it. */
export const madeBy =
  <V>(Class: abstract new (...given: never[]) => V): Form<V> =>
  (where, given) =>
    (given as object | null | undefined)?.constructor === Class
      ? (given as V)
      : reject("value", where, `a ${Class.name}`, given);

/** A record with these fields; others, and those that are undefined, are left out. */
export const recordOf =
  <F extends Readonly<Record<string, Form<unknown>>>>(
    forms: F,
  ): Form<{ readonly [K in keyof F]: Read<F[K]> }> =>
  (where, given) => {
    if (typeof given !== "object" || given === null)
      return reject("shape", where, `a record of ${Object.keys(forms).join(", ")}`, given);
    const fields = Object.entries(forms).map(([name, own]) => {
      const value = Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
      return [name, own(`${where}.${name}`, value)] as const;
    });
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as {
      readonly [K in keyof F]: Read<F[K]>;
    };
  };

const sizes = /* @__PURE__ */ recordOf({ rows: whole(0), columns: whole(0) });

/** A matrix of finite numbers, row after row. */
export const flatMatrix: Form<FlatMatrix> = (where, given) => {
  const { rows, columns } = sizes(where, given);
  return { data: doubles(rows * columns)(`${where}.data`, (given as FlatMatrix).data), rows, columns };
};
