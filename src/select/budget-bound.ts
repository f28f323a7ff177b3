/** Sets of tasks to choose among: losses of every set and task, Infinity where the task is not in it. */
export interface Candidates {
  readonly T: number;
  /** N x T. */
  readonly losses: readonly Float64Array[];
  readonly costs: Float64Array;
}

/**
 * Bounds from below on what all tasks lose. For any prices v of the tasks, and any choice A of sets within a budget,
 *
 *     Σ_t min_{j∈A} ℓ_jt  >=  Σ_t v_t + Σ_{j∈A} r_j,    r_j = Σ_t min(0, ℓ_jt − v_t) <= 0,
 *
 * which is least where the budget is filled with the sets of the least r_j / cost, the last of them in part. Prices are found by
 * subgradient ascent; they are good where they are what a task loses in the best choice.
 *
 * @see Fisher 1981, The Lagrangian relaxation method; Cornuéjols, Fisher & Nemhauser 1977 for this bound of the p-median problem
 */
export interface Bound {
  /** The sets, those first that buy the most for their cost. */
  readonly order: Int32Array;
  /** r_j of every set. */
  readonly worth: Float64Array;
  /** Σ_t v_t */
  readonly prices: number;
}

const ascents = 300;

/** `reached` is what some choice loses: where the ascent aims. */
export function budgetBound({ T, losses, costs }: Candidates, budget: number, reached: Float64Array): Bound {
  const aim = reached.reduce((sum, loss) => sum + loss, 0);
  const v = reached.slice();
  const slope = new Float64Array(T);
  let best: Bound | undefined;
  let highest = -Infinity;
  let length = 1;
  let since = 0;
  for (let k = 0; k < ascents; k++) {
    const bound = boundAt(v, losses, costs);
    const value = bound.prices + filled(bound, costs, 0, budget);
    if (value > highest) {
      highest = value;
      best = bound;
      since = 0;
    } else if (++since === 20) {
      length /= 2;
      since = 0;
    }
    slope.fill(1);
    let left = budget;
    for (const j of bound.order) {
      if (bound.worth[j]! >= 0 || left <= 0) break;
      const share = Math.min(1, left / costs[j]!);
      left -= costs[j]!;
      for (let t = 0; t < T; t++) if (losses[j]![t]! < v[t]!) slope[t]! -= share;
    }
    const size = slope.reduce((sum, s) => sum + s * s, 0);
    if (size === 0 || !(aim > highest)) break;
    for (let t = 0; t < T; t++) v[t]! += (length * (aim - value) * slope[t]!) / size;
  }
  return best!;
}

function boundAt(v: Float64Array, losses: readonly Float64Array[], costs: Float64Array): Bound {
  const worth = Float64Array.from(losses, (own) =>
    own.reduce((sum, loss, t) => sum + Math.min(0, loss - v[t]!), 0),
  );
  const order = Int32Array.from(worth.keys()).sort(
    (a, b) => worth[a]! / costs[a]! - worth[b]! / costs[b]! || a - b,
  );
  return { order, worth, prices: v.reduce((sum, price) => sum + price, 0) };
}

/** The least Σ r_j of the sets from place `from` on that the budget has room for. */
export function filled({ order, worth }: Bound, costs: Float64Array, from: number, budget: number): number {
  let sum = 0;
  let left = budget;
  for (let k = from; k < order.length && left > 0; k++) {
    const j = order[k]!;
    if (worth[j]! >= 0) break;
    sum += worth[j]! * Math.min(1, left / costs[j]!);
    left -= costs[j]!;
  }
  return sum;
}
