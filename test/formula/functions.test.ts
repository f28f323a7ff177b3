import { describe, expect, test } from "vitest";
import { functions, realPower } from "../../src/formula/functions.ts";

const points = Array.from({ length: 801 }, (_, k) => (k - 400) / 37);

describe("what formulas compute with", () => {
  test.each(["exp", "sinh", "cosh", "tanh"] as const)("%s is the engine's to a few last bits", (name) => {
    for (const x of points) {
      const want = Math[name](x);
      expect(Math.abs(functions.get(name)!(x) - want)).toBeLessThanOrEqual(1e-15 * Math.abs(want));
    }
  });

  test("hyperbolic functions keep their limits", () => {
    for (const [name, x, want] of [
      ["tanh", Infinity, 1],
      ["tanh", -Infinity, -1],
      ["tanh", 800, 1],
      ["tanh", 1e-300, 1e-300],
      ["sinh", -0, -0],
      ["sinh", -Infinity, -Infinity],
      ["cosh", -Infinity, Infinity],
      ["sech", 800, 0],
      ["sinh", NaN, NaN],
      ["tanh", NaN, NaN],
    ] as const) {
      expect(functions.get(name)!(x)).toBe(want);
    }
  });

  test("powers are the engine's", () => {
    for (const base of [0.3, 1, 2.5, 10, -0.3, -2.5]) {
      for (const exponent of [0, 1, 2, 3, 7, 64, 65, 66, 101, -1, -3, -65, 0.5, 1.5, -0.5, 2.25]) {
        const want = base ** exponent;
        const got = realPower(base, exponent);
        if (Number.isNaN(want)) expect(got).toBeNaN();
        else expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-13 * Math.abs(want));
      }
    }
    expect(realPower(0, 0)).toBe(1);
    expect(realPower(0, 1.5)).toBe(0);
    expect(realPower(0, -1.5)).toBe(Infinity);
    expect(realPower(0, -1)).toBe(Infinity);
    expect(realPower(-3, 3)).toBe(-27);
  });
});
