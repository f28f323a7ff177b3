import { reject, said } from "../check/reject.ts";
import { isRecord, originOf } from "./born.ts";

/** A value as plain data, without functions and classes: what another thread can be sent. `revive` of the catalogue takes it back. */
export type Description =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "list"; readonly items: readonly Description[] }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, Description])[] }
  | { readonly kind: "matrix"; readonly rows: number; readonly columns: number; readonly data: Float64Array }
  /** What a function or a class of ours has made; without `given` that function itself. */
  | { readonly kind: "part"; readonly name: string; readonly given?: readonly Description[] }
  | { readonly kind: "estimator"; readonly name: string; readonly params: Description };

interface Parametrised {
  readonly name: string;
  readonly params: object;
  readonly isOurs: boolean;
}

/**
 * Describes plain data, estimators of ours, fitted or not (what they have learnt is left out), and parts that functions of ours have
 * made. Refuses, by its path, what has code of somebody else's in it: functions, objects with a class of their own, changed copies of
 * our parts, classes that inherit from ours.
 */
export function describe(where: string, value: unknown): Description {
  if (typeof value === "function") return describeFunction(where, value as (given: number) => unknown);
  if (typeof value !== "object" || value === null) {
    if (typeof value === "symbol") refuse(where, value);
    return { kind: "value", value };
  }
  const origin = originOf(value);
  if (origin) {
    const given = origin.given.map((own, k) => describe(`${where} ${origin.name}[${k}]`, own));
    return { kind: "part", name: origin.name, given };
  }
  if (Array.isArray(value)) return describeList(where, value);
  if (ArrayBuffer.isView(value)) return { kind: "value", value };
  if (isRecord(value)) {
    const entries = Object.entries(value).map(
      ([name, own]) => [name, describe(`${where}.${name}`, own)] as const,
    );
    return { kind: "record", entries };
  }
  const { name, params, isOurs } = value as Partial<Parametrised>;
  if (isOurs === true) {
    return { kind: "estimator", name: name!, params: describe(`${where} ${name}`, { ...params }) };
  }
  return describeMatrix(value) ?? refuse(where, value);
}

/** A function of ours, known itself or by what it makes, such as a family of penalties. */
function describeFunction(where: string, own: (given: number) => unknown): Description {
  const origin = originOf(own) ?? familyOf(own);
  return origin ? { kind: "part", name: origin.name } : refuse(where, own);
}

function familyOf(own: (given: number) => unknown) {
  const made = madeOfOne(own);
  const origin = isRecord(made) ? originOf(made) : undefined;
  return origin?.maker === own ? origin : undefined;
}

/** What a function makes of 1; nothing where that is nothing to it. */
function madeOfOne(own: (given: number) => unknown): unknown {
  try {
    return own(1);
  } catch {
    return undefined;
  }
}

const isPlain = (value: unknown): boolean =>
  value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");

function describeList(where: string, value: readonly unknown[]): Description {
  const plain = value.every((row) => isPlain(row) || (Array.isArray(row) && row.every(isPlain)));
  if (plain) return { kind: "value", value };
  return { kind: "list", items: value.map((item, k) => describe(`${where}[${k}]`, item)) };
}

/** A matrix that answers by entry, ml-matrix's: its numbers. */
function describeMatrix(value: object): Description | undefined {
  const { rows, columns, get } = value as {
    rows?: number;
    columns?: number;
    get?: (i: number, j: number) => unknown;
  };
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || typeof get !== "function") return undefined;
  const data = new Float64Array(rows! * columns!);
  for (let i = 0; i < rows!; i++)
    for (let j = 0; j < columns!; j++) data[i * columns! + j] = get.call(value, i, j) as number;
  return { kind: "matrix", rows: rows!, columns: columns!, data };
}

const refuse = (where: string, value: unknown): never => {
  const isRandom = typeof (value as { permutation?: unknown }).permutation === "function";
  const rule = "plain data or a part of polytask, as code of one's own cannot be sent";
  return isRandom
    ? reject("param", where, "a seed, as a generator cannot be in two places", said("a generator"))
    : reject("param", where, rule, value);
};
