import { type Arena, type Block, f64, openArena } from "../../kernel/arena.ts";
import { sweepWork } from "../../kernel/sweep.ts";

/** Iterates that Anderson acceleration looks back on. */
export const memoryOf = 5;

type Wish = ReturnType<typeof f64>;
type Wishes = Record<
  "G" | "X" | "squares" | "order" | "active" | "work" | "W" | "H" | "C" | "trialW" | "trialH" | "iterates",
  Wish
>;

/**
 * The features that are worked on, and everything about them in one piece: row k of W, H and C belongs to feature
 * `features[k]`. Once in they stay, as a row that is zero costs next to nothing; so their Gram matrix only ever grows.
 */
export class WorkingSet {
  m = 0;
  readonly lanes: number;
  /** Rows of the data, 0 where there is a Gram matrix instead. */
  readonly n: number;
  readonly features: Int32Array;
  /** The place of every feature in the set, -1 where it is not in. */
  readonly slots: Int32Array;
  readonly #p: number;
  #capacity = 0;
  #arena: Arena<Wishes> | undefined;
  #parts: Record<"W" | "H" | "C" | "trialW" | "trialH" | "iterates", Block> | undefined;
  #snapshots: Block[] = [];
  #turned = false;

  constructor(p: number, lanes: number, n: number) {
    this.lanes = lanes;
    this.n = n;
    this.#p = p;
    this.features = new Int32Array(p);
    this.slots = new Int32Array(p).fill(-1);
    this.enter([]);
  }

  /** Whether the set is swept on its Gram matrix: it then costs m a row, where the rows of the data cost 2 n. */
  get onGram(): boolean {
    return this.n === 0 || this.m <= 2 * this.n;
  }

  /** Puts features in; W is zero there, everything else is for the caller to fill in. */
  enter(newcomers: ArrayLike<number>, count = newcomers.length): void {
    const from = this.m;
    this.#reserve(from + count);
    for (let k = 0; k < count; k++) {
      const j = newcomers[k]!;
      this.slots[j] = this.m;
      this.features[this.m++] = j;
    }
    const { W, H, C, trialW, trialH, iterates } = this.#arena!.blocks;
    const size = this.m * this.lanes;
    this.#turned = false;
    this.#parts = {
      ...{ W: W.part(0, size), H: H.part(0, size), C: C.part(0, size) },
      ...{ trialW: trialW.part(0, size), trialH: trialH.part(0, size) },
      iterates: iterates.part(0, (memoryOf + 1) * size),
    };
    this.#snapshots = Array.from({ length: memoryOf + 1 }, (_, k) => iterates.part(k * size, size));
    this.W.values.fill(0, from * this.lanes);
    const order = this.order.values;
    for (let k = from; k < this.m; k++) order[k] = k;
  }

  /** Takes all features out. */
  clear(): void {
    this.#arena?.close();
    this.#arena = undefined;
    this.#capacity = 0;
    this.m = 0;
    this.slots.fill(-1);
    this.enter([]);
  }

  /** Numbers from one row of G to the next. */
  get ld(): number {
    return this.#capacity;
  }
  get G(): Block {
    return this.#arena!.blocks.G;
  }
  /** m x n, feature-major. */
  get X(): Block {
    return this.#arena!.blocks.X;
  }
  get squares(): Block {
    return this.#arena!.blocks.squares;
  }
  get order(): Block {
    return this.#arena!.blocks.order;
  }
  /** What a sweep works in. */
  get work(): Block {
    return this.#arena!.blocks.work;
  }
  get active(): Block {
    return this.#arena!.blocks.active;
  }
  get C(): Block {
    return this.#parts!.C;
  }
  get W(): Block {
    return this.#turned ? this.#parts!.trialW : this.#parts!.W;
  }
  get H(): Block {
    return this.#turned ? this.#parts!.trialH : this.#parts!.H;
  }
  get trialW(): Block {
    return this.#turned ? this.#parts!.W : this.#parts!.trialW;
  }
  get trialH(): Block {
    return this.#turned ? this.#parts!.H : this.#parts!.trialH;
  }
  get iterates(): Block {
    return this.#parts!.iterates;
  }

  /** Remembers W as iterate k of 0 ... memoryOf. */
  remember(k: number): void {
    this.#snapshots[k]!.values.set(this.W.values);
  }

  /** Lists in `active`, in order, the features whose rows are not zero, and says how many. */
  listActive(): number {
    const [order, active, W] = [this.order.values, this.active.values, this.W.values];
    let count = 0;
    for (let turn = 0; turn < this.m; turn++) {
      const at = order[turn]! * this.lanes;
      let t = at;
      while (t < at + this.lanes && W[t] === 0) t++;
      if (t < at + this.lanes) active[count++] = order[turn]!;
    }
    return count;
  }

  /** Takes the trial for W and H. */
  take(): void {
    this.#turned = !this.#turned;
  }

  close(): void {
    this.#arena?.close();
  }

  #reserve(m: number): void {
    const held = this.m > 0 ? { W: this.W.values.slice(), H: this.H.values.slice() } : undefined;
    if (m > this.#capacity || !this.#arena) this.#grow(m);
    if (!held) return;
    this.#arena!.blocks.W.values.set(held.W);
    this.#arena!.blocks.H.values.set(held.H);
  }

  #grow(m: number): void {
    const gram = this.n === 0 || m <= 2 * this.n;
    const most = this.n > 0 && gram ? Math.min(this.#p, 2 * this.n) : this.#p;
    const capacity = Math.min(most, Math.max(2 * this.#capacity, m, 64));
    const old = this.#arena;
    const ld = this.#capacity;
    const size = capacity * this.lanes;
    const next: Arena<Wishes> = openArena({
      ...{ G: f64(gram ? capacity * capacity : 0), X: f64(capacity * this.n) },
      ...{
        squares: f64(capacity),
        order: f64(capacity),
        active: f64(capacity),
        work: f64(sweepWork(this.lanes)),
        W: f64(size),
        H: f64(size),
        C: f64(size),
      },
      ...{ trialW: f64(size), trialH: f64(size), iterates: f64((memoryOf + 1) * size) },
    });
    if (old) {
      for (const name of ["X", "squares", "order", "C"] as const)
        next.blocks[name].values.set(old.blocks[name].values);
      const [to, from] = [next.blocks.G.values, old.blocks.G.values];
      for (let k = 0; gram && k < this.m; k++) to.set(from.subarray(k * ld, k * ld + this.m), k * capacity);
      old.close();
    }
    this.#arena = next;
    this.#capacity = capacity;
  }
}
