import type { Work } from "../../base/work.ts";
import { cholesky } from "../../matrix/cholesky.ts";
import { zeros } from "../../matrix/dense.ts";
import { gramInto, type Moments } from "../../statistics/moments.ts";
import { TaskStatistics } from "../../statistics/task-statistics.ts";
import type { NewtonLoss } from "./prox-newton.ts";

/** Sums over the rows of a task at f = x · w + b: of weights times loss, slope and curvature in f, and of products with x. */
export interface LossSums {
  readonly loss: number;
  readonly slope: number;
  /** Σ weight r² / v of slopes r and curvatures v without weights. */
  readonly misfit: number;
  /** p */
  readonly slopes: Float64Array;
  readonly curvature: number;
  /** p */
  readonly curvatures: Float64Array;
  /** Σ curvature x xᵀ, its lower triangle row after row. */
  readonly gram: Float64Array;
}

/** Has the rows added up at W, p x T, and b: one a task. */
export type AskSums = (W: Float64Array, b: Float64Array) => Work<readonly LossSums[]>;

export interface SummedLossSettings {
  readonly p: number;
  /** One a task: what its sums are divided by. */
  readonly sizes: Float64Array;
  readonly counts: readonly number[];
  readonly fitIntercept: boolean;
  readonly ask: AskSums;
  /** A share of the curvature v of a row that is left wherever its slope r is on its way to c (r − δ v), 0 < c <= 1; 0 where none is. */
  readonly left: (c: number, delta: number) => number;
}

/** A point and the sums there. */
interface Summed {
  readonly W: Float64Array;
  readonly b: Float64Array;
  readonly sums: readonly LossSums[];
}

/** What of a raw square is left of a column that is constant: rounding. */
const constant = 1e-13;

/**
 * A loss on rows that are not here, one column of W a task: what is known of it are sums at a point. Intercepts are on their way as W
 * is, so slopes r add up to a δ of curvatures v; r − δ v adds up to zero, and is the slope of the loss with its intercept at its minimum
 * to first order. It is the dual point, scaled by c = 1 − ε: as f is the slope of ℓ* at r and 1 / v its curvature, of which no more
 * than 1 / left(c, δ) is met on the way,
 *
 *     Σ s ℓ*(c (r − δ v)) <= Σ s (c r f − ℓ − c δ v f) + (ε² Σ s r² / v + (2 ε + c) c δ² Σ s v) / (2 left(c, δ))
 *
 * and no more than c times the same at c = 1, as ℓ*(0) = 0. Model and certificate are made of the same sums: the model's targets
 * z = f − r / v are never formed, as Σ s v x z = Σ s v x f − Σ s r x.
 */
export class SummedLoss implements NewtonLoss {
  readonly p: number;
  readonly T: number;
  readonly hasConjugate = true;
  readonly rounding = 1e-12;
  readonly shortest = 1e-4;
  readonly patience = 12;
  readonly #settings: SummedLossSettings;
  #now: Summed;
  #modelled: Summed;

  private constructor(settings: SummedLossSettings, start: Summed) {
    this.p = settings.p;
    this.T = start.b.length;
    this.#settings = settings;
    this.#now = start;
    this.#modelled = start;
  }

  /** Asks for the sums at W = 0 and b. */
  static *open(settings: SummedLossSettings, b: Float64Array): Work<SummedLoss> {
    const W = new Float64Array(settings.p * b.length);
    return new SummedLoss(settings, { W, b, sums: yield* settings.ask(W, b) });
  }

  *valueAt(W: Float64Array, step: number): Work<number> {
    const known = [this.#now, this.#modelled].find((point) => point.W.every((w, k) => w === W[k]));
    if (known) this.#now = known;
    else {
      const b = this.#interceptsAt(W, step);
      this.#now = { W: W.slice(), b, sums: yield* this.#settings.ask(W.slice(), b) };
    }
    return this.evaluate();
  }

  /** f at the point last asked for. */
  evaluate(): number {
    return this.#sum(({ loss }) => loss);
  }

  gradient(G: Float64Array): void {
    const { p, T } = this;
    for (const [t, sums] of this.#now.sums.entries()) {
      const delta = this.#shift(sums);
      for (let j = 0; j < p; j++)
        G[j * T + t] = (sums.slopes[j]! - delta * sums.curvatures[j]!) / this.#settings.sizes[t]!;
    }
  }

  conjugate(scale: number): number {
    return Math.min(this.#conjugateAt(scale), scale * this.#conjugateAt(1));
  }

  #conjugateAt(c: number): number {
    const off = 1 - c;
    return this.#sum((sums, t) => {
      const delta = this.#shift(sums);
      const [rf, vf] = [this.#ofF(sums.slope, sums.slopes, t), this.#ofF(sums.curvature, sums.curvatures, t)];
      const away = off * off * sums.misfit + (2 * off + c) * c * delta * delta * sums.curvature;
      const left = this.#settings.left(c, delta);
      const bend = away === 0 ? 0 : left > 0 ? away / (2 * left) : Infinity;
      return c * rf - sums.loss - c * delta * vf + bend;
    });
  }

  /** A bound of the curvature at the point: the sum of those of all features. */
  steepest(): Float64Array {
    return Float64Array.from(this.#now.sums, (sums, t) => {
      let sum = 0;
      for (let j = 0, k = 0; j < this.p; j++, k += j + 1) sum += sums.gram[k]! / this.#settings.sizes[t]!;
      return sum;
    });
  }

  withoutShift(): boolean {
    return false;
  }

  *model(): Work<TaskStatistics> {
    this.#modelled = this.#now;
    const groups = this.#now.sums.map((sums, t) => ({ tasks: [t], moments: this.#momentsOf(sums, t) }));
    return new TaskStatistics(this.p, this.T, undefined, groups, 1);
  }

  /** b at the point last asked for. */
  get intercepts(): Float64Array {
    return this.#now.b;
  }

  /** A share of what the intercepts of the model go while W goes to a point, b − δ − x̄ · (W' − W) at its end. */
  #interceptsAt(W: Float64Array, step: number): Float64Array {
    const { p, T } = this;
    const { W: from, b, sums } = this.#modelled;
    if (!this.#settings.fitIntercept) return b;
    return b.map((value, t) => {
      const { curvature, curvatures } = sums[t]!;
      let next = value - step * this.#shift(sums[t]!);
      if (curvature > 0)
        for (let j = 0; j < p; j++) next -= (curvatures[j]! / curvature) * (W[j * T + t]! - from[j * T + t]!);
      return next;
    });
  }

  /** δ; slopes without intercepts need not add up to zero. */
  #shift({ slope, curvature }: LossSums): number {
    return this.#settings.fitIntercept && curvature > 0 ? slope / curvature : 0;
  }

  /** Σ a f for a task, from Σ a and Σ a x. */
  #ofF(one: number, x: Float64Array, t: number): number {
    const { W, b } = this.#now;
    let sum = b[t]! * one;
    for (let j = 0; j < this.p; j++) sum += W[j * this.T + t]! * x[j]!;
    return sum;
  }

  #sum(of: (sums: LossSums, t: number) => number): number {
    return this.#now.sums.reduce((sum, own, t) => sum + of(own, t) / this.#settings.sizes[t]!, 0);
  }

  /** The moments of rows with weights s v and targets z. */
  #momentsOf(sums: LossSums, t: number): Moments {
    const { p, T } = this;
    const n = this.#settings.sizes[t]!;
    const weight = sums.curvature / n;
    const some = sums.curvature > 0;
    const meanX = sums.curvatures.map((value) => (some ? value / sums.curvature : 0));
    const delta = some ? sums.slope / sums.curvature : 0;
    const gram = new Float64Array(sums.gram.length);
    const flat = new Uint8Array(p);
    for (let i = 0, k = 0; i < p; i++) {
      for (let j = 0; j <= i; j++, k++) gram[k] = sums.gram[k]! / n - weight * meanX[i]! * meanX[j]!;
      const own = gram[k - 1]!;
      flat[i] = Number(!(own > (constant * sums.gram[k - 1]!) / n));
    }
    for (let i = 0, k = 0; i < p; i++) for (let j = 0; j <= i; j++, k++) if (flat[i] || flat[j]) gram[k] = 0;
    const moments = {
      ...{ count: this.#settings.counts[t]!, weight, meanX, gram },
      ...{ restX: new Float64Array(p), restY: new Float64Array(1) },
      meanY: Float64Array.of(some ? this.#ofF(1, meanX, t) - delta : 0),
      cross: new Float64Array(p),
      square: new Float64Array(1),
    };
    const H = zeros(p, p);
    gramInto(moments, true, 1, H.data);
    const slope = zeros(p, 1);
    let trace = 0;
    for (let i = 0; i < p; i++) {
      if (!flat[i]) slope.data[i] = sums.slopes[i]! / n - (delta * sums.curvatures[i]!) / n;
      trace += H.data[i * (p + 1)]!;
      let product = -slope.data[i]!;
      for (let j = 0; j < p; j++) product += H.data[i * p + j]! * this.#now.W[j * T + t]!;
      moments.cross[i] = product;
    }
    // half of it is how far the model falls to its least: a little more than wᵀHw − 2 w·r + rᵀH⁻¹r, a square of rows
    for (let i = 0; i < p; i++) H.data[i * (p + 1)]! += 1e-10 * trace + Number.MIN_VALUE;
    const down = cholesky(H)?.solve(slope).data;
    for (let i = 0; i < p; i++) {
      const w = this.#now.W[i * T + t]!;
      moments.square[0]! += w * (moments.cross[i]! - slope.data[i]!) + (down?.[i] ?? 0) * slope.data[i]!;
    }
    moments.square[0] = Math.max(0, moments.square[0]!);
    return moments;
  }
}
