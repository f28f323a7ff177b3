/** How many numbers a block of rows may have, unless the root of the number of rows needs more. */
const enough = 2 ** 20;

/**
 * The rows T, T - 1, ..., 0 of a recursion, each made of the one after it, without keeping them all: every L-th is kept, and the block
 * of L rows in which one is asked for is made again. Two rows a task are made where they are asked for in order, and about 2 √T are
 * kept where a row is long.
 *
 * @see Griewank & Walther 2000, Algorithm 799: revolve, for checkpoints in general
 */
export class KeptRows<Row> {
  readonly #T: number;
  readonly #length: number;
  readonly #step: (t: number, into: Row, from: Row) => void;
  readonly #last: Row;
  /** Row k L at k. */
  readonly #kept: readonly Row[];
  readonly #block: readonly Row[];
  #inBlock = -1;

  /** `make` gives a row to write into; `step` writes row t, of row t + 1. */
  constructor(
    T: number,
    width: number,
    last: Row,
    make: () => Row,
    step: (t: number, into: Row, from: Row) => void,
  ) {
    this.#T = T;
    this.#length = blockLength(T, width);
    this.#step = step;
    this.#last = last;
    const L = this.#length;
    this.#kept = Array.from({ length: Math.ceil(T / L) }, make);
    this.#block = Array.from({ length: Math.min(L, T) }, make);
    let from = last;
    for (let t = T - 1; t >= 0; t--) {
      const into = t % L === 0 ? this.#kept[t / L]! : this.#block[t % L]!;
      step(t, into, from);
      from = into;
    }
    if (T > 0) this.#inBlock = 0;
  }

  /** Row t, to be read before the next is asked for. */
  row(t: number): Row {
    const L = this.#length;
    if (t === this.#T) return this.#last;
    if (t % L === 0) return this.#kept[t / L]!;
    const block = Math.floor(t / L);
    if (block !== this.#inBlock) this.#make(block);
    return this.#block[t % L]!;
  }

  #make(block: number): void {
    const L = this.#length;
    const end = Math.min((block + 1) * L, this.#T);
    let from = end === this.#T ? this.#last : this.#kept[block + 1]!;
    for (let t = end - 1; t > block * L; t--) {
      this.#step(t, this.#block[t % L]!, from);
      from = this.#block[t % L]!;
    }
    this.#inBlock = block;
  }
}

const blockLength = (T: number, width: number): number =>
  Math.max(1, Math.ceil(Math.sqrt(T)), Math.min(T, Math.floor(enough / width)));

/** How many rows are kept at a time. */
export const rowsKept = (T: number, width: number): number =>
  blockLength(T, width) + Math.ceil(T / blockLength(T, width));
