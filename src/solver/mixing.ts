import { f64, openArena } from "../kernel/arena.ts";
import { gemv } from "../kernel/product.ts";

/**
 * Anderson mixing of a fixed-point iteration x <- F(x): from the last few points the next one is Σ c_i F(x_i), Σ c = 1, where
 * ‖Σ c_i (F(x_i) − x_i)‖ is least. A residual that has grown since the last mixing drops what is remembered and takes a plain
 * step, which never makes it grow where F is nonexpansive: so the iteration converges as F's own does, or sooner.
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
    if (!solve(system, shares.values, known, memory)) return;
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

/** b <- (A + a little of its trace)⁻¹ b for the first n rows of A, positive semidefinite, rows `ld` apart; false where it has none. */
function solve(A: Float64Array, b: Float64Array, n: number, ld: number): boolean {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += A[i * ld + i]!;
  for (let i = 0; i < n; i++) A[i * ld + i]! += little * trace;
  for (let k = 0; k < n; k++) {
    const pivot = A[k * ld + k]!;
    if (!(pivot > 0)) return false;
    for (let i = k + 1; i < n; i++) {
      const factor = A[i * ld + k]! / pivot;
      for (let j = k + 1; j < n; j++) A[i * ld + j]! -= factor * A[k * ld + j]!;
      b[i]! -= factor * b[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) b[i]! -= A[i * ld + j]! * b[j]!;
    b[i]! /= A[i * ld + i]!;
  }
  return true;
}
