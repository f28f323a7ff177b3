import { reject, said } from "../check/reject.ts";
import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";

/** Many small matrices, n × n, row-major, one after the other, and vectors of n numbers: vector c goes with matrix which[c]. */
export interface Each {
  readonly n: number;
  readonly matrices: Block;
  /** One whole number a vector. */
  readonly which: Block;
}

/** y_c = A x_c with the matrix of every vector. */
export function multiplyEach(Y: Block, { n, matrices, which }: Each, X: Block, build?: Build): void {
  checkRoom("multiplyEach X", X, n * which.length);
  checkRoom("multiplyEach Y", Y, n * which.length);
  kernels(build).multiply_each(Y.address, matrices.address, which.address, X.address, which.length, n);
}

/** x_c <- (L Lᵀ)⁻¹ x_c in place; the matrices are as `cholesky` leaves them but for 1 / L_ii on the diagonal. */
export function solveEach({ n, matrices, which }: Each, X: Block, build?: Build): void {
  checkRoom("solveEach X", X, n * which.length);
  kernels(build).solve_each(matrices.address, which.address, X.address, which.length, n);
}

function checkRoom(where: string, block: Block, needed: number): void {
  if (block.length >= needed) return;
  reject("internal", where, `room for ${needed} numbers`, said(`${block.length}`));
}
