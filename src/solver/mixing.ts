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
 * Along a path of strengths the map of a fit is next to that of the one before, and what was remembered of that goes on (`resume`): a
 * tenth fewer iterations of MTRL's on School.
 *
 * @see Walker & Ni 2011, eq. 2.2; Fu, Zhang & Boyd 2020 for the safeguard
 */
export interface Mixing {
  /** F(x), for the x that the last call left, becomes the next x. */
  next(x: Float64Array): void;
  /** Forgets where it was and keeps how F moves, as where another F begins that is next to the last one. */
  resume(): void;
  /** Forgets everything, as where F changes. */
  clear(): void;
  /** Gives the memory back. */
  close(): void;
}

/** How many moves a fit alone remembers: more save few iterations, and each costs four reads of all numbers. */
const alone = 5;

/** What the normal equations get on their diagonal, as a share of their trace. */
const little = 1e-12;

/** Room for mixing n numbers from the last `memory` moves. */
export function openMixing(n: number, memory = alone): Mixing {
  const [at, image] = [new Float64Array(n), new Float64Array(n)];
  // what F(x) and its residual moved by, a ring of rows and one more for a move that is none; and the products of the latter
  const rows = {
    moves: f64((memory + 1) * n),
    changes: f64((memory + 1) * n),
    residual: f64(n),
    step: f64(n),
  };
  const { blocks, close } = openArena({ ...rows, products: f64(memory), shares: f64(memory) });
  const { moves, changes, residual, step, products, shares } = blocks;
  const rowsOf = (block: typeof moves) => Array.from({ length: memory + 1 }, (_, i) => block.part(i * n, n));
  const [move, change] = [rowsOf(moves), rowsOf(changes)];
  const gram = new Float64Array(memory * memory);
  const system = new Float64Array(memory * memory);
  let [known, next] = [0, 0];
  let points = 0;
  let least = Infinity;
  return {
    next(x) {
      if (points > 0) {
        const slot = points > 1 ? next : memory;
        const size = remember(x, at, image, residual.values, move[slot]!.values, change[slot]!.values);
        if (size > least) {
          [known, next] = [0, 0];
          points = 1;
        } else {
          least = size;
          if (slot < memory) {
            next = (slot + 1) % memory;
            known = Math.max(known, slot + 1);
            multiply(slot);
          }
          if (known > 0) mix(x);
        }
      }
      points++;
      at.set(x);
    },
    resume() {
      points = 0;
      least = Infinity;
    },
    clear() {
      this.resume();
      [known, next] = [0, 0];
    },
    close,
  };

  /** The products of a new change with those that are known. */
  function multiply(slot: number): void {
    gemv(products, changes, change[slot]!, { n: known, p: n });
    for (let i = 0; i < known; i++) {
      const own = products.values[i]!;
      gram[slot * memory + i] = own;
      gram[i * memory + slot] = own;
    }
  }

  function mix(x: Float64Array): void {
    const shape = { n: known, p: n };
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
