import type { AsyncOptions } from "../base/work.ts";
import { reject } from "../check/reject.ts";

/** Of long work that threads can share. */
export interface ThreadOptions extends AsyncOptions {
  /** How many threads; 1, this one alone, without it. */
  readonly workers?: number;
}

/** How many threads there shall be. */
export function readWorkers(where: string, workers: number | undefined = 1): number {
  if (Number.isInteger(workers) && workers >= 1) return workers;
  return reject("param", `${where}.workers`, "an integer >= 1", workers);
}
