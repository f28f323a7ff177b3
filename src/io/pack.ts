import { isRecord, originOf } from "../base/born.ts";
import { describe } from "../base/described.ts";
import { giveState, type Savable } from "../base/learnt-state.ts";
import { estimators } from "../catalogue/estimators.ts";
import { modelName } from "../catalogue/models.ts";
import { reject, said } from "../check/reject.ts";
import { isTensor, type Tensor } from "./safetensors.ts";

/** A value in JSON: what JSON has stands for itself, all else is a list with its kind before it. */
export type Packed = string | number | boolean | null | PackedList;

/** The kind, then what there is of it. */
export type PackedList = readonly Packed[];

/** Lists of numbers from this length on are kept as arrays of bytes. */
const long = 8;

/** Packs data, models and estimators with what they have learnt; long lists of numbers go to `tensors`. */
export function pack(where: string, value: unknown, tensors: Tensor[]): Packed {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value === undefined) return ["undefined"];
  if (typeof value === "number") {
    const isJson = Number.isFinite(value) && !Object.is(value, -0);
    return isJson ? value : ["number", Object.is(value, -0) ? "-0" : `${value}`];
  }
  if (isTensor(value)) return ["array", tensors.push(value) - 1];
  if (Array.isArray(value)) {
    if (value.length >= long && value.every((item) => typeof item === "number"))
      return ["numbers", tensors.push(Float64Array.from(value as number[])) - 1];
    return ["list", ...value.map((item, k) => pack(`${where}[${k}]`, item, tensors))];
  }
  if (isRecord(value) && !originOf(value)) {
    const entries = Object.entries(value).map(
      ([name, own]) => ["list", name, pack(`${where}.${name}`, own, tensors)] as const,
    );
    return ["record", ...entries];
  }
  return packObject(where, value, tensors);
}

function packObject(where: string, value: unknown, tensors: Tensor[]): Packed {
  const model = typeof value === "object" ? modelName(value!) : undefined;
  if (model) {
    const described = (value as { describe(): unknown }).describe();
    return ["model", model, pack(`${where} ${model}`, described, tensors)];
  }
  if (isEstimator(value)) {
    const { name } = value;
    if (!(giveState in value) || !estimators.has(name))
      reject("value", where, "an estimator that can be saved", said(name));
    const made = pack(where, describe(where, value), tensors);
    return ["estimator", made, pack(`${where} ${name}`, (value as Savable)[giveState](), tensors)];
  }
  return ["part", pack(where, describe(where, value), tensors)];
}

const isEstimator = (value: unknown): value is { readonly name: string } =>
  typeof value === "object" && value !== null && "isOurs" in value;
