import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { multiplyEach, packFactor, solveEach } from "../../src/kernel/each.ts";
import { cholesky } from "../../src/kernel/factor.ts";
import { definite, noise } from "./matrices.ts";

/** Two matrices, of which three vectors take the second, the first and the second again. */
const which = [1, 0, 1];

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  test.each([1, 2, 3, 4, 7, 8, 9, 16, 17, 28, 63])("matrices of %i rows multiply and solve", (n) => {
    const A = [definite(n, n), definite(n, n + 1)];
    const X = noise(3 * n, 5);
    const wishes = {
      matrices: f64(2 * n * n),
      factors: f64(n * (n + 1)),
      which: f64(3),
      x: f64(3 * n),
      y: f64(3 * n),
    };
    inArena(wishes, ({ matrices, factors, which: of, x, y }) => {
      const each = { n, matrices, which: of };
      each.which.values.set(which);
      for (const [k, a] of A.entries()) matrices.values.set(a, k * n * n);
      x.values.set(X);
      multiplyEach(y, each, x, build);
      for (const [c, k] of which.entries()) {
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += A[k]![i * n + j]! * X[c * n + j]!;
          expect(Math.abs(y.values[c * n + i]! - sum)).toBeLessThanOrEqual(1e-14 * n * n);
        }
      }
      expect(y.values.slice(0, n)).not.toEqual(y.values.slice(2 * n)); // the same matrix, other vectors

      for (const k of [0, 1]) {
        const L = matrices.part(k * n * n, n * n);
        expect(cholesky(L, n, n, build)).toBe(0);
        packFactor(factors, k, L, n);
      }
      x.values.set(y.values);
      const solved = { ...each, matrices: factors };
      solveEach(solved, x, build);
      for (const [i, value] of X.entries()) expect(Math.abs(x.values[i]! - value)).toBeLessThan(1e-11);

      const alone = { ...solved, which: each.which.part(2, 1) };
      solveEach(alone, y.part(2 * n, n), build);
      expect(y.values.slice(2 * n)).toEqual(x.values.slice(2 * n));
    });
  });
});

test("room is checked", () => {
  inArena({ a: f64(4), few: f64(1), x: f64(1) }, ({ a, few, x }) => {
    const each = { n: 2, matrices: a, which: few };
    expect(() => solveEach(each, x)).toThrow("solveEach X: expected room for 2 numbers, got 1");
    expect(() => multiplyEach(a, each, x)).toThrow("multiplyEach X: expected room for 2 numbers, got 1");
  });
});
