import { reject, said } from "../check/reject.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { restOf } from "../penalty/rest-of.ts";
import type { PenaltyFamily } from "../solver/follow.ts";

/** The member of strength 1, which must be a norm, but for a ridge: that moves no coefficient away from 0. */
export function readFamily(where: string, family: PenaltyFamily): Penalty {
  if (typeof family !== "function")
    reject("param", `${where} family`, "a function of a strength, such as l21", family);
  const made = family(1);
  const rest = restOf(made);
  if (!rest?.dual)
    reject("pair", `${where} family`, "norms, which have a dual", said(`${made.name}, which has none`));
  return made;
}
