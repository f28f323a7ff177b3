import { PolytaskError } from "../check/reject.ts";

const page = 65_536;
const line = 64;

/** As many pages as a WebAssembly memory may have. */
export const mostPages = 65_536;

interface Stretch {
  start: number;
  end: number;
}

export const aligned = (bytes: number): number => Math.ceil(bytes / line) * line;

/** A linear memory, of which stretches are lent. Its first page belongs to the kernels' own constants. */
export class Space {
  readonly memory: WebAssembly.Memory;
  /** Whether other threads see it too. Only who opened it lends. */
  readonly shared: boolean;
  /** What is not lent out, sorted by address; no two stretches touch. */
  readonly #free: Stretch[] = [];
  #top = page;

  constructor(memory: WebAssembly.Memory, shared: boolean) {
    this.memory = memory;
    this.shared = shared;
  }

  /** Lends `bytes` bytes, growing the memory when no free stretch is long enough. */
  lend(bytes: number): Stretch {
    const free = this.#free;
    const size = aligned(bytes);
    const at = free.findIndex(({ start, end }) => end - start >= size);
    if (at >= 0) {
      const found = free[at]!;
      const lent = { start: found.start, end: found.start + size };
      found.start = lent.end;
      if (found.start === found.end) free.splice(at, 1);
      return lent;
    }
    const last = free.at(-1);
    const start = last?.end === this.#top ? last.start : this.#top;
    grow(this.memory, start + size, bytes);
    if (start < this.#top) free.pop();
    this.#top = start + size;
    return { start, end: this.#top };
  }

  /** Takes a stretch back whole and joins it with its free neighbours. */
  takeBack({ start, end }: Stretch): void {
    const free = this.#free;
    let at = free.findIndex((stretch) => stretch.start > start);
    if (at < 0) at = free.length;
    const before = free[at - 1];
    const after = free[at];
    const joinsBefore = before?.end === start;
    const joinsAfter = after?.start === end;
    if (joinsBefore && joinsAfter) {
      before.end = after.end;
      free.splice(at, 1);
    } else if (joinsBefore) before.end = end;
    else if (joinsAfter) after.start = start;
    else free.splice(at, 0, { start, end });
  }
}

/** The memory of this thread alone, where everything is unless it says otherwise. */
export const memory = /* @__PURE__ */ new WebAssembly.Memory({ initial: 1 });

export const home = /* @__PURE__ */ new Space(memory, false);

/** A memory that can be sent to other threads. */
export function sharedSpace(): Space {
  return new Space(new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true }), true);
}

function grow(memory: WebAssembly.Memory, end: number, asked: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing <= 0) return;
  const refuse = (cause?: unknown): never => {
    const mebibytes = (asked / 2 ** 20).toFixed(1);
    throw new PolytaskError(
      "state",
      `kernel memory: expected room for ${asked} bytes (${mebibytes} MiB), got none: 4 GiB is the most a WebAssembly memory holds and this machine may hold less`,
      { cause },
    );
  };
  if (!(end <= 2 ** 32 - page)) refuse();
  try {
    memory.grow(Math.ceil(missing / page));
  } catch (cause) {
    refuse(cause);
  }
}
