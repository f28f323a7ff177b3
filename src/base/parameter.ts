import { PolytaskError, reject } from "../check/reject.ts";
import type { RandomState } from "../matrix/random.ts";

/** One row of a parameter table: default, rule in words, rule as test, and values it must refuse; what it is for stands above it. */
export interface Parameter<T> {
  readonly default: T;
  readonly rule: string;
  readonly accepts: (value: unknown) => boolean;
  readonly wrong: readonly unknown[];
  /** A frozen copy, where a value could be changed from outside. */
  readonly own?: (value: unknown) => T;
}

export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>;

/** The values that a table describes. */
export type Values<Table> = {
  readonly [K in keyof Table]: Table[K] extends Parameter<infer T> ? T : never;
};

const isReal = (value: unknown, min: number, max: number): boolean =>
  typeof value === "number" && value >= min && value <= max && Number.isFinite(value);

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || value instanceof Float64Array;

const range = (min: number, max: number): string => {
  if (max === Infinity) return min === -Infinity ? "a finite number" : `a finite number >= ${min}`;
  return `a number from ${min} to ${max}`;
};

/** A finite number from `min` to `max`. */
export const real = (standard: number, min: number, max: number): Parameter<number> => ({
  default: standard,
  rule: range(min, max),
  accepts: (value) => isReal(value, min, max),
  wrong: [min - 1, max + 1, NaN, Infinity, "1", null].filter((value) => !isReal(value, min, max)),
});

/** An integer from `min` to `max`. */
export const count = (standard: number, min: number, max: number): Parameter<number> => ({
  default: standard,
  rule: max === Infinity ? `an integer >= ${min}` : `an integer from ${min} to ${max}`,
  accepts: (value) => Number.isInteger(value) && isReal(value, min, max),
  wrong: [min - 1, min + 0.5, NaN, Infinity, "1", null],
});

/** A finite number from `min` to `max`, or an array of them: one a task, unless `many` says what else. */
export const realPerTask = (
  standard: number,
  min: number,
  max: number,
  many = "with one a task",
): Parameter<number | readonly number[] | Float64Array> => ({
  default: standard,
  rule: `${range(min, max)}, or an array ${many}`,
  accepts: (value) =>
    isReal(value, min, max) ||
    (isList(value) && value.length > 0 && Array.from(value).every((one) => isReal(one, min, max))),
  wrong: [min - 1, NaN, Infinity, "1", null, [], [NaN], [min - 1, min]],
});

/** How many there shall be, or a list of finite numbers >= 0. */
export const countOrList = (standard: number): Parameter<number | readonly number[] | Float64Array> => ({
  default: standard,
  rule: "an integer >= 1, or an array of finite numbers >= 0",
  accepts: (value) =>
    (Number.isInteger(value) && isReal(value, 1, Infinity)) ||
    (isList(value) && value.length > 0 && Array.from(value).every((one) => isReal(one, 0, Infinity))),
  wrong: [0, 1.5, NaN, Infinity, "1", null, [], [-1], [NaN]],
});

/** A list of finite numbers > 0. */
export const positives = (standard: readonly number[]): Parameter<readonly number[] | Float64Array> => ({
  default: Object.freeze(standard),
  rule: "an array of finite numbers > 0",
  accepts: (value) =>
    isList(value) &&
    value.length > 0 &&
    Array.from(value).every((one) => isReal(one, Number.MIN_VALUE, Infinity)),
  wrong: [1, null, [], [0], [NaN], ["1"]],
});

/** A seed, a generator that goes on from where it stands, or nothing: a fresh seed each time. */
export const seed = (): Parameter<number | RandomState | undefined> => ({
  default: undefined,
  rule: "an integer from 0 to 2**32 - 1 or a RandomState",
  accepts: (value) =>
    value === undefined ||
    (Number.isInteger(value) && isReal(value, 0, 2 ** 32 - 1)) ||
    (typeof value === "object" && typeof (value as RandomState | null)?.permutation === "function"),
  wrong: [-1, 0.5, 2 ** 32, "1", null, {}],
});

/** Yes or no. */
export const flag = (standard: boolean): Parameter<boolean> => ({
  default: standard,
  rule: "true or false",
  accepts: (value) => typeof value === "boolean",
  wrong: [0, "true", null],
});

/** One of a few words. */
export const choice = <const W extends string>(standard: W, words: readonly W[]): Parameter<W> => ({
  default: standard,
  rule: `one of ${words.map((word) => `"${word}"`).join(", ")}`,
  accepts: (value) => words.some((word) => word === value),
  wrong: ["", 0, null, `${standard}!`],
});

/** An object that has certain methods; there is no default, so it must be given. */
export const part = <T extends object>(methods: readonly (string & keyof T)[]): Parameter<T> => ({
  default: undefined as unknown as T,
  rule: `an object with ${methods.join(", ")}`,
  accepts: (value) =>
    typeof value === "object" &&
    value !== null &&
    methods.every((method) => typeof (value as Record<string, unknown>)[method] === "function"),
  wrong: [undefined, null, 0, {}, "ridge"],
});

/** Fills a table's defaults, refuses wrong values and unknown names, and freezes the result. */
export function fillParameters<Table extends ParameterTable>(
  owner: string,
  table: Table,
  given: Partial<Values<Table>> | undefined,
): Values<Table> {
  if (given === undefined) return fillParameters(owner, table, {});
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    reject("param", `${owner} parameters`, "an object of names and values", given);
  }
  const known = Object.keys(table);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) {
      throw new PolytaskError(
        "param",
        `${owner}: has no parameter ${name}; it has ${known.join(", ") || "none"}`,
      );
    }
  }
  const filled = known.map((name) => {
    const row = table[name]!;
    const value = Object.hasOwn(given, name) ? given[name as keyof typeof given] : undefined;
    if (value === undefined && row.default !== undefined) return [name, row.default];
    if (!row.accepts(value)) reject("param", `${owner}.${name}`, row.rule, value);
    const ours = row.own?.(value) ?? (isList(value) ? Object.freeze(Array.from(value)) : value);
    return [name, ours];
  });
  return Object.freeze(Object.fromEntries(filled)) as Values<Table>;
}
