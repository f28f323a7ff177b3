import { reject } from "../check/reject.ts";
import { logarithm } from "./logarithm.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import { checkRandomData, type RandomStateData } from "./random-data.ts";

const owner = "RandomState";

/**
 * Seeded random numbers: `numpy.random.RandomState(seed)`, draw for draw and bit for bit, on every runtime.
 *
 * `randn` alone may differ from NumPy in the last bit, as NumPy takes the logarithm of the C library it was built with.
 * Without a seed one is drawn from the platform's source of entropy, another each time.
 *
 * @param seed - an integer from 0 to 2**32 - 1
 * @throws PolytaskError where an argument is out of its range
 * @see NumPy, `numpy/random/mtrand.pyx`: the legacy generator, frozen since 1.17 (NEP 19)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { RandomState } from "polytask";
 *
 * const random = new RandomState(42);
 * assert.deepEqual([...random.permutation(5)], [1, 4, 2, 0, 3]); // as numpy.random.RandomState(42).permutation(5)
 *
 * const kept = JSON.stringify(random.getState());
 * const next = random.random();
 * assert.equal(random.setState(JSON.parse(kept)).random(), next);
 * ```
 */
export class RandomState {
  readonly #words: MersenneTwister;
  /** The second number of the last Gaussian pair, if it waits to be used. */
  #waiting: number | undefined;

  constructor(seed: number = freshSeed()) {
    if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
      reject("param", `${owner}.seed`, "an integer from 0 to 2**32 - 1", seed);
    }
    this.#words = new MersenneTwister(seed);
  }

  /** A number from [0, 1) with 53 random bits. */
  random(): number {
    const high = this.#words.next() >>> 5;
    const low = this.#words.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** An integer from [low, high), or from [0, low) where there is no `high`. */
  randint(low: number, high?: number): number {
    const from = high === undefined ? 0 : low;
    const to = high === undefined ? low : high;
    if (!Number.isSafeInteger(from)) reject("param", `${owner}.randint low`, "an integer", from);
    if (!(Number.isSafeInteger(to) && to > from && to - from <= 2 ** 32)) {
      reject("param", `${owner}.randint high`, `an integer from ${from + 1} to ${from + 2 ** 32}`, to);
    }
    return from + this.#upTo(to - from - 1);
  }

  /** A number from the standard normal distribution: Marsaglia's polar method, as NumPy's legacy one. */
  randn(): number {
    if (this.#waiting !== undefined) {
      const value = this.#waiting;
      this.#waiting = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * this.random() - 1;
      const y = 2 * this.random() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * logarithm(square)) / square);
      this.#waiting = scale * x;
      return scale * y;
    }
  }

  /** Puts the values into random order, in place (Fisher & Yates, from the end). */
  shuffle(values: unknown[] | Float64Array | Int32Array): void {
    const list = values as unknown[];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.#upTo(i);
      const value = list[i];
      list[i] = list[j];
      list[j] = value;
    }
  }

  /** The integers 0 ... n - 1 in random order. */
  permutation(n: number): Int32Array {
    checkCount(`${owner}.permutation n`, n, 0);
    const order = Int32Array.from({ length: n }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** `size` of the integers 0 ... n - 1, with replacement unless `replace` is false. */
  choice(n: number, size: number, { replace = true }: { readonly replace?: boolean } = {}): Int32Array {
    checkCount(`${owner}.choice n`, n, size === 0 ? 0 : 1);
    checkCount(`${owner}.choice size`, size, 0);
    if (replace) return Int32Array.from({ length: size }, () => this.#upTo(n - 1));
    if (size > n) reject("param", `${owner}.choice size`, `at most n = ${n} without replacement`, size);
    return this.permutation(n).slice(0, size);
  }

  /** Where the generator stands, as plain data fit for JSON. */
  getState(): RandomStateData {
    const { key, position } = this.#words.state;
    const hasGauss = this.#waiting !== undefined;
    return { bitGenerator: "MT19937", key, pos: position, hasGauss, gauss: this.#waiting ?? 0 };
  }

  /** Goes on from where `getState` was called; NumPy's `get_state` in these words is welcome too. */
  setState(state: RandomStateData): this {
    const { key, pos, hasGauss, gauss } = checkRandomData(`${owner}.setState`, state);
    this.#words.state = { key, position: pos };
    this.#waiting = hasGauss ? gauss : undefined;
    return this;
  }

  /** An integer from 0 to `max`, both possible: as many bits as `max` has, drawn again until they fit. */
  #upTo(max: number): number {
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = (this.#words.next() & mask) >>> 0;
      if (value <= max) return value;
    }
  }
}

/** The generator of a `randomState` option: one that is handed in goes on, an integer seeds a new one. */
export function randomStateOf(where: string, given: number | RandomState | undefined): RandomState {
  if (given === undefined) return new RandomState();
  if (typeof given === "number" && Number.isInteger(given) && given >= 0 && given < 2 ** 32)
    return new RandomState(given);
  if (typeof given === "object" && given !== null && typeof given.permutation === "function") return given;
  return reject("param", where, "an integer from 0 to 2**32 - 1 or a RandomState", given);
}

function checkCount(where: string, count: number, min: number): void {
  if (Number.isInteger(count) && count >= min && count < 2 ** 31) return;
  reject("param", where, `an integer from ${min} to 2**31 - 1`, count);
}

function freshSeed(): number {
  const source = globalThis.crypto as Crypto | undefined;
  if (source) return source.getRandomValues(new Uint32Array(1))[0]!;
  return Math.floor(Math.random() * 2 ** 32);
}
