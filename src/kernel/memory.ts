import { PolytaskError } from "../check/reject.ts";

/** The one linear memory. The first page belongs to the kernels' own constants. */
export const memory = /* @__PURE__ */ new WebAssembly.Memory({ initial: 1 });

const page = 65_536;
const line = 64;

interface Stretch {
  start: number;
  end: number;
}

/** What is not lent out, sorted by address; no two stretches touch. */
const free: Stretch[] = [];
let top = page;

export const aligned = (bytes: number): number => Math.ceil(bytes / line) * line;

/** Lends `bytes` bytes, growing the memory when no free stretch is long enough. */
export function lend(bytes: number): Stretch {
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
  const start = last?.end === top ? last.start : top;
  grow(start + size, bytes);
  if (start < top) free.pop();
  top = start + size;
  return { start, end: top };
}

/** Takes a stretch back whole and joins it with its free neighbours. */
export function takeBack({ start, end }: Stretch): void {
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

function grow(end: number, asked: number): void {
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
