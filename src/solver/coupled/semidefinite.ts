import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { cholesky, choleskySolve } from "../../kernel/factor.ts";
import { eigh } from "../../matrix/eigen.ts";
import { inverseNorm } from "../../matrix/inverse-norm.ts";

/** Solves with a matrix that is positive semidefinite and may be singular. Lives until `close`. */
export interface Semidefinite {
  /** Takes A, p x p, of which the lower triangle is read. */
  factor(A: Float64Array): void;
  /** x <- A⁻¹ x, p numbers; where A is singular the least square solution of smallest norm. */
  solve(x: Float64Array): void;
  /** How many directions have an answer, and 1 / condition; 0 where the factor broke down. */
  readonly rank: number;
  readonly reciprocalCondition: number;
  close(): void;
}

/** Solutions lose the digits of this condition: Cholesky's promise is six of them. */
const enough = 1e-10;

/**
 * By Cholesky on a unit diagonal, so that units do not matter; by eigenvectors where that cannot be trusted. The same rule as
 * ridge has (decisions/01).
 */
export function openSemidefinite(p: number): Semidefinite {
  const { blocks, close } = openArena({ L: f64(p * p), x: f64(p) });
  const { L, x } = blocks;
  const scale = new Float64Array(p);
  const turned = new Float64Array(p);
  let spectrum: ReturnType<typeof eigh> | undefined;
  const state = { rank: p, reciprocalCondition: 1 };

  function byEigenvectors(A: Float64Array): void {
    spectrum = eigh({ data: A.slice(), rows: p, columns: p }); // a copy: A may lie in memory that grows
    const least = p * Number.EPSILON * Math.max(0, spectrum.values[p - 1]!);
    state.rank = spectrum.values.filter((value) => value > least).length;
  }

  return {
    get rank() {
      return state.rank;
    },
    get reciprocalCondition() {
      return state.reciprocalCondition;
    },
    factor(A) {
      for (let j = 0; j < p; j++) scale[j] = 1 / Math.sqrt(A[j * (p + 1)]! || 1);
      const l = L.values;
      for (let i = 0; i < p; i++)
        for (let j = 0; j <= i; j++) l[i * p + j] = A[i * p + j]! * scale[i]! * scale[j]!;
      const size = largestSum(L, p);
      spectrum = undefined;
      Object.assign(state, { rank: p, reciprocalCondition: 0 });
      if (cholesky(L, p) === 0)
        state.reciprocalCondition = 1 / (size * inverseNorm(x.values, () => choleskySolve(L, p, x, 1)));
      if (!(state.reciprocalCondition > enough)) byEigenvectors(A);
    },
    solve(given) {
      if (spectrum) {
        const { values, vectors } = spectrum;
        turned.fill(0);
        for (let i = 0, k = 0; i < p; i++)
          for (let j = 0; j < p; j++, k++) turned[j]! += vectors.data[k]! * given[i]!;
        for (let j = 0; j < p; j++) turned[j] = j < p - state.rank ? 0 : turned[j]! / values[j]!;
        for (let i = 0, k = 0; i < p; i++) {
          given[i] = 0;
          for (let j = 0; j < p; j++, k++) given[i]! += vectors.data[k]! * turned[j]!;
        }
        return;
      }
      const values = x.values;
      for (let j = 0; j < p; j++) values[j] = given[j]! * scale[j]!;
      choleskySolve(L, p, x, 1);
      for (let j = 0; j < p; j++) given[j] = values[j]! * scale[j]!;
    },
    close,
  };
}

/** ‖A‖₁ from the lower triangle. */
function largestSum(A: Block, p: number): number {
  const a = A.values;
  const sums = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const size = Math.abs(a[i * p + j]!);
      sums[j]! += size;
      if (j < i) sums[i]! += size;
    }
  }
  return sums.reduce((most, sum) => Math.max(most, sum), 0);
}
