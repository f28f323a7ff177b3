import { Matrix } from "ml-matrix";
import type { Description } from "../base/described.ts";
import { reject } from "../check/reject.ts";
import { estimators } from "./estimators.ts";
import { isMadeByNew, makers } from "./makers.ts";

/** Makes what `describe` has described anew: the same class, the same parameters, the same bits when it is fitted. */
export function revive(description: Description): unknown {
  switch (description.kind) {
    case "value":
      return description.value;
    case "list":
      return description.items.map(revive);
    case "record":
      return Object.fromEntries(description.entries.map(([name, own]) => [name, revive(own)]));
    case "matrix":
      return Matrix.from1DArray(description.rows, description.columns, description.data);
    case "part":
      return revivePart(description.name, description.given);
    case "estimator": {
      const Class = estimators.get(description.name) ?? unknownName(description.name);
      return new Class(revive(description.params) as never);
    }
  }
}

function revivePart(name: string, given: readonly Description[] | undefined): unknown {
  const maker = makers.get(name) ?? unknownName(name);
  if (!given) return maker;
  const own = given.map(revive) as never[];
  return isMadeByNew(name)
    ? new (maker as new (...given: never[]) => object)(...own)
    : (maker as (...given: never[]) => object)(...own);
}

const unknownName = (name: string): never =>
  reject("value", "revive", "the name of a part of polytask", name);
