import type { Datafit, LossRows } from "../../datafit/datafit.ts";
import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { gemm } from "../../kernel/product.ts";
import { loadRows, roomFor } from "../../statistics/centred.ts";
import { type Group, meanWeightOf, weightsOf } from "../../statistics/group.ts";
import { type ClassRoom, centre } from "./intercept.ts";
import { steepestOf } from "./steepest.ts";

/** The loss of a task, and how many columns of W are its own. */
export interface Head {
  readonly datafit: Datafit;
  readonly K: number;
}

export interface EmpiricalLossOptions {
  readonly fitIntercept: boolean;
  readonly taskWeight: "samples" | "equal";
}

/** Tasks on the same rows. What belongs to a column of W is a row here: C x n, C x p. */
interface Part {
  readonly group: Group;
  readonly n: number;
  /** The columns of W that are theirs, ascending. */
  readonly columns: readonly number[];
  readonly A: Block;
  readonly W: Block;
  readonly base: Block;
  readonly F: Block;
  readonly slope: Block;
  readonly curvature: Block;
  readonly tasks: readonly {
    readonly head: Head;
    readonly rows: LossRows;
    /** X W, before the intercepts. */
    readonly base: Block;
    readonly b: Float64Array;
    readonly first: number;
  }[];
}

/**
 * Design times datafits: f(W) = Σ_t min over b_t of φ_t(X_t W_t + b_t), W p x C, one or more columns a task. The intercepts are
 * at their minimum whenever f is asked for, so that slopes add up to zero in every column and f has the curvature of centred
 * features. It lives in the kernels' memory until `close`.
 */
export class EmpiricalLoss {
  readonly p: number;
  /** Columns of W, C: what penalties call T. */
  readonly T: number;
  /** b of the W last evaluated, C; they belong to centred features until `intercepts` is asked. */
  readonly #b: Float64Array;
  readonly #fitIntercept: boolean;
  readonly #parts: readonly Part[];
  readonly #means: readonly Float64Array[];
  readonly #room: ClassRoom;
  readonly #close: () => void;

  constructor(groups: readonly Group[], heads: readonly Head[], options: EmpiricalLossOptions) {
    const p = groups[0]!.X.columns;
    const firsts = heads.map((_, t) => heads.slice(0, t).reduce((sum, { K }) => sum + K, 0));
    const weights = weightsOf(groups, heads.length);
    const mean = meanWeightOf(groups, heads.length);
    const wishes: Record<string, ReturnType<typeof f64>> = {};
    const plans = groups.map((group, k) => {
      const n = group.rows.length;
      const columns = group.tasks.flatMap((t) =>
        Array.from({ length: heads[t]!.K }, (_, c) => firsts[t]! + c),
      );
      const C = columns.length;
      const { wishes: room, of } = roomFor({ ...group, weight: undefined }, n);
      for (const [name, wish] of Object.entries(room)) wishes[`${name}${k}`] = wish;
      for (const name of ["base", "F", "slope", "curvature"]) wishes[`${name}${k}`] = f64(C * n);
      for (const name of ["W", "s", "y"]) {
        wishes[`${name}${k}`] = f64(name === "W" ? C * p : name === "s" ? n : group.tasks.length * n);
      }
      return { group, n, columns, of };
    });
    const widest = Math.max(...heads.map(({ K }) => K));
    Object.assign(wishes, { H: f64(widest * widest), step: f64(widest) });
    const { blocks, close } = openArena(wishes);
    this.#room = { H: blocks["H"]!, step: blocks["step"]! };
    this.#close = close;
    this.p = p;
    this.T = firsts.at(-1)! + heads.at(-1)!.K;
    this.#b = new Float64Array(this.T);
    this.#fitIntercept = options.fitIntercept;
    const at = (name: string, k: number): Block => blocks[`${name}${k}`]!;
    this.#means = plans.map(({ group, n, of }, k) => {
      const room = of({
        A: at("A", k),
        Y: at("Y", k),
        w: at("w", k),
        forX: at("forX", k),
        forY: at("forY", k),
      });
      return loadRows({ ...group, weight: undefined }, 0, n, room, options.fitIntercept).meanX;
    });
    this.#parts = plans.map(({ group, n, columns }, k): Part => {
      const [A, W, base] = [at("A", k), at("W", k), at("base", k)];
      const [F, slope, curvature] = [at("F", k), at("slope", k), at("curvature", k)];
      const share = 1 / (options.taskWeight === "equal" ? weights[group.tasks[0]!]! : mean);
      const s = at("s", k);
      for (let i = 0; i < n; i++) s.values[i] = share * (group.weight?.[i] ?? 1);
      const tasks = group.tasks.map((t, own) => {
        const head = heads[t]!;
        const y = at("y", k).part(own * n, n);
        for (let i = 0; i < n; i++) {
          y.values[i] = group.Y.data[group.rows[i]! * group.Y.columns + group.columns[own]!]!;
        }
        const from = columns.indexOf(firsts[t]!) * n;
        const part = (block: Block): Block => block.part(from, head.K * n);
        const [f, u, h] = [part(F), part(slope), part(curvature)];
        const rows = { n, K: head.K, y, weight: s, f, slope: u, curvature: h };
        const b = this.#b.subarray(firsts[t]!, firsts[t]! + head.K);
        return { head, rows, base: part(base), b, first: firsts[t]! };
      });
      return { group, n, columns, A, W, base, F, slope, curvature, tasks };
    });
  }

  /** f(W); leaves slopes and curvatures for the questions below. */
  evaluate(W: Float64Array): number {
    const { p, T } = this;
    let value = 0;
    for (const { n, columns, A, W: own, base: all, F, tasks } of this.#parts) {
      const w = own.values;
      for (const [c, column] of columns.entries()) {
        for (let j = 0; j < p; j++) w[c * p + j] = W[j * T + column]!;
      }
      gemm(this.#fitIntercept ? all : F, own, A, { m: columns.length, n, k: p, transposeB: true });
      for (const { head, rows, base, b } of tasks) {
        value += this.#fitIntercept
          ? centre(head.datafit, rows, base, b, this.#room)
          : head.datafit.evaluate(rows);
      }
    }
    return value;
  }

  /** G <- ∇f at the W last evaluated, p x C. */
  gradient(G: Float64Array): void {
    const { p, T } = this;
    for (const { n, columns, A, W: own, slope } of this.#parts) {
      gemm(own, slope, A, { m: columns.length, n: p, k: n });
      const g = own.values;
      for (const [c, column] of columns.entries()) {
        for (let j = 0; j < p; j++) G[j * T + column] = g[c * p + j]!;
      }
    }
  }

  /** Σ_t φ_t*(scale · slopes) at the W last evaluated, where every loss has a conjugate. */
  conjugate(scale: number): number {
    let sum = 0;
    for (const { tasks } of this.#parts) {
      for (const { head, rows } of tasks) sum += head.datafit.conjugate!(rows, scale);
    }
    return sum;
  }

  /** Whether every loss has a conjugate. */
  get hasConjugate(): boolean {
    return this.#parts.every(({ tasks }) => tasks.every(({ head }) => head.datafit.conjugate));
  }

  /** Whether the curvature of every loss is bounded. */
  get isBounded(): boolean {
    return this.#parts.every(({ tasks }) => tasks.every(({ head }) => head.datafit.steepest !== undefined));
  }

  /** One a column of W: the curvature of f in it, bounded where the loss is, else that at the W last evaluated. */
  steepest(): Float64Array {
    const bounds = new Float64Array(this.T);
    for (const { n, A, tasks } of this.#parts) {
      const largest = steepestOf(A, tasks[0]!.rows.weight, n, this.p);
      for (const { head, rows, first } of tasks) {
        const { steepest } = head.datafit;
        const bound = steepest === undefined ? steepestOf(A, rows.curvature, n, this.p) : steepest * largest;
        bounds.fill(bound, first, first + head.K);
      }
    }
    return bounds;
  }

  /** The intercepts of the W last evaluated, for features that are not centred. */
  intercepts(W: Float64Array): Float64Array {
    const { p, T } = this;
    const b = this.#b.slice();
    if (!this.#fitIntercept) return b;
    for (const [k, { columns }] of this.#parts.entries()) {
      for (const c of columns) for (let j = 0; j < p; j++) b[c]! -= this.#means[k]![j]! * W[j * T + c]!;
    }
    return b;
  }

  /** Visits every column of W with its group's rows, and f, slope and curvature of the W last evaluated, n each. */
  eachColumn(
    visit: (
      column: number,
      group: Group,
      f: Float64Array,
      slope: Float64Array,
      curvature: Float64Array,
    ) => void,
  ): void {
    for (const { group, n, columns, F, slope, curvature } of this.#parts) {
      for (const [c, column] of columns.entries()) {
        const of = (block: Block): Float64Array => block.values.subarray(c * n, (c + 1) * n);
        visit(column, group, of(F), of(slope), of(curvature));
      }
    }
  }

  /**
   * to <- W without what the classes of a task have in common, which the loss does not see: their mean, best for penalties that turn
   * with W, or their median, best for sizes of entries. False where no task has such classes.
   */
  withoutShift(W: Float64Array, to: Float64Array, common: "mean" | "median"): boolean {
    const { p, T } = this;
    let some = false;
    to.set(W);
    for (const { tasks } of this.#parts) {
      for (const { head, first } of tasks) {
        if (head.K === 1) continue;
        some = true;
        const own = this.#room.step.values.subarray(0, head.K);
        for (let from = first; from < p * T; from += T) {
          for (let k = 0; k < head.K; k++) own[k] = W[from + k]!;
          const shift =
            common === "mean" ? own.reduce((sum, w) => sum + w, 0) / head.K : own.sort()[head.K >> 1]!;
          for (let k = from; k < from + head.K; k++) to[k]! -= shift;
        }
      }
    }
    return some;
  }

  /** Gives the memory back. */
  close(): void {
    this.#close();
  }
}
