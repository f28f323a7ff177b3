import { isVector, readMatrix, readVector } from "./matrix.ts";
import { reject, said } from "./reject.ts";

/** Reads weights >= 0, one a row (n) or one a row and task (n x T); undefined where none are given. */
export function readWeights(
  where: string,
  given: unknown,
  n: number,
  T: number,
  copy = false,
): Float64Array | undefined {
  if (given === undefined) return undefined;
  const weights = isVector(given)
    ? { data: readVector(where, given), rows: given.length, columns: 1 }
    : readMatrix(where, given, { copy });
  if (weights.rows !== n || (weights.columns !== 1 && weights.columns !== T)) {
    const shape = T === 1 ? `${n} weights` : `${n} weights or ${n} x ${T}`;
    reject("shape", where, shape, said(`${weights.rows} x ${weights.columns}`));
  }
  const bad = weights.data.findIndex((weight) => !(weight >= 0));
  if (bad >= 0) reject("value", where, "weights >= 0", weights.data[bad]);
  const sum = weights.data.reduce((total, weight) => total + weight, 0);
  if (!(sum < Infinity)) reject("value", where, "weights with a finite sum", sum);
  return weights.data;
}
