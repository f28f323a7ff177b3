import { Matrix } from "ml-matrix";
import { originOf } from "../base/born.ts";
import type { Description } from "../base/described.ts";
import { type Form, listOf, madeBy, optional, recordOf, text, whole } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import { estimators } from "./estimators.ts";
import { isMadeByNew, makers } from "./makers.ts";

type Revive = (given: unknown) => unknown;

const where = "revive";

/** A description within another. */
const inner: Form<unknown> = (_, given) => revive(given as Description);

const entry: Form<readonly [string, unknown]> = (at, given) => {
  const [name, own] = listOf((_, one) => one, 2)(at, given);
  return [text(`${at} name`, name), inner(at, own)];
};

const lists = /* @__PURE__ */ recordOf({ items: listOf(inner) });
const records = /* @__PURE__ */ recordOf({ entries: listOf(entry) });
const matrices = /* @__PURE__ */ recordOf({ rows: whole(0), columns: whole(0), data: madeBy(Float64Array) });
const parts = /* @__PURE__ */ recordOf({ name: text, given: optional(listOf(inner)) });
const named = /* @__PURE__ */ recordOf({ name: text, params: inner });

const revivals: Readonly<Record<Description["kind"], Revive>> = {
  value: (given) => (given as { value: unknown }).value,
  list: (given) => lists(where, given).items,
  record: (given) => Object.fromEntries(records(where, given).entries),
  matrix(given) {
    const { rows, columns, data } = matrices(where, given);
    if (data.length !== rows * columns)
      reject("shape", where, `${rows} x ${columns} numbers`, said(`${data.length}`));
    return Matrix.from1DArray(rows, columns, data);
  },
  part(given) {
    const { name, given: own } = parts(where, given);
    const maker = makers.get(name) ?? unknownName(name);
    if (!own) return maker;
    if (originOf(maker as object))
      reject("value", where, `${name} itself`, said("one that is made of parts"));
    if (own.includes(null)) reject("value", where, `what ${name} can be made of`, null);
    return isMadeByNew(name)
      ? new (maker as new (...given: unknown[]) => object)(...own)
      : (maker as (...given: unknown[]) => object)(...own);
  },
  estimator(given) {
    const { name, params } = named(where, given);
    const Class = estimators.get(name) ?? unknownName(name);
    return new Class(params as never);
  },
};

/**
 * Makes what `describe` has described anew: the same class, the same parameters, the same bits when it is fitted. Refuses what is no
 * description: it may come from a file.
 */
export function revive(description: Description): unknown {
  const kind: unknown = (description as Partial<Description> | undefined | null)?.kind;
  if (typeof kind === "string" && Object.hasOwn(revivals, kind))
    return revivals[kind as Description["kind"]](description);
  return reject("value", where, "a description of an estimator or a part", description);
}

const unknownName = (name: string): never => reject("value", where, "the name of a part of polytask", name);
