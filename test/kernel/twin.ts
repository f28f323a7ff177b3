import { type Block, f32, f64, inArena, type Numbers } from "../../src/kernel/arena.ts";
import type { Mode } from "../../src/kernel/product.ts";
import { noise } from "./matrices.ts";

export const kinds = { f64, f32 };
export type Kind = keyof typeof kinds;
export const modes: readonly Mode[] = ["set", "add", "subtract"];

/** A block's numbers for a while. */
export function withBlocks<N extends string, R>(
  kind: Kind,
  lengths: Record<N, number>,
  work: (blocks: Record<N, Block<Numbers>>) => R,
): R {
  const wishes = Object.fromEntries(
    Object.entries<number>(lengths).map(([name, length]) => [name, kinds[kind](length)]),
  );
  return inArena(wishes, (blocks) => work(blocks as unknown as Record<N, Block<Numbers>>));
}

/** Small whole numbers: every sum of their products is exact, in any order, in doubles and in floats. */
export const whole = (length: number, seed: number): Float64Array =>
  noise(length, seed).map((x) => Math.round(4 * x));

/** What a kernel leaves in an entry that holds `before` when the product there is `sum`. */
export const put = (mode: Mode, before: number, sum: number): number =>
  mode === "set" ? sum : mode === "add" ? before + sum : before - sum;

/** A matrix among cells that nobody may touch: `rows` rows of `columns` numbers, `ld` apart, NaN between them. */
export function fenced(to: Numbers, x: ArrayLike<number>, columns: number, ld: number): void {
  to.fill(Number.NaN);
  for (let k = 0; k < x.length; k++) to[Math.floor(k / columns) * ld + (k % columns)] = x[k]!;
}

/** The first index where the two differ, bit for bit as numbers; -1 where they are the same. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let k = 0; k < Math.max(a.length, b.length); k++) if (!Object.is(a[k], b[k])) return k;
  return -1;
}
