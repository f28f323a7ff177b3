import type { Parameter } from "../base/parameter.ts";

/** Whoever can be copied and fitted: transformers, estimators, pipelines. */
export interface Step {
  clone(): Step;
  fit(...given: never[]): unknown;
}

/** What a step is called, the step, and whatever comes with it. */
export type Named = readonly [name: string, step: Step | "passthrough", ...rest: unknown[]];

export const isStep = (value: unknown): value is Step =>
  typeof value === "object" &&
  value !== null &&
  ["clone", "fit"].every((method) => typeof (value as Record<string, unknown>)[method] === "function");

/** A list of named steps; `reserved` are names of parameters, `rest` says whether what comes with a step is in order. */
export const namedSteps = <N extends Named>(
  rule: string,
  reserved: readonly string[],
  rest: (step: readonly unknown[]) => boolean,
): Parameter<readonly N[]> => ({
  default: undefined as never,
  rule: `${rule} under different names without "__" that are no parameters`,
  accepts: (given) =>
    Array.isArray(given) &&
    given.length > 0 &&
    given.every((one) => Array.isArray(one) && isNamed(one, reserved) && rest(one)) &&
    new Set(given.map(([name]) => name)).size === given.length,
  wrong: [undefined, null, {}, [], ["scale"], [["a__b", "passthrough"]], [["a", {}]]],
  own: (given) => Object.freeze((given as N[]).map((one) => Object.freeze([...one] as unknown as N))),
});

const isNamed = ([name, step]: readonly unknown[], reserved: readonly string[]): boolean =>
  typeof name === "string" &&
  name !== "" &&
  !name.includes("__") &&
  !reserved.includes(name) &&
  (step === "passthrough" || isStep(step));

/** Parameters and steps by name. */
export const stepsByName = (params: object, steps: readonly Named[]): object => ({
  ...params,
  ...Object.fromEntries(steps),
});

/** Splits changes into parameters and steps, and puts the steps into their places. */
export function replaceSteps<N extends Named>(
  key: string,
  steps: readonly N[],
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const list = (Object.hasOwn(changes, key) ? changes[key] : steps) as readonly N[];
  if (!Array.isArray(list)) return changes;
  const replaced = list.map((one) =>
    Object.hasOwn(changes, one[0]) ? [one[0], changes[one[0]], ...one.slice(2)] : one,
  );
  const names = new Set(list.map(([name]) => name));
  const rest = Object.entries(changes).filter(([name]) => name !== key && !names.has(name));
  return { ...Object.fromEntries(rest), [key]: replaced };
}
