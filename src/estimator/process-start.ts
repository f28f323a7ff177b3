import type { Values } from "../base/parameter.ts";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { transpose } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import type { Hyperparameters } from "../solver/process/evidence.ts";
import { type Grid, meansOf } from "../solver/process/grid.ts";
import type { processParameters } from "./process-parameters.ts";

/** Where the search begins, in the units that the grid is in. */
export function processStart(
  owner: string,
  params: Values<typeof processParameters>,
  grid: Grid,
  scale: Float64Array,
): Hyperparameters {
  const { kernel, lengthScale, noise, taskCovariance } = params;
  const { T } = grid;
  const { rows: n, columns: p, data } = grid.X;
  const squares = meansOf(grid, (y) => y * y).map((square) => square || 1);
  const lengths = perOne(`${owner}.lengthScale`, lengthScale, p, "feature");
  const noises = perOne(`${owner}.noise`, noise, T, "task");
  let spread = 0;
  for (let j = 0; j < p; j++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += data[i * p + j]! / n;
    for (let i = 0; i < n; i++) spread += ((data[i * p + j]! - mean) * (data[i * p + j]! - mean)) / n;
  }
  const typical = Math.sqrt(2 * spread) || 1; // the root mean square distance of two rows
  return {
    profile: kernel,
    lengthScale: Float64Array.from(lengths ?? [typical]),
    tasks: tasksAtStart(`${owner}.taskCovariance`, taskCovariance, squares, scale),
    noise: squares.map((square, t) =>
      noises ? noises[noises.length === 1 ? 0 : t]! / (scale[t]! * scale[t]!) : square / 10,
    ),
  };
}

function tasksAtStart(
  where: string,
  given: MatrixLike | undefined,
  squares: Float64Array,
  scale: Float64Array,
): Float64Array {
  const T = squares.length;
  if (given === undefined)
    return Float64Array.from({ length: T * T }, (_, c) => (c % (T + 1) === 0 ? squares[c % T]! : 0));
  const K = readMatrix(where, given);
  const turned = transpose(K).data;
  if (K.rows !== T || K.columns !== T)
    reject("shape", where, `${T} x ${T} numbers`, said(`${K.rows} x ${K.columns}`));
  const odd = K.data.findIndex((value, c) => value !== turned[c]);
  if (odd >= 0) reject("value", where, "a symmetric matrix", said(`${K.data[odd]} against ${turned[odd]}`));
  const { values } = eigh(K);
  if (values[0]! < -1e-10 * Math.abs(values[T - 1]!))
    reject("value", where, "a positive semidefinite matrix", said(`an eigenvalue of ${values[0]}`));
  return K.data.map((value, c) => value / (scale[Math.floor(c / T)]! * scale[c % T]!));
}

/** A parameter of one number or one a feature or task, as a list. */
function perOne(
  where: string,
  given: number | readonly number[] | Float64Array | undefined,
  size: number,
  of: string,
): ArrayLike<number> | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "number") return [given];
  if (given.length !== size && given.length !== 1)
    reject("shape", where, `one number or ${size}, one a ${of}`, said(`${given.length}`));
  return given;
}
