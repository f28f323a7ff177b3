import type { Moments } from "./moments.ts";

/** Where the data of some tasks have their centre. */
export interface Centres {
  readonly tasks: readonly number[];
  readonly moments: Pick<Moments, "meanX" | "meanY">;
}

/** b_t = ȳ_t − x̄_t · w_t: what squared loss makes of the intercepts, given W, p x T. */
export function interceptsOf(groups: readonly Centres[], W: Float64Array, T: number): Float64Array {
  const intercept = new Float64Array(T);
  for (const { tasks, moments } of groups) {
    const width = tasks.length;
    for (let k = 0; k < width; k++) intercept[tasks[k]!] = moments.meanY[k]!;
    for (const [j, mean] of moments.meanX.entries()) {
      for (let k = 0; k < width; k++) intercept[tasks[k]!]! -= mean * W[j * T + tasks[k]!]!;
    }
  }
  return intercept;
}
