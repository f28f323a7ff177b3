import { reject, said } from "../check/reject.ts";
import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";

/**
 * The rows of one task in the kernels' memory. Predictions have K columns: 1, or one a class. What is n x K lies
 * column after column: entry (i, k) at k n + i.
 */
export interface LossRows {
  readonly n: number;
  readonly K: number;
  /** Targets, n: numbers, or the number of the class, from 0. */
  readonly y: Block;
  /** Weights, n, all > 0: a sample's own, over the mean number of rows a task. */
  readonly weight: Block;
  /** Predictions, n x K. */
  readonly f: Block;
  /** The derivative of the loss in f, n x K. */
  readonly slope: Block;
  /** Its second derivative in every f_ik, or a number above it; n x K. */
  readonly curvature: Block;
}

/** Σ_i s_i log(1 + exp(−ỹ_i f_i)), ỹ = 1 where y = 1 and −1 elsewhere; fills slope and curvature. K = 1. */
export function logisticLoss(rows: LossRows, build?: Build): number {
  checkRows("logisticLoss", rows, 1);
  const { n, y, weight, f, slope, curvature } = rows;
  const { loss_logistic } = kernels(build);
  return loss_logistic(y.address, weight.address, f.address, slope.address, curvature.address, n);
}

/** Σ_i s_i (exp(f_i) − y_i f_i + y_i log y_i − y_i) for counts y >= 0; fills slope and curvature. K = 1. */
export function poissonLoss(rows: LossRows, build?: Build): number {
  checkRows("poissonLoss", rows, 1);
  const { n, y, weight, f, slope, curvature } = rows;
  const { loss_poisson } = kernels(build);
  return loss_poisson(y.address, weight.address, f.address, slope.address, curvature.address, n);
}

/** Σ_i s_i (log Σ_k exp(f_ik) − f_iy); fills slope, and curvature with 2 s p (1 − p), p_k = exp(f_k) / Σ_l exp(f_l). */
export function softmaxLoss(rows: LossRows, build?: Build): number {
  checkRows("softmaxLoss", rows, rows.K);
  const { n, K, y, weight, f, slope, curvature } = rows;
  const { loss_softmax } = kernels(build);
  return loss_softmax(y.address, weight.address, f.address, slope.address, curvature.address, n, K);
}

function checkRows(where: string, { n, K, ...blocks }: LossRows, columns: number): void {
  if (K !== columns) reject("shape", `${where} K`, `${columns}`, K);
  for (const name of ["y", "weight", "f", "slope", "curvature"] as const) {
    const needed = name === "y" || name === "weight" ? n : K * n;
    if (!(blocks[name].length >= needed)) {
      reject("shape", `${where} ${name}`, `room for ${needed} doubles`, said(`${blocks[name].length}`));
    }
  }
}
