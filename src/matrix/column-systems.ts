import { type Block, f64, openArena } from "../kernel/arena.ts";
import { multiplyEach, packFactor, solveEach } from "../kernel/each.ts";
import { cholesky, choleskySolve, steadySides } from "../kernel/factor.ts";
import { gemm } from "../kernel/product.ts";

/** Columns of a p x T matrix that go with one symmetric matrix, p x p, row-major. */
export interface ColumnGroup {
  readonly columns: readonly number[];
  readonly G: Float64Array;
}

/**
 * A symmetric matrix G for every column of a p x T matrix W, row-major: products and solutions, column by column. A column's
 * bits are the same whatever the other columns are. It lives in the kernels' memory until `close`.
 */
export interface ColumnSystems {
  /** into <- G_t w_t in every column. */
  multiply(W: Float64Array, into: Float64Array): void;
  /** Room for the factors of one shift at a time; to be closed by itself. */
  openFactors(): ColumnFactors;
  /** Gives the memory back. */
  close(): void;
}

export interface ColumnFactors {
  /** Factors G + rho I, for `solve`; false where one of them is not positive definite: the factors are then of no use. */
  factor(rho: number): boolean;
  /** W <- (G + rho I)⁻¹ W, by the factors of `factor`. */
  solve(W: Float64Array): void;
  /** Gives the memory back. */
  close(): void;
}

/** The most rows of a matrix that goes better column by column than in panels. */
export const small = 64;

export const columnSystems = (groups: readonly ColumnGroup[], p: number, T: number): ColumnSystems =>
  (p <= small ? apart : inPanels)(groups, p, T);

/** All columns in one go, each with its own small matrix. */
function apart(groups: readonly ColumnGroup[], p: number, T: number): ColumnSystems {
  const size = p * p;
  const wishes = { G: f64(groups.length * size), which: f64(T), X: f64(p * T), Y: f64(p * T) };
  const { blocks, close } = openArena(wishes);
  const { G, X, Y, which } = blocks;
  for (const [k, { columns, G: own }] of groups.entries()) {
    G.values.set(own, k * size);
    for (const t of columns) which.values[t] = k;
  }
  return {
    multiply(W, into) {
      turn(W, X.values, p, T);
      multiplyEach(Y, { n: p, matrices: G, which }, X);
      turn(Y.values, into, T, p);
    },
    openFactors() {
      const factors = openArena({ L: f64((groups.length * p * (p + 1)) / 2), A: f64(size) });
      const { L, A } = factors.blocks;
      return {
        factor: (rho) =>
          groups.every((_, k) => {
            A.values.set(G.values.subarray(k * size, (k + 1) * size));
            if (!factorWith(A, p, rho)) return false;
            packFactor(L, k, A, p);
            return true;
          }),
        solve(W) {
          turn(W, X.values, p, T);
          solveEach({ n: p, matrices: L, which }, X);
          turn(X.values, W, T, p);
        },
        close: factors.close,
      };
    },
    close,
  };
}

/** A group's matrix, and room for a product and for right sides: p x width each. */
interface Panel {
  readonly columns: readonly number[];
  /** At least the number of columns; idle ones make a column's bits the same alone and among others. */
  readonly width: number;
  readonly G: Block;
  readonly B: Block;
  readonly P: Block;
}

/** Group by group, all columns of one against its matrix. */
function inPanels(groups: readonly ColumnGroup[], p: number, T: number): ColumnSystems {
  const wishes: Record<string, ReturnType<typeof f64>> = {};
  for (const [k, { columns }] of groups.entries()) {
    const width = Math.max(columns.length, steadySides(p));
    Object.assign(wishes, { [`G${k}`]: f64(p * p), [`B${k}`]: f64(p * width), [`P${k}`]: f64(p * width) });
  }
  const { blocks, close } = openArena(wishes);
  const panels = groups.map(({ columns, G: from }, k): Panel => {
    const [G, B, P] = [blocks[`G${k}`]!, blocks[`B${k}`]!, blocks[`P${k}`]!];
    G.values.set(from);
    B.values.fill(0);
    return { columns, width: B.length / p, G, B, P };
  });
  return {
    multiply(W, into) {
      for (const { columns, width, G, B, P } of panels) {
        gather(W, T, columns, width, B.values);
        gemm(P, G, B, { m: p, n: width, k: p });
        scatter(P.values, columns, width, into, T);
      }
    },
    openFactors() {
      const factors = openArena({ L: f64(panels.length * p * p) });
      const each = panels.map((panel, k) => ({ ...panel, L: factors.blocks.L.part(k * p * p, p * p) }));
      return {
        factor: (rho) =>
          each.every(({ G, L }) => {
            L.values.set(G.values);
            return factorWith(L, p, rho);
          }),
        solve(W) {
          for (const { columns, width, L, B } of each) {
            gather(W, T, columns, width, B.values);
            choleskySolve(L, p, B, width);
            scatter(B.values, columns, width, W, T);
          }
        },
        close: factors.close,
      };
    },
    close,
  };
}

function factorWith(L: Block, p: number, rho: number): boolean {
  const values = L.values;
  for (let j = 0; j < p; j++) values[j * (p + 1)]! += rho;
  return cholesky(L, p) === 0;
}

/** The transpose. */
function turn(from: Float64Array, to: Float64Array, rows: number, columns: number): void {
  for (let i = 0, k = 0; i < rows; i++) {
    for (let at = i; k < (i + 1) * columns; k++, at += rows) to[at] = from[k]!;
  }
}

function gather(
  from: Float64Array,
  T: number,
  columns: readonly number[],
  width: number,
  into: Float64Array,
): void {
  if (columns.length === T && width === T) {
    into.set(from);
    return;
  }
  for (let k = 0; k < columns.length; k++) {
    for (let at = columns[k]!, to = k; at < from.length; at += T, to += width) into[to] = from[at]!;
  }
}

function scatter(
  from: Float64Array,
  columns: readonly number[],
  width: number,
  into: Float64Array,
  T: number,
): void {
  if (columns.length === T && width === T) {
    into.set(from);
    return;
  }
  for (let k = 0; k < columns.length; k++) {
    for (let at = columns[k]!, to = k; at < into.length; at += T, to += width) into[at] = from[to]!;
  }
}
