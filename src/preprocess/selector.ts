import { reject, said } from "../check/reject.ts";
import type { Column } from "../data/column.ts";
import { type Inputs, isTable } from "./inputs.ts";

/** Which columns: by number or name, one or a list, or a function that says yes to columns of a table. */
export type Selector = number | string | readonly (number | string)[] | ((column: Column) => boolean);

/** The numbers of the chosen ones among p columns. */
export function selected(where: string, selector: Selector, X: Inputs, p: number): number[] {
  const names = isTable(X) ? X.names : undefined;
  if (typeof selector === "function") {
    if (!isTable(X)) reject("pair", where, "a table, whose columns a function can choose from", X);
    return [...X.columns.keys()].filter((j) => selector(X.columns[j]!));
  }
  return [selector].flat().map((one) => {
    if (typeof one === "number") {
      return one < p ? one : reject("value", where, `columns from 0 to ${p - 1}`, one);
    }
    if (!names)
      return reject(
        "pair",
        where,
        "a table, whose columns have names",
        said(`${JSON.stringify(one)} of a matrix`),
      );
    const j = names.indexOf(one);
    return j >= 0 ? j : reject("value", where, `one of ${names.join(", ")}`, one);
  });
}

/** The columns that nobody chose. */
export function besides(p: number, chosen: readonly (readonly number[])[]): number[] {
  const taken = new Set(chosen.flat());
  return Array.from({ length: p }, (_, j) => j).filter((j) => !taken.has(j));
}
