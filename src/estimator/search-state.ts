import { Matrix } from "ml-matrix";
import { finite, listOf, madeBy, recordOf, whole } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import type { Search } from "./strength-search.ts";

/** What is known of a search besides its model. */
export type Searched = Omit<Search, "model">;

/** A search as a file keeps it: families are those of the parameters. */
export const searchState = ({ paths, errors, best }: Searched): object => ({
  paths: paths.map(({ alphas }) => ({ alphas })),
  errors,
  best,
});

/** Reads what `searchState` gave. */
export function readSearch(where: string, given: unknown, families: readonly PenaltyFamily[]): Searched {
  const { length } = families;
  const { paths, errors, best } = recordOf({
    paths: listOf(recordOf({ alphas: listOf(finite) }), length),
    errors: listOf(madeBy(Matrix), length),
    best: recordOf({ path: whole(0, length - 1), row: whole(0) }),
  })(where, given);
  const odd = paths.findIndex(({ alphas }, k) => alphas.length !== errors[k]!.rows);
  if (odd >= 0) reject("shape", `${where}.errors[${odd}]`, "a row a strength", said(`${errors[odd]!.rows}`));
  if (best.row >= paths[best.path]!.alphas.length)
    reject("shape", `${where}.best`, "a strength that was tried", said(`the one at ${best.row}`));
  return { errors, best, paths: paths.map(({ alphas }, k) => ({ alphas, family: families[k]! })) };
}
