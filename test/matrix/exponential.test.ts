import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exponential } from "../../src/matrix/exponential.ts";
import { logarithm } from "../../src/matrix/logarithm.ts";

/** The distance from x to the next double away from zero, for normal x. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);

describe("exponential", () => {
  test("at 0 it is 1, and the ends of the line are as in Math.exp", () => {
    for (const x of [0, -0, Infinity, -Infinity, NaN, 710, -746, 1e308, -1e308]) {
      expect(exponential(x)).toBe(Math.exp(x));
    }
  });

  test("k ln 2 gives 2^k, to what rounding takes from k ln 2", () => {
    for (let k = -1021; k <= 1023; k++) {
      const x = k * Math.LN2;
      expect(Math.abs(exponential(x) / 2 ** k - 1)).toBeLessThanOrEqual(2 ** -52 + ulp(x || 1));
    }
  });

  test("it agrees with the engine's to a bit, also where results are subnormal, and grows with its argument", () => {
    fc.assert(
      fc.property(fc.integer({ min: -74_500_000, max: 70_970_000 }), (digits) => {
        const x = digits / 100_000;
        const want = Math.exp(x);
        expect(Math.abs(exponential(x) - want)).toBeLessThanOrEqual(want > 2 ** -1022 ? ulp(want) : 5e-324);
        expect(exponential(x + 2 ** -40)).toBeGreaterThanOrEqual(exponential(x));
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  test("e^(x + y) = e^x e^y and ln e^x = x, to rounding", () => {
    fc.assert(
      fc.property(fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -300, max: 300 }), (a, b) => {
        const [x, y] = [a / 10, b / 64];
        expect(exponential(x) * exponential(y)).toBeNear(exponential(x + y), 1e-13);
        expect(logarithm(exponential(x))).toBeNear(x, 1e-13);
      }),
      { numRuns: 500, seed: 2 },
    );
  });
});
