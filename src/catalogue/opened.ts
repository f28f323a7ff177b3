import { isRecord } from "../base/born.ts";
import { giveState, isSavable, type LearntState, type Savable } from "../base/learnt-state.ts";
import { reject, said } from "../check/reject.ts";
import { estimators } from "./estimators.ts";
import { modelName } from "./models.ts";

/** A fitted estimator of ours, with what it has learnt. */
export interface Opened {
  readonly name: string;
  readonly estimator: Savable & { readonly params: Readonly<Record<string, unknown>> };
  readonly state: LearntState;
}

/** What an estimator has learnt; refuses what is not fitted, not ours, or changed by somebody. */
export function opened(where: string, given: unknown): Opened {
  const isOurs = isSavable(given) && (given as { isOurs?: boolean }).isOurs === true;
  if (!isOurs || estimators.get(given.name) !== given.constructor)
    reject("value", where, "an estimator, a pipeline, a network or a model of polytask", given);
  const state = given[giveState]();
  if (!state) reject("state", where, "a fitted one", said(`${given.name} before fit`));
  return { name: given.name, estimator: given as Opened["estimator"], state };
}

/** The model of an estimator, or a model itself; undefined where its state is of another kind, as of pipelines. */
export function modelIn(where: string, given: unknown): object | undefined {
  if (typeof given === "object" && given && modelName(given)) return given;
  const { model } = opened(where, given).state;
  const own = isRecord(model) ? model["model"] : model;
  return typeof own === "object" && own && modelName(own) ? own : undefined;
}
