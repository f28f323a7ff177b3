// Packing: strips of A and B are copied so that the tile (tile.ts) reads them front to back with plain vector loads.
//   strip of A  ROWS numbers wide, k long, every number repeated in all lanes of a vector:  to[l * ROWS + i] = splat(a_il)
//   strip of B  columns<T>() numbers wide, k long:  to[l * columns<T>() + j] = b_lj; what is missing across is zero
import { ROWS, columns } from "./tile";

/** A strip of A from ROWS pointers, one a row, that step `along` bytes from one number to the next. */
export function splat<T>(
  to: usize, a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, along: usize, k: i32,
): void {
  let at: usize = 0;
  for (; k > 0; k--, at += along, to += ROWS * 16) {
    v128.store(to, v128.load_splat<T>(a + at));
    v128.store(to, v128.load_splat<T>(b + at), 16);
    v128.store(to, v128.load_splat<T>(c + at), 32);
    v128.store(to, v128.load_splat<T>(d + at), 48);
    v128.store(to, v128.load_splat<T>(e + at), 64);
    v128.store(to, v128.load_splat<T>(f + at), 80);
  }
}

/** A strip of B whose width runs along the rows of the matrix: from[l * ld + j]. */
export function packAcross<T>(to: usize, from: usize, ld: i32, width: i32, k: i32): void {
  const step = <usize>ld * sizeof<T>();
  if (width < columns<T>()) return packNarrow<T>(to, from, sizeof<T>(), step, width, k);
  for (; k > 0; k--, from += step, to += 32) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
  }
}

/** A strip of B whose length runs along the rows of the matrix: from[j * ld + l]. */
export function packAlong<T>(to: usize, from: usize, ld: i32, width: i32, k: i32): void {
  const step = <usize>ld * sizeof<T>();
  if (width < columns<T>()) return packNarrow<T>(to, from, step, sizeof<T>(), width, k);
  const half = <usize>(columns<T>() / 2) * step;
  for (; k > 0; k--, from += sizeof<T>(), to += 32) {
    v128.store(to, gather<T>(from, step));
    v128.store(to, gather<T>(from + half, step), 16);
  }
}

/** One vector of numbers that lie `step` bytes apart. */
// @ts-ignore: decorator
@inline function gather<T>(from: usize, step: usize): v128 {
  let v = v128.load_lane<T>(from + step, v128.load_zero<T>(from), 1);
  if (sizeof<T>() == 4) {
    v = v128.load_lane<T>(from + 2 * step, v, 2);
    v = v128.load_lane<T>(from + 3 * step, v, 3);
  }
  return v;
}

/** The last strip of B, narrower than a tile, from any steps in bytes. */
function packNarrow<T>(to: usize, from: usize, across: usize, along: usize, width: i32, k: i32): void {
  for (; k > 0; k--, from += along) {
    let at = from;
    for (let j = 0; j < columns<T>(); j++, at += across, to += sizeof<T>()) {
      store<T>(to, j < width ? load<T>(at) : 0);
    }
  }
}

/**
 * Reads a byte of each of the next six lines, if all lie before `end`; returns where it goes on. A call at every tile brings
 * the next block of B into the second cache while sums run; without it packing waits for the memory.
 */
// @ts-ignore: decorator
@inline export function touch(at: usize, end: usize): usize {
  if (at + 6 * 64 > end) return at;
  load<u8>(at);
  load<u8>(at, 64);
  load<u8>(at, 128);
  load<u8>(at, 192);
  load<u8>(at, 256);
  load<u8>(at, 320);
  return at + 6 * 64;
}
