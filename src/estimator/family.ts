import { reject, said } from "../check/reject.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { restOf } from "../penalty/rest-of.ts";
import type { PenaltyFamily } from "../solver/follow.ts";

/** The member of a strength that is given, or the norm of strength 1 (a ridge or another square aside: none moves W = 0). */
export function readFamily(where: string, family: PenaltyFamily, given?: number): Penalty {
  if (typeof family !== "function")
    reject("param", `${where} family`, "a function of a strength, such as l21", family);
  if (given !== undefined) return family(given);
  const made = family(1);
  const rest = restOf(made);
  if (!rest?.dual)
    reject("pair", `${where} family`, "norms, which have a dual", said(`${made.name}, which has none`));
  return made;
}
