import { reject, said } from "../check/reject.ts";
import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";

/** sums_j = Σ_i w_i (a_ij − mean_j) for A, n × p; without weights all w_i are 1. */
export function sumColumns(
  sums: Block,
  A: Block,
  n: number,
  mean: Block,
  weight?: Block,
  build?: Build,
): void {
  const p = mean.length;
  checkRoom("sumColumns", A, n, p, [sums], weight);
  kernels(build).sum_columns_f64(sums.address, A.address, n, p, mean.address, weight?.address ?? 0);
}

/** a_ij <- √w_i ((a_ij − mean_j) − rest_j) for A, n × p; without weights all w_i are 1. */
export function centreColumns(
  A: Block,
  n: number,
  mean: Block,
  rest: Block,
  weight?: Block,
  build?: Build,
): void {
  const p = mean.length;
  checkRoom("centreColumns", A, n, p, [rest], weight);
  kernels(build).centre_columns_f64(A.address, n, p, mean.address, rest.address, weight?.address ?? 0);
}

function checkRoom(
  where: string,
  A: Block,
  n: number,
  p: number,
  columns: readonly Block[],
  weight?: Block,
): void {
  const narrow = columns.find((block) => block.length < p);
  if (A.length < n * p || narrow || (weight && weight.length < n)) {
    reject("internal", where, `room for ${n} × ${p} and one number a column and row`, said("less"));
  }
}
