import { aligned, home, type Space } from "./memory.ts";
import { workspace } from "./workspace.ts";

export type Numbers = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

interface Wish<V extends Numbers> {
  readonly length: number;
  readonly bytes: 4 | 8;
  readonly view: (buffer: ArrayBuffer, address: number, length: number) => V;
}

/** Asks an arena for `length` doubles. */
export const f64 = (length: number): Wish<Float64Array<ArrayBuffer>> => ({
  length,
  bytes: 8,
  view: (buffer, address, count) => new Float64Array(buffer, address, count),
});

/** Asks an arena for `length` floats. */
export const f32 = (length: number): Wish<Float32Array<ArrayBuffer>> => ({
  length,
  bytes: 4,
  view: (buffer, address, count) => new Float32Array(buffer, address, count),
});

/** Numbers in the kernels' memory. Only this room reads `address`; everyone else reads and writes `values`. */
export class Block<V extends Numbers = Float64Array<ArrayBuffer>> {
  readonly address: number;
  readonly length: number;
  readonly space: Space;
  readonly #wish: Wish<V>;
  #view: V | undefined;

  constructor(wish: Wish<V>, address: number, space: Space) {
    this.#wish = wish;
    this.address = address;
    this.space = space;
    this.length = wish.length;
  }

  /** The bytes of one number: 8 for doubles, 4 for floats. */
  get bytes(): 4 | 8 {
    return this.#wish.bytes;
  }

  /** The numbers, seen in place. Read it anew after anything that may grow the memory. */
  get values(): V {
    const { buffer } = this.space.memory;
    if (this.#view?.buffer !== buffer) this.#view = this.#wish.view(buffer, this.address, this.length);
    return this.#view!;
  }

  /** The part that begins `offset` numbers in and has `length` numbers. */
  part(offset: number, length: number): Block<V> {
    return new Block({ ...this.#wish, length }, this.address + offset * this.#wish.bytes, this.space);
  }
}

type Blocks<W> = { readonly [K in keyof W]: W[K] extends Wish<infer V> ? Block<V> : never };

/** One stretch of the kernels' memory with everything a piece of work needs: opened once, closed whole. */
export interface Arena<W> {
  readonly blocks: Blocks<W>;
  close(): void;
}

/** Opens an arena. What it holds is not cleared. Close it in a `finally`. */
export function openArena<W extends Record<string, Wish<Numbers>>>(wishes: W, space = home): Arena<W> {
  workspace(space); // lent before any arena, so that no product grows the memory while someone looks at `values`
  const entries = Object.entries(wishes);
  const stretch = space.lend(entries.reduce((sum, [, wish]) => sum + aligned(wish.length * wish.bytes), 0));
  let next = stretch.start;
  const blocks = Object.fromEntries(
    entries.map(([name, wish]) => {
      const block = new Block(wish, next, space);
      next += aligned(wish.length * wish.bytes);
      return [name, block];
    }),
  ) as Blocks<W>;
  let open = true;
  return {
    blocks,
    close() {
      if (open) space.takeBack(stretch);
      open = false;
    },
  };
}

/** Does a piece of work in an arena that is closed when it returns or throws. */
export function inArena<W extends Record<string, Wish<Numbers>>, R>(
  wishes: W,
  work: (blocks: Blocks<W>) => R,
): R {
  const arena = openArena(wishes);
  try {
    return work(arena.blocks);
  } finally {
    arena.close();
  }
}
