import { readVector, type VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Shape } from "./penalty.ts";

/** Reads weights > 0, one a task. */
export function readTaskWeights(where: string, given: VectorLike | undefined): Float64Array | undefined {
  if (given === undefined) return undefined;
  const weights = readVector(where, given);
  const bad = weights.find((weight) => !(weight > 0));
  return bad === undefined ? weights : reject("param", where, "weights > 0", bad);
}

/** Refuses weights that are not one a task. */
export function checkTasks(where: string, weights: Float64Array | undefined, { T }: Shape): void {
  if (weights && weights.length !== T)
    reject("shape", where, `${T} weights, one a task`, said(`${weights.length}`));
}
