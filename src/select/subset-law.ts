import type { RandomState } from "../matrix/random.ts";
import { KeptRows } from "./kept-rows.ts";
import {
  addShifted,
  at,
  dotShifted,
  logRatio,
  one,
  quotient,
  ratio,
  times,
  type Wide,
  type WideRow,
  wideExponential,
  wideRow,
  zero,
} from "./wide.ts";

/** Which subsets there are: those whose costs add up to at most `capacity`, or to it exactly. */
export interface Constraint {
  /** Integers >= 0, one a task. */
  readonly costs: Int32Array;
  readonly capacity: number;
  readonly exact: boolean;
}

/**
 * P(S) = exp(Σ_{t∈S} s_t) / Z over the subsets that a constraint leaves. Without one all costs are 0; a fixed size has costs of 1.
 *
 * With R_t(r) the sum of exp(Σ s) over what the tasks t, t + 1, ... may add when r is left of the capacity,
 *
 *     R_t(r) = R_{t+1}(r) + e^{s_t} R_{t+1}(r − c_t),    Z = R_0(capacity),
 *
 * and task t is drawn with probability e^{s_t} R_{t+1}(r − c_t) / R_t(r). All terms are positive: nothing cancels.
 *
 * @see Chen, Dempster & Liu 1994 for the fixed size, the conditional Bernoulli distribution
 */
export class SubsetLaw {
  readonly #weights: readonly Wide[];
  readonly #constraint: Constraint;
  readonly #rows: KeptRows<WideRow>;

  constructor(scores: Float64Array, constraint: Constraint) {
    const { costs, capacity, exact } = constraint;
    const weights = Array.from(scores, wideExponential);
    const width = capacity + 1;
    const last = wideRow(width, exact ? zero : one);
    if (exact) [last.m[0], last.e[0]] = [one.m, one.e];
    this.#weights = weights;
    this.#constraint = constraint;
    this.#rows = new KeptRows(
      scores.length,
      width,
      last,
      () => wideRow(width, zero),
      (t, into, from) => addShifted(into, from, weights[t]!, costs[t]!),
    );
  }

  get #normalizer(): Wide {
    return at(this.#rows.row(0), this.#constraint.capacity);
  }

  logNormalizer(): number {
    return logRatio(this.#normalizer, one);
  }

  /** e^(Σ s) of a subset, or 0 where the constraint leaves it out. */
  #weight(subset: readonly number[]): Wide {
    const { costs, capacity, exact } = this.#constraint;
    const cost = subset.reduce((sum, t) => sum + costs[t]!, 0);
    if (exact ? cost !== capacity : cost > capacity) return zero;
    return subset.reduce<Wide>((product, t) => times(product, this.#weights[t]!), one);
  }

  probability(subset: readonly number[]): number {
    return ratio(this.#weight(subset), this.#normalizer);
  }

  logProbability(subset: readonly number[]): number {
    return logRatio(this.#weight(subset), this.#normalizer);
  }

  /** P(t ∈ S), one a task. */
  marginals(): Float64Array {
    const { costs, capacity } = this.#constraint;
    const T = costs.length;
    const before = wideRow(capacity + 1, zero); // the sum over what the tasks before t may have left
    [before.m[capacity], before.e[capacity]] = [one.m, one.e];
    const total = this.#normalizer;
    const out = new Float64Array(T);
    for (let t = 0; t < T; t++) {
      const w = this.#weights[t]!;
      const both = dotShifted(before, this.#rows.row(t + 1), costs[t]!);
      out[t] = Math.min(1, ratio(times(both, w), total));
      addShifted(before, before, w, -costs[t]!);
    }
    return out;
  }

  /** Independent draws, all in one walk over the tasks. */
  samples(count: number, random: RandomState): number[][] {
    const { costs, capacity } = this.#constraint;
    const left = new Int32Array(count).fill(capacity);
    const out = Array.from({ length: count }, (): number[] => []);
    for (let t = 0; t < costs.length; t++) {
      // the row after is read first: asking for it may make another block
      const after = this.#rows.row(t + 1);
      const { m, e } = this.#weights[t]!;
      const cost = costs[t]!;
      for (let k = 0; k < count; k++) {
        const r = left[k]! - cost;
        if (r < 0 || after.m[r] === 0) continue;
        const [im, ie] = [after.m[r]! * m, after.e[r]! + e];
        const odds = quotient(after.m[left[k]!]!, after.e[left[k]!]!, im, ie);
        if (!(random.random() * (1 + odds) < 1)) continue;
        out[k]!.push(t);
        left[k] = r;
      }
    }
    return out;
  }
}
