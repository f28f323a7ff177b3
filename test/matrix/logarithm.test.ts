import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logarithm } from "../../src/matrix/logarithm.ts";
import oracle from "../oracles/random.json" with { type: "json" };

/** The distance from x to the next double away from zero. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);

describe("logarithm", () => {
  test("the error is below 0.53 units in the last place", () => {
    for (const [x, nearest, dropped] of oracle.logarithms as [number, number, number][]) {
      expect(Math.abs(logarithm(x) - nearest - dropped) / ulp(nearest), `ln ${x}`).toBeLessThan(0.53);
    }
  });

  test("ln 2^-k is -ln 2^k, and both are within a bit of k ln 2", () => {
    for (let k = 1; k <= 1022; k++) {
      expect(logarithm(2 ** -k)).toBe(-logarithm(2 ** k));
      expect(Math.abs(logarithm(2 ** k) - k * Math.LN2)).toBeLessThanOrEqual(ulp(k * Math.LN2));
    }
  });

  test("ln 1 is 0, and the ends of the line are as in Math.log", () => {
    for (const x of [1, 0, -0, Infinity, -Infinity, -1, NaN]) expect(logarithm(x)).toBe(Math.log(x));
  });

  test("it grows with its argument and agrees with the engine's to the last two bits", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.integer({ min: -300, max: 290 }),
        (digits, power) => {
          const x = Number(`${digits}e${power}`);
          const next = x * (1 + 2 ** -51);
          expect(logarithm(next)).toBeGreaterThanOrEqual(logarithm(x));
          expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(2 * ulp(Math.log(x) || 1));
        },
      ),
    );
  });
});
