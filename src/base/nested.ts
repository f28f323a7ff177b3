import { PolytaskError } from "../check/reject.ts";

/** Parameters of parts: "estimator__alpha" is the parameter alpha of the part estimator. */
export type NestedParameters = Readonly<Record<`${string}__${string}`, unknown>>;

interface Part {
  getParams(options?: { readonly deep?: boolean }): object;
  setParams(changes: object): unknown;
}

const isPart = (value: unknown): value is Part =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Partial<Part>).getParams === "function" &&
  typeof (value as Partial<Part>).setParams === "function";

/**
 * Changes in which "part__name" has become a new part, with its own parameter `name` changed. A part that is itself among the
 * changes is changed as it comes. Names without "__" are left to whoever fills the table.
 */
export function withNested(owner: string, parts: object, changes: object): Record<string, unknown> {
  const known = parts as Readonly<Record<string, unknown>>;
  const flat: Record<string, unknown> = Object.create(null);
  const nested = new Map<string, Record<string, unknown>>();
  for (const [name, value] of Object.entries(changes)) {
    const cut = name.indexOf("__");
    if (cut <= 0 || Object.hasOwn(known, name)) {
      flat[name] = value;
      continue;
    }
    const head = name.slice(0, cut);
    nested.set(head, { ...nested.get(head), [name.slice(cut + 2)]: value });
  }
  for (const [head, own] of nested) {
    const part = Object.hasOwn(flat, head)
      ? flat[head]
      : Object.hasOwn(known, head)
        ? known[head]
        : undefined;
    if (!isPart(part)) refuse(owner, known, head, Object.keys(own)[0]!);
    flat[head] = part.setParams(own);
  }
  return flat;
}

/** All parameters, and those of the parts as "part__name". */
export function deepParameters(parts: object): Record<string, unknown> {
  const deep: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parts)) {
    deep[name] = value;
    if (!isPart(value)) continue;
    for (const [inner, own] of Object.entries(value.getParams({ deep: true })))
      deep[`${name}__${inner}`] = own;
  }
  return deep;
}

function refuse(owner: string, known: Readonly<Record<string, unknown>>, head: string, rest: string): never {
  const asked = `${head}__${rest}`;
  if (Object.hasOwn(known, head)) {
    throw new PolytaskError("param", `${owner}: has no parameter ${asked}; ${head} has no parameters`);
  }
  const names = Object.keys(known).join(", ") || "none";
  throw new PolytaskError("param", `${owner}: has no parameter ${asked}; it has ${names}`);
}
