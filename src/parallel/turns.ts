import { PolytaskError } from "../check/reject.ts";

/** Words of the memory that threads share; those that all of them change lie in cache lines of their own. */
const [left, done, sleepers, failed] = [0, 16, 32, 48];
const [kind, place, parts, chunks] = [64, 65, 66, 67];
const words = 80;

/** There will be no more work. */
const over = -1;

/** Milliseconds for which a thread looks for work before it sleeps. */
const awake = 0.2;

/** Milliseconds after which a thread that has not done its part is lost, where nobody says otherwise. */
export const patient = 60_000;

/** Looks before the clock is asked again. */
const looks = 200;

/** Does the parts of a piece of work from one to another. */
type Doing = (kind: number, place: number, from: number, to: number) => void;

/**
 * Work that threads share without a message: pieces one after the other, each cut into chunks that whoever is free takes. What is left of
 * a piece stands in one word, above which piece it is, then where its chunks end and where they begin, so that who takes a chunk cannot
 * take that of another piece; all else is read afterwards, and does not change before the chunk is done. Who gives the work takes chunks
 * from the end and the others from the beginning, so that in piece after piece threads meet the same numbers. A thread that is late
 * finds nothing left, and nobody waits for it. One that has taken a chunk is waited for, but not for ever: once it is lost there is no
 * further piece, which it could still count as done or write into.
 */
export class Turns {
  /** As many chunks as a byte counts. */
  static readonly most = 255;

  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #do: Doing;
  readonly #sleeps = maySleep();
  readonly #patience: number;
  #lost: PolytaskError | undefined;

  constructor(doing: Doing, memory = new SharedArrayBuffer(4 * words), patience = patient) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
    this.#do = doing;
    this.#patience = patience;
  }

  /** Gives a piece of work of so many parts in so many chunks, takes part in it, and returns when it is done. */
  give(work: number, at: number, count: number, pieces: number): void {
    if (this.#lost) throw this.#lost;
    const shared = this.#words;
    shared[kind] = work;
    shared[place] = at;
    shared[parts] = count;
    shared[chunks] = pieces;
    shared[done] = 0;
    const turn = ((shared[left]! >> 16) + 1) & 0x7fff;
    Atomics.store(shared, left, (turn << 16) | (pieces << 8));
    if (this.sleeping > 0) Atomics.notify(shared, left);
    this.#takeAll(true);
    const since = performance.now();
    let so = Atomics.load(shared, done);
    for (let k = 1; so !== pieces; k++, so = Atomics.load(shared, done)) {
      if (Atomics.load(shared, failed) !== 0) this.#lose("its part of a step failed");
      if (k % looks !== 0) continue;
      const waited = performance.now() - since;
      if (waited > this.#patience) this.#lose(`its part of a step took more than ${this.#patience / 1000} s`);
      if (waited > awake && this.#sleeps) Atomics.wait(shared, done, so, 1);
    }
  }

  /** Takes part until there will be no more work. */
  help(): void {
    const shared = this.#words;
    try {
      for (;;) {
        const seen = this.#takeAll(false);
        if (seen === over) return;
        this.#wait(seen);
      }
    } catch (error) {
      Atomics.store(shared, failed, 1);
      throw error;
    }
  }

  /** How many threads sleep because there is no work. */
  get sleeping(): number {
    return Atomics.load(this.#words, sleepers);
  }

  /** Says that there will be no more work. */
  end(): void {
    Atomics.store(this.#words, left, over);
    Atomics.notify(this.#words, left);
  }

  /** Says that there will be no more work, as a thread that has taken some has not done it. */
  #lose(why: string): never {
    this.end();
    this.#lost = new PolytaskError("state", `workers: a thread was lost: ${why}`);
    throw this.#lost;
  }

  /** Takes chunks while there are some; what was left in the end. */
  #takeAll(fromEnd: boolean): number {
    const shared = this.#words;
    for (;;) {
      const seen = Atomics.load(shared, left);
      const begin = seen & 255;
      const end = (seen >> 8) & 255;
      if (begin === end) return seen;
      if (Atomics.compareExchange(shared, left, seen, fromEnd ? seen - 256 : seen + 1) !== seen) continue;
      const chunk = fromEnd ? end - 1 : begin;
      const [count, pieces] = [shared[parts]!, shared[chunks]!];
      const [from, to] = [Math.floor((chunk * count) / pieces), Math.floor(((chunk + 1) * count) / pieces)];
      this.#do(shared[kind]!, shared[place]!, from, to);
      Atomics.add(shared, done, 1);
      if (!fromEnd) Atomics.notify(shared, done);
    }
  }

  /** Looks for a while whether there is more work, and then sleeps until there is. */
  #wait(seen: number): void {
    const shared = this.#words;
    const until = performance.now() + awake;
    do for (let k = 0; k < looks; k++) if (Atomics.load(shared, left) !== seen) return;
    while (performance.now() < until);
    Atomics.add(shared, sleepers, 1);
    Atomics.wait(shared, left, seen);
    Atomics.sub(shared, sleepers, 1);
  }
}

/** Whether this thread may sleep: that which shows a page may not. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
