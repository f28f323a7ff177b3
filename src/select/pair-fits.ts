import { report, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { type Block, f64, openArena } from "../kernel/arena.ts";
import * as factor from "../kernel/factor.ts";
import { gemm, gemv } from "../kernel/product.ts";
import { cholesky } from "../matrix/cholesky.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { crossOf, gramInto } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { type HeldOut, heldOut } from "./held-out.ts";

/** Tasks of one Gram matrix and one strength: they share the inverse. */
interface Cell {
  readonly tasks: readonly number[];
  /** (G / n̄ + alpha I)⁻¹, p x p. */
  readonly H: Dense;
  /** What every task learns alone, p x tasks. */
  readonly W: Dense;
  readonly test: HeldOut;
}

interface Fold {
  readonly training: TaskStatistics;
  readonly test: TaskStatistics;
  readonly fitIntercept: boolean;
}

/** Held-out errors of every task alone, one list a strength. */
export function errorsAlone(where: string, fold: Fold, alphas: readonly number[]): Float64Array[] {
  const { T } = fold.training;
  return alphas.map((alpha) => {
    const errors = new Float64Array(T);
    for (const { tasks, W, test } of cellsOf(where, fold, new Float64Array(T).fill(alpha))) {
      const w = new Float64Array(W.rows);
      for (const [k, t] of tasks.entries()) {
        for (let j = 0; j < w.length; j++) w[j] = W.data[j * W.columns + k]!;
        errors[t] = test.error(k, w, multiplied(test.gram, w), 0, 1);
      }
    }
    return errors;
  });
}

/** How many pairs of one factor are solved at a time. */
const width = 64;

/**
 * Adds the held-out errors of all pairs to `into`, one T x T matrix a strength, entry (t, s) that of t learnt with s.
 *
 * A pair minimises 1/(2n̄) Σ_u ‖y_u − X_u w_u‖² + Σ_u alpha_u/2 ‖w_u‖² + beta/4 ‖w_s − w_t‖². With H = (G/n̄ + alpha I)⁻¹ and what
 * each learns alone, v = H c/n̄, that is
 *
 *     (H_s + H_t + 2/beta I) z = v_s − v_t,    w_s = v_s − H_s z,    w_t = v_t + H_t z,
 *
 * one p x p factor for two tasks, and one for all pairs of tasks that share their Gram matrices. An infinite beta pools them.
 */
export function* addPairErrors(
  where: string,
  fold: Fold,
  alphas: Float64Array,
  betas: readonly number[],
  into: readonly Float64Array[],
): Work<void> {
  const { p, T } = fold.training;
  const cells = cellsOf(where, fold, alphas);
  const [square, sides] = [p * p, p * width];
  const room = f64(cells.length * square);
  const { blocks, close } = openArena({
    ...{ H: room, G: room, M: f64(square), Z: f64(sides), P: f64(sides), U: f64(sides) },
  });
  const { M, Z, P, U } = blocks;
  const H = cells.map((_, k) => blocks.H.part(k * square, square));
  const G = cells.map((_, k) => blocks.G.part(k * square, square));

  /** Adds the errors of one side of solved pairs: its tasks are moved towards the others. */
  function measure(
    side: 0 | 1,
    of: readonly [a: number, b: number],
    pairs: readonly Pair[],
    errors: Float64Array,
  ): void {
    const [own, other] = [cells[of[side]]!, cells[of[1 - side]!]!];
    const R = pairs.length;
    product(P, H[of[side]]!, Z, p, R);
    moved(U.values, own.W, P.values, pairs, side);
    product(P, G[of[side]]!, U, p, R);
    const [w, gramW] = [U.values, P.values];
    for (const [r, pair] of pairs.entries()) {
      const [t, s] = [own.tasks[pair[side]]!, other.tasks[pair[1 - side]!]!];
      errors[t * T + s]! += own.test.error(pair[side], w, gramW, r, R);
    }
  }

  try {
    for (const [k, { H: inverse, test }] of cells.entries()) {
      H[k]!.values.set(inverse.data);
      G[k]!.values.set(test.gram.data);
    }
    for (let b = 0; b < cells.length; b++) {
      for (let a = 0; a <= b; a++) {
        const pairs = pairsOf(cells[a]!.tasks.length, cells[b]!.tasks.length, a === b);
        if (pairs.length === 0) continue;
        for (const [k, beta] of betas.entries()) {
          sumInto(M.values, H[a]!.values, H[b]!.values, 2 / beta, p);
          if (factor.cholesky(M, p) !== 0) refuse(where);
          for (let start = 0; start < pairs.length; start += width) {
            const some = pairs.slice(start, start + width);
            differences(Z.values, cells[a]!.W, cells[b]!.W, some);
            factor.choleskySolve(M, p, Z, some.length);
            measure(0, [a, b], some, into[k]!);
            measure(1, [a, b], some, into[k]!);
            if (some.length === width) yield* report({ stage: "pairs", fraction: b / cells.length });
          }
        }
      }
      yield* report({ stage: "pairs", fraction: (b + 1) / cells.length });
    }
  } finally {
    close();
  }
}

function cellsOf(where: string, { training, test, fitIntercept }: Fold, alphas: Float64Array): Cell[] {
  const { p, meanWeight } = training;
  const G = zeros(p, p);
  return training.groups.flatMap(({ tasks, moments }, g) => {
    gramInto(moments, fitIntercept, meanWeight, G.data);
    const C = crossOf(moments, fitIntercept);
    return [...new Set(tasks.map((t) => alphas[t]!))].map((alpha): Cell => {
      const places = tasks.flatMap((t, k) => (alphas[t] === alpha ? [k] : []));
      const found = cholesky(shifted(G, alpha)) ?? refuse(where);
      const c = zeros(p, places.length);
      for (let j = 0; j < p; j++) {
        for (const [k, place] of places.entries())
          c.data[j * places.length + k] = C.data[j * tasks.length + place]! / meanWeight;
      }
      return {
        tasks: places.map((k) => tasks[k]!),
        H: found.solve(shifted(zeros(p, p), 1)),
        W: found.solve(c),
        test: heldOut(moments, test.groups[g]!.moments, places, fitIntercept),
      };
    });
  });
}

const refuse = (where: string): never =>
  reject(
    "value",
    `${where}.alphas`,
    "strengths at which these inputs can be solved for",
    said("too small ones"),
  );

function shifted({ data, rows, columns }: Dense, alpha: number): Dense {
  const out = data.slice();
  for (let j = 0; j < rows; j++) out[j * (columns + 1)]! += alpha;
  return { data: out, rows, columns };
}

type Pair = readonly [a: number, b: number];

/** The pairs of m tasks with n others, or among themselves. */
const pairsOf = (m: number, n: number, same: boolean): Pair[] =>
  Array.from({ length: m }, (_, a) => a).flatMap((a) =>
    Array.from({ length: n }, (_, b): Pair => [a, b]).filter(([, b]) => !same || a < b),
  );

/** The lower triangle of A + B + shift I. */
function sumInto(M: Float64Array, A: Float64Array, B: Float64Array, shift: number, p: number): void {
  for (let i = 0; i < p; i++) {
    const row = i * p;
    for (let j = 0; j <= i; j++) M[row + j] = A[row + j]! + B[row + j]!;
    M[row + i]! += shift;
  }
}

function differences(Z: Float64Array, A: Dense, B: Dense, pairs: readonly Pair[]): void {
  const R = pairs.length;
  for (let j = 0; j < A.rows; j++) {
    for (let r = 0; r < R; r++)
      Z[j * R + r] = A.data[j * A.columns + pairs[r]![0]]! - B.data[j * B.columns + pairs[r]![1]]!;
  }
}

/** W of one side, moved towards the other side's. */
function moved(U: Float64Array, W: Dense, P: Float64Array, pairs: readonly Pair[], side: 0 | 1): void {
  const R = pairs.length;
  const sign = side === 0 ? -1 : 1;
  for (let j = 0; j < W.rows; j++) {
    for (let r = 0; r < R; r++)
      U[j * R + r] = W.data[j * W.columns + pairs[r]![side]]! + sign * P[j * R + r]!;
  }
}

function product(P: Block, A: Block, B: Block, p: number, R: number): void {
  if (R === 1) gemv(P, A, B, { n: p, p });
  else gemm(P, A, B, { m: p, n: R, k: p });
}

function multiplied({ data, rows: p }: Dense, w: Float64Array): Float64Array {
  return Float64Array.from({ length: p }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += data[i * p + j]! * w[j]!;
    return sum;
  });
}
