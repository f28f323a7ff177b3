import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { cholesky, choleskySolve, solveLower, solveLowerTransposed } from "../../src/kernel/factor.ts";
import { definite, distance, filled, largest, noise, sizes, times, turned } from "./matrices.ts";

const guard = 12345.5;

/** Lays rows of `columns` numbers `ld` apart in a block whose other cells are guards. */
function spread(to: Float64Array, x: Float64Array, columns: number, ld: number): void {
  to.fill(guard);
  for (let i = 0; i * columns < x.length; i++) to.set(x.subarray(i * columns, (i + 1) * columns), i * ld);
}

function gathered(from: Float64Array, rows: number, columns: number, ld: number): Float64Array {
  return filled(rows, columns, (i, j) => from[i * ld + j]!);
}

function guardsHeld(from: Float64Array, rows: number, columns: number, ld: number): boolean {
  return from.every((value, k) => (k < rows * ld && k % ld < columns) || value === guard);
}

const lower = (x: Float64Array, p: number): Float64Array =>
  filled(p, p, (i, j) => (j <= i ? x[i * p + j]! : 0));

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  test.each([...sizes, 258, 259, 300])(
    "cholesky of %i rows multiplies back and touches nothing but its triangle",
    (p) => {
      const A = definite(p, p);
      const ld = p + (p % 4);
      inArena({ a: f64(p * ld + 3) }, ({ a }) => {
        spread(a.values, A, p, ld);
        expect(cholesky(a, p, ld, build)).toBe(0);
        const out = gathered(a.values, p, p, ld);
        const L = lower(out, p);
        expect(distance(times(L, L, p, p, p, true), A)).toBeLessThanOrEqual(1e-14 * (p + 1));
        expect(out.every((value, k) => k % p <= Math.floor(k / p) || value === A[k])).toBe(true);
        expect(guardsHeld(a.values, p, p, ld)).toBe(true);
      });
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 30, 63, 64, 130, 255, 256, 257, 258, 259, 300])(
    "cholesky of %i rows names the first pivot that is not positive",
    (p) => {
      for (const bad of new Set([0, 1, 2, 3, 4, p >> 1, p - 2, p - 1].filter((i) => i >= 0 && i < p))) {
        inArena({ a: f64(p * p) }, ({ a }) => {
          a.values.set(definite(p, p));
          a.values[bad * p + bad] = bad % 2 ? -1e-3 : 1e-300;
          for (let j = 0; j < bad; j++) a.values[bad * p + j] = 0.5;
          if (bad === 0) a.values[0] = 0;
          expect(cholesky(a, p, p, build)).toBe(bad + 1);
        });
      }
    },
  );

  test.each([NaN, Infinity, -Infinity])("a pivot that is %d is no pivot", (value) => {
    for (const p of [1, 3, 6]) {
      inArena({ a: f64(p * p) }, ({ a }) => {
        a.values.set(definite(p));
        a.values[p * p - 1] = value;
        expect(cholesky(a, p, p, build)).toBe(p);
      });
    }
  });

  test("a matrix of rank one breaks down at its second pivot or leaves rounding there", () => {
    inArena({ a: f64(49) }, ({ a }) => {
      a.values.fill(1);
      expect(cholesky(a, 7, 7, build)).toBe(2);
    });
  });

  test.each([1e-150, 1e150])("cholesky and its solve work on entries near %d", (unit) => {
    const p = 13;
    const A = definite(p).map((value) => value * unit);
    const B = noise(p * 3).map((value) => value * unit);
    inArena({ a: f64(p * p), b: f64(p * 3) }, ({ a, b }) => {
      a.values.set(A);
      b.values.set(B);
      expect(cholesky(a, p, p, build)).toBe(0);
      choleskySolve(a, p, b, 3, p, 3, build);
      expect(distance(times(A, b.values, p, p, 3), B)).toBeLessThanOrEqual(1e-14 * unit);
    });
  });

  test.each([...sizes, 300])(
    "triangles of %i rows are solved with, for any number of right sides, and the guards hold",
    (p) => {
      for (const T of p > 100 ? [1, 5, 17] : [0, 1, 2, 3, 4, 5, 7, 9, 15, 16, 17, 21]) {
        const ldl = p + (p % 3);
        const ldb = T + ((p + T) % 3);
        const L = lower(definite(p, p + T), p);
        const U = turned(L, p, p);
        const X = noise(p * T, p + 1);
        const spoiled = L.map((value, k) => (k % p > Math.floor(k / p) ? NaN : value));
        const roads = [
          { solve: solveLower, B: times(L, X, p, p, T) },
          { solve: solveLowerTransposed, B: times(U, X, p, p, T) },
          { solve: choleskySolve, B: times(L, times(U, X, p, p, T), p, p, T) },
        ];
        for (const { solve, B } of roads) {
          inArena({ l: f64(p * ldl), b: f64(p * ldb + 5) }, ({ l, b }) => {
            spread(l.values, spoiled, p, ldl);
            spread(b.values, B, T, ldb);
            solve(l, p, b, T, ldl, ldb, build);
            expect(distance(gathered(b.values, p, T, ldb), X)).toBeLessThanOrEqual(1e-13);
            expect(guardsHeld(b.values, p, T, ldb)).toBe(true);
          });
        }
      }
    },
  );

  test("a column of many right sides has the same bits wherever it stands", () => {
    const p = 37;
    const x = noise(p, 5);
    inArena({ a: f64(p * p), b: f64(p * 9) }, ({ a, b }) => {
      a.values.set(definite(p));
      cholesky(a, p, p, build);
      b.values.set(filled(p, 9, (i) => x[i]!));
      choleskySolve(a, p, b, 9, p, 9, build);
      for (let k = 0; k < p * 9; k++) expect(b.values[k]).toBe(b.values[k - (k % 9)]);
    });
  });
});

test("both builds agree to rounding", () => {
  const p = 130;
  const [plain, relaxed] = (["plain", "relaxed"] as const).map((build) =>
    inArena({ a: f64(p * p) }, ({ a }) => {
      a.values.set(definite(p));
      cholesky(a, p, p, build);
      return a.values.slice();
    }),
  );
  expect(distance(plain!, relaxed!)).toBeLessThanOrEqual(1e-13 * largest(plain!));
});

test("blocks that are too small and rows that overlap are refused with both numbers", () => {
  inArena({ a: f64(8), b: f64(9) }, ({ a, b }) => {
    expect(() => cholesky(a, 3)).toThrow("cholesky A: expected room for 3 × 3, rows 3 apart, got 8 numbers");
    expect(() => cholesky(b, 3, 2)).toThrow(
      "cholesky A: expected room for 3 × 3, rows 2 apart, got 9 numbers",
    );
    expect(() => choleskySolve(b, 3, a, 3)).toThrow("choleskySolve B: expected room for 3 × 3");
  });
});
