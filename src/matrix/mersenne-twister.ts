const size = 624;
const period = 397;

/** MT19937: 32 random bits at a time (Matsumoto & Nishimura 1998), seeded by an integer as NumPy's legacy generator. */
export class MersenneTwister {
  readonly #key = new Uint32Array(size);
  #position = size;

  constructor(seed: number) {
    const key = this.#key;
    key[0] = seed;
    for (let i = 1; i < size; i++) {
      const before = key[i - 1]!;
      key[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i;
    }
  }

  /** The next integer from 0 to 2^32 - 1. */
  next(): number {
    if (this.#position === size) this.#twist();
    let y = this.#key[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** The words of the generator, copied, and how many of them are used up. */
  get state(): { key: number[]; position: number } {
    return { key: [...this.#key], position: this.#position };
  }

  /** Goes on from a state: `key` has 624 words, `position` is from 0 to 624. */
  set state({ key, position }: { readonly key: readonly number[]; readonly position: number }) {
    this.#key.set(key);
    this.#position = position;
  }

  #twist(): void {
    const key = this.#key;
    for (let i = 0; i < size; i++) {
      const y = (key[i]! & 0x80000000) | (key[(i + 1) % size]! & 0x7fffffff);
      key[i] = key[(i + period) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}
