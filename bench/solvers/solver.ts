import type { Problem } from "../problem.ts";

/** A solver that is run at a row of knobs, from loose to tight: its own tolerance, or its number of iterations. */
export interface Solver {
  readonly name: string;
  readonly knobs: readonly number[];
  solves(problem: Problem): boolean;
  /** Hands the problem over; what this takes is not timed. */
  open(problem: Problem): Promise<void>;
  /** One fit, from the data in memory to W, p x T. */
  run(knob: number): Promise<{ readonly seconds: number; readonly W: Float64Array }>;
  close(): void;
}

/** 0.1 and down, in steps of 10^(1/2). */
export const tolerances = Array.from({ length: 23 }, (_, k) => 10 ** (-1 - k / 2));
