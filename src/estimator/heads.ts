import type { Label } from "../base/label.ts";
import type { TaskHead } from "../base/linear-heads.ts";
import { reject, said } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import type { Head } from "../solver/loss/empirical-loss.ts";

/** The loss of a task and its columns of W: one, or one a class. Refuses other than two classes where two are meant. */
export function headOf(where: string, datafit: Datafit, { length: K }: readonly Label[]): Head {
  if (datafit.target === "classes") return { datafit, K: Math.max(1, K) }; // a task without labels is refused when it is fitted
  if (datafit.target === "two classes" && K !== 2 && K !== 0) {
    reject("value", where, `two classes, as ${datafit.name} has`, said(`${K}`));
  }
  return { datafit, K: 1 };
}

/** What a task predicts, once it is fitted. */
export function answerOf({ datafit: { target, link }, K }: Head, classes: readonly Label[]): TaskHead {
  if (target === "number") return { kind: "number", ...(link && { link }) };
  return { kind: "classes", classes, columns: K };
}
