import { mergeMoments } from "../statistics/moments.ts";
import type { Cell } from "./cells.ts";

/** Cells by their keys. */
export type Cells = ReadonlyMap<string, Cell>;

/** Cells of blocks of rows, which come in any order and are merged in theirs: any number of threads gives the same bits. */
export interface MergedBlocks {
  add(block: number, cells: Cells): void;
  /** The cells of all blocks. */
  all(): Cells;
}

/** A block waits until all before it are there; what then still waits comes last. */
export function mergedBlocks(): MergedBlocks {
  const waiting = new Map<number, Cells>();
  let merged: Cells = new Map();
  let next = 0;
  return {
    add(block, cells) {
      waiting.set(block, both(waiting.get(block), cells));
      for (; waiting.has(next); next++) {
        merged = both(merged, waiting.get(next)!);
        waiting.delete(next);
      }
    },
    all: () => [...waiting].sort(([a], [b]) => a - b).reduce((sum, [, cells]) => both(sum, cells), merged),
  };
}

function both(first: Cells = new Map(), second: Cells): Cells {
  const sum = new Map(first);
  for (const [key, cell] of second) {
    const known = sum.get(key);
    sum.set(key, known ? { ...known, moments: mergeMoments(known.moments, cell.moments) } : cell);
  }
  return sum;
}
