import type { Description } from "../base/described.ts";
import { isSavable, type LearntState, takeState } from "../base/learnt-state.ts";
import { models } from "../catalogue/models.ts";
import { revive } from "../catalogue/revive.ts";
import { reject } from "../check/reject.ts";
import type { Packed } from "./pack.ts";
import type { Tensor } from "./safetensors.ts";

const numbers: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["-0", -0],
]);

/** Makes what `pack` has packed anew. Nothing in a file is run: names are looked up among classes and functions of ours. */
export function unpack(where: string, packed: Packed, tensors: ReadonlyMap<number, Tensor>): unknown {
  if (!Array.isArray(packed)) {
    if (typeof packed !== "object" || packed === null) return packed;
    return reject("value", where, "a value or a list with its kind before it", packed);
  }
  const [kind, ...own] = packed as readonly Packed[];
  const inner = (one: Packed | undefined): unknown =>
    one === undefined
      ? reject("shape", where, "all parts of what is saved", packed)
      : unpack(where, one, tensors);
  const tensor = (): Tensor =>
    tensors.get(own[0] as number) ?? reject("value", where, "the number of an array of the file", own[0]);
  switch (kind) {
    case "undefined":
      return undefined;
    case "number":
      return numbers.get(own[0]) ?? reject("value", where, "NaN, an infinity or -0", own[0]);
    case "array":
      return tensor().slice();
    case "numbers":
      return Array.from(tensor());
    case "list":
      return own.map(inner);
    case "record":
      return Object.fromEntries(own.map((entry) => pair(where, inner(entry))));
    case "part":
      return revive(inner(own[0]) as Description);
    case "model": {
      const Class = models.get(own[0] as string) ?? reject("value", where, "the name of a model", own[0]);
      return Class.from(inner(own[1]) as never);
    }
    case "estimator": {
      const estimator = revive(inner(own[0]) as Description);
      const state = inner(own[1]) as LearntState | undefined;
      if (!isSavable(estimator)) return reject("value", where, "an estimator", estimator);
      if (state) estimator[takeState](state);
      return estimator;
    }
    default:
      return reject("value", where, "a kind of value that this version knows", kind);
  }
}

/** A name and a value. */
function pair(where: string, given: unknown): readonly [string, unknown] {
  if (Array.isArray(given) && given.length === 2 && typeof given[0] === "string")
    return given as unknown as readonly [string, unknown];
  return reject("value", where, "a name and a value", given);
}
