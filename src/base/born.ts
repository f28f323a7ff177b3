type Maker = (...given: never[]) => object;
type Class = abstract new (...given: never[]) => object;

/** How a part came to be: who made it, as `revive` of the catalogue knows him, and of what. */
export interface Origin {
  readonly name: string;
  readonly maker: Maker | Class;
  readonly given: readonly unknown[];
}

const origins = /* @__PURE__ */ new WeakMap<object, Origin>();

/**
 * Remembers who made a part, and of what, and freezes it. Names prove nothing: a copy that somebody has changed, or an object of his
 * own that is called the same, has no origin.
 */
export function born<P extends object>(
  name: string,
  maker: Maker | Class,
  given: readonly unknown[],
  part: P,
): P {
  if (!origins.has(part)) origins.set(part, { name, maker, given: given.map(kept) });
  return Object.freeze(part);
}

/** Remembers a function that is itself a part. */
export function named<F extends Maker | ((...given: never[]) => unknown)>(name: string, own: F): F {
  origins.set(own, { name, maker: own as Maker, given: [] });
  return own;
}

/** Where a part comes from; undefined where somebody else made it, or a class that only inherits from ours. */
export function originOf(part: object): Origin | undefined {
  const origin = origins.get(part);
  const maker = part.constructor;
  return maker === Object || maker === Function || maker === origin?.maker ? origin : undefined;
}

/** A list or a record as it is now, whatever its owner does with it later. */
function kept(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(kept);
  if (ArrayBuffer.isView(value) && "slice" in value) return (value as Float64Array).slice();
  if (!isRecord(value) || origins.has(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, kept(own)]));
}

/** Whether a value is an object without a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
