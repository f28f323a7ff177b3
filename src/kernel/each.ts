import { reject, said } from "../check/reject.ts";
import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";

/** Many small symmetric matrices one after the other, and vectors of n numbers: vector c goes with matrix which[c]. */
export interface Each {
  readonly n: number;
  /** n × n numbers each, or what lies on and below the diagonal, row after row. */
  readonly matrices: Block;
  /** One whole number a vector. */
  readonly which: Block;
}

/** y_c = A x_c with the matrix of every vector, n × n numbers each. */
export function multiplyEach(Y: Block, { n, matrices, which }: Each, X: Block, build?: Build): void {
  checkRoom("multiplyEach X", X, n * which.length);
  checkRoom("multiplyEach Y", Y, n * which.length);
  kernels(build).multiply_each(Y.address, matrices.address, which.address, X.address, which.length, n);
}

/** x_c <- (L Lᵀ)⁻¹ x_c in place; of L what `packFactor` has left. */
export function solveEach({ n, matrices, which }: Each, X: Block, build?: Build): void {
  checkRoom("solveEach X", X, n * which.length);
  kernels(build).solve_each(matrices.address, which.address, X.address, which.length, n);
}

/** The k-th of many factors, from an L as `cholesky` leaves it, n × n: what lies below the diagonal, and 1 / L_ii on it. */
export function packFactor(to: Block, k: number, L: Block, n: number): void {
  const [from, into] = [L.values, to.values];
  let at = (k * n * (n + 1)) / 2;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) into[at++] = from[i * n + j]!;
    into[at++] = 1 / from[i * n + i]!;
  }
}

function checkRoom(where: string, block: Block, needed: number): void {
  if (block.length >= needed) return;
  reject("internal", where, `room for ${needed} numbers`, said(`${block.length}`));
}
