import type { Dense } from "../src/matrix/dense.ts";

/** Tasks of rows each their own, or all on the rows of one X; X raw, without intercept. */
export interface Dataset {
  readonly name: string;
  readonly p: number;
  readonly T: number;
  /** One a task: the same object again and again where the tasks share it. */
  readonly X: readonly Dense[];
  readonly y: readonly Float64Array[];
}

export type Norm = "l1" | "l21" | "trace";

/** 1/(2 n̄) Σ_t ‖y_t − X_t w_t‖² + alpha norm(W), n̄ the mean number of rows a task. */
export interface Problem {
  readonly name: string;
  readonly data: Dataset;
  readonly norm: Norm;
  readonly alpha: number;
}

export const isShared = ({ X }: Dataset): boolean => X.length > 1 && X[0] === X[1];

/** n̄ */
export const meanRows = ({ y, T }: Dataset): number => y.reduce((sum, { length }) => sum + length, 0) / T;

/** n x T, of tasks that share their rows. */
export const targets = ({ y, T }: Dataset): Dense => ({
  data: Float64Array.from({ length: y[0]!.length * T }, (_, k) => y[k % T]![Math.floor(k / T)]!),
  rows: y[0]!.length,
  columns: T,
});
