import { f64, openArena } from "../kernel/arena.ts";
import { gemv } from "../kernel/product.ts";
import { solveSmall } from "../matrix/solve-small.ts";

/**
 * Anderson mixing of a fixed-point iteration x <- F(x): from the last few points the next one is Σ c_i F(x_i), Σ c = 1, where
 * ‖Σ c_i (F(x_i) − x_i)‖ is least. A residual that has grown since the last mixing drops what is remembered and takes a plain
 * step, which never makes it grow where F is nonexpansive: so the iteration converges as F's own does, or sooner.
 *
 * Block descent has its own (descent/anderson): it combines the sweeps that it keeps anyhow, and judges the result by the objective.
 *
 * @see Walker & Ni 2011, eq. 2.2; Fu, Zhang & Boyd 2020 for the safeguard
 */
export interface Mixing {
  /** F(x), for the x that the last call left, becomes the next x. */
  next(x: Float64Array): void;
  /** Forgets everything, as where F changes. */
  clear(): void;
  /** Gives the memory back. */
  close(): void;
}

/** How many moves are remembered: more save few iterations, and each costs four reads of all numbers. */
const memory = 5;

/** What the normal equations get on their diagonal, as a share of their trace. */
const little = 1e-12;

/** Room for mixing n numbers. */
export function openMixing(n: number): Mixing {
  const [at, image] = [new Float64Array(n), new Float64Array(n)];
  // what F(x) and its residual moved by, a ring of rows, and the products of the latter
  const rows = { moves: f64(memory * n), changes: f64(memory * n), residual: f64(n), step: f64(n) };
  const { blocks, close } = openArena({ ...rows, products: f64(memory), shares: f64(memory) });
  const { moves, changes, residual, step, products, shares } = blocks;
  const rowsOf = (block: typeof moves) => Array.from({ length: memory }, (_, i) => block.part(i * n, n));
  const [move, change] = [rowsOf(moves), rowsOf(changes)];
  const gram = new Float64Array(memory * memory);
  const system = new Float64Array(memory * memory);
  let points = 0;
  let least = Infinity;
  return {
    next(x) {
      if (points > 0) {
        const slot = (points - 2 + memory) % memory;
        const size = remember(x, at, image, residual.values, move[slot]!.values, change[slot]!.values);
        if (size > least) points = 1;
        else {
          least = size;
          if (points > 1) mix(x, slot, Math.min(points - 1, memory));
        }
      }
      points++;
      at.set(x);
    },
    clear() {
      points = 0;
      least = Infinity;
    },
    close,
  };

  function mix(x: Float64Array, slot: number, known: number): void {
    const shape = { n: known, p: n };
    gemv(products, changes, change[slot]!, shape);
    for (let i = 0; i < known; i++) {
      const own = products.values[i]!;
      gram[slot * memory + i] = own;
      gram[i * memory + slot] = own;
    }
    gemv(shares, changes, residual, shape);
    system.set(gram);
    let trace = 0;
    for (let i = 0; i < known; i++) trace += gram[i * memory + i]!;
    for (let i = 0; i < known; i++) system[i * memory + i]! += little * trace;
    if (!solveSmall(system, shares.values, known, memory)) return;
    gemv(step, moves, shares, { ...shape, transposeA: true });
    const by = step.values;
    for (let k = 0; k < n; k++) x[k]! -= by[k]!;
  }
}

/** Takes in x = F(at): its residual, and what moved since the last; returns the residual's square. */
function remember(
  x: Float64Array,
  at: Float64Array,
  image: Float64Array,
  residual: Float64Array,
  move: Float64Array,
  change: Float64Array,
): number {
  let size = 0;
  for (let k = 0; k < x.length; k++) {
    const f = x[k]!;
    const r = f - at[k]!;
    move[k] = f - image[k]!;
    change[k] = r - residual[k]!;
    image[k] = f;
    residual[k] = r;
    size += r * r;
  }
  return size;
}
