import { readdirSync, readFileSync } from "node:fs";
import { expression } from "polytask/formula";
import { describe, expect, test } from "vitest";
import { at, atPoint } from "./at.ts";

const n = 701; // two blocks of lanes and a tail
const f = Array.from({ length: n }, (_, i) => ((i * 379) % 1000) / 100 - 5);
const weight = f.map((_, i) => 0.25 + (i % 7) / 3);

/** The loss, slope and curvature of rows, by formulas written out by hand. */
function byHand(y: readonly number[], loss: (f: number, y: number) => readonly [number, number, number]) {
  const rows = f.map((value, i) => loss(value, y[i]!).map((part) => part * weight[i]!));
  return {
    value: rows.reduce((sum, [value]) => sum + value!, 0),
    slope: rows.map(([, slope]) => slope!),
    curvature: rows.map(([, , curvature]) => curvature!),
  };
}

function expectSame(got: ReturnType<typeof at>, want: ReturnType<typeof byHand>): void {
  expect(got.value).toBeNear(want.value, 1e-12);
  expect(got.slope).toBeNear(want.slope, 1e-12);
  expect(got.curvature).toBeNear(want.curvature, 1e-12);
}

describe("a loss from its formula", () => {
  test("is the logistic loss, with classes 0 and 1 as y = −1 and +1", () => {
    const classes = f.map((_, i) => (i % 3 === 0 ? 1 : 0));
    const want = byHand(classes, (f, y) => {
      const margin = (2 * y - 1) * f;
      const wrong = 1 / (1 + Math.exp(margin));
      return [Math.log1p(Math.exp(-margin)), -(2 * y - 1) * wrong, wrong * (1 - wrong)];
    });
    expectSame(at(expression("log(1 + exp(-y * f))", { target: "two classes" }), f, classes, weight), want);
  });

  test("is squared loss", () => {
    const y = f.map((_, i) => ((i * 17) % 31) - 15);
    const want = byHand(y, (f, y) => [(y - f) ** 2 / 2, f - y, 1]);
    expectSame(at(expression("(y - f)^2 / 2"), f, y, weight), want);
  });

  test("is the pseudo-Huber loss of a parameter", () => {
    const y = f.map((_, i) => ((i * 17) % 31) / 4 - 3);
    const c = 0.7;
    const want = byHand(y, (f, y) => {
      const root = Math.sqrt(1 + ((y - f) / c) ** 2);
      return [c * c * (root - 1), (f - y) / root, 1 / root ** 3];
    });
    const formula = "c^2 * (sqrt(1 + ((y - f) / c)^2) - 1)";
    expectSame(at(expression(formula, { parameters: { c } }), f, y, weight), want);
  });

  test("says what it was made of, and hands on only the bound that was given", () => {
    const loss = expression("p * cosh(y - f)", { parameters: { p: 2 }, steepest: 9 });
    expect(loss.parameters).toEqual({
      formula: "p * cosh(y - f)",
      parameters: { p: 2 },
      target: "number",
      steepest: 9,
    });
    expect(loss.steepest).toBe(9);
    expect(expression("(y - f)^2")).not.toHaveProperty("steepest");
    expect(expression("(y - f)^2")).not.toHaveProperty("conjugate");
  });

  test("is Infinity, never NaN, where it or a derivative is not finite", () => {
    const logistic = expression("log(1 + exp(-y * f))");
    expect(atPoint(logistic, -800, 1).value).toBe(Infinity);
    expect(atPoint(logistic, -350, 1).value).toBe(350);
    expect(atPoint(expression("-log(f) + y * f"), -1, 1).value).toBe(Infinity);
    expect(at(expression("-log(f) + y * f"), [1, -1, 2], [1, 1, 1], [1, 1, 1]).value).toBe(Infinity);
    expect(atPoint(expression("sqrt((y - f)^2)"), 2, 2).value).toBe(Infinity); // 0, with slope 0/0
  });

  test("has no curvature below zero, whatever rounding leaves", () => {
    const loss = expression("log(exp(f) + exp(-f))");
    for (let margin = 0; margin < 60; margin++) {
      const { curvature } = atPoint(loss, margin, 0);
      expect(curvature).toBeGreaterThanOrEqual(0);
    }
    expect(Object.is(atPoint(expression("y * f"), 1, 1).curvature, 0)).toBe(true);
  });

  test("differentiates roots of squares and of products as real numbers", () => {
    // (a b)^(1/2) is not a^(1/2) b^(1/2) for a, b < 0, and (a²)^(1/2) is not a
    const product = atPoint(expression("((f - 5) * (f - 7))^1.5"), 0, 0);
    expect(product.slope).toBeNear(-18 * Math.sqrt(35), 1e-14);
    expect(atPoint(expression("((y - f)^2)^1.5"), 3, 1).slope).toBeNear(12, 1e-14);
    expect(atPoint(expression("((y - f)^2)^1.5"), -1, 1).slope).toBeNear(-12, 1e-14);
  });

  test("mathjs is loaded by this room alone, so that nobody else needs it", () => {
    const all = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    const reach = (pattern: RegExp) =>
      all.filter((file) => pattern.test(readFileSync(`src/${file}`, "utf8")));
    expect(reach(/from "mathjs/)).toEqual(["formula/symbolic.ts"]);
    expect(reach(/from "(\.\.?\/)+formula\//)).toEqual([]);
  });
});

describe("before any work", () => {
  const refusal = (formula: string, y: number, target?: "two classes"): string => {
    try {
      expression(formula, target && { target }).check!("fit: y of task a", Float64Array.of(y));
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test.each([
    ["log(f)", 1, "y = 1, where they are -Infinity, Infinity and -Infinity"],
    ["1/f", 2, "y = 2, where they are Infinity, -Infinity and NaN"],
    ["1e999 * f", 0, "y = 0, where they are NaN, Infinity and 0"],
    ["exp(y) - f", 1000, "y = 1000, where they are Infinity, -1 and 0"],
    ["log(cosh(y - f))", 800, "y = 800, where they are Infinity, NaN and NaN"],
  ])("%s is refused for y = %d: it is not finite at f = 0", (formula, y, got) => {
    expect(refusal(formula, y)).toBe(
      `fit: y of task a: expected targets y for which ${formula} and its derivatives are finite at f = 0, got ${got}`,
    );
  });

  test.each([
    ["-f^2", 1, "at f = -10, y = 1 is -2"],
    ["f^3", 1, "at f = -10, y = 1 is -60"],
    ["log(1 + (y - f)^2)", 0.1, "at f = -10, y = 0.1 is -0.01903"],
    ["-(y - f)^2", 1e6, "at f = 999990, y = 1000000 is -2"],
    ["exp(exp(f)) - 100 * f^2", 0, "at f = -10, y = 0 is -199."],
  ])("%s is refused for y = %d: it is not convex", (formula, y, place) => {
    const message = refusal(formula, y);
    expect(message).toContain(
      `expression.formula: expected a convex loss, got ${formula}, whose second derivative`,
    );
    expect(message).toContain(place);
  });

  test("a kink at the target is refused", () => {
    expect(refusal("sqrt((y - f)^2)", 1.3)).toBe(
      "expression.formula: expected a smooth loss, got sqrt((y - f)^2), whose slope at f = 1.3, y = 1.3 is NaN",
    );
  });

  test.each([
    ["log(1 + exp(-y * f))", 100],
    ["log(1 + exp(-y * f))", -1e4],
    ["log(cosh(y - f))", -15],
    ["sqrt(1 + (y - f)^2)", 1e6],
    ["exp(f) - y * f", 700],
    ["(y - f)^4", 3],
  ])("%s is welcome with y = %d: rounding is no lack of convexity", (formula, y) => {
    expect(refusal(formula, y)).toBe("");
  });

  test("classes are looked at as −1 and +1", () => {
    expect(refusal("log(2 + y)", 0, "two classes")).toBe(
      'expression.formula: expected a formula in which f stands, got "log(2 + y)"',
    );
    expect(refusal("log(0.5 + y) + f", 0, "two classes")).toContain("got y = -1, where");
  });

  test("a bound of the second derivative below what is seen is refused", () => {
    const y = Float64Array.of(0, 1);
    const loss = (steepest: number) =>
      expression("log(1 + exp(-y * f))", { target: "two classes", steepest }).check!("y", y);
    expect(() => loss(0.2)).toThrow(
      "expression.steepest: expected at least the second derivative, which at f = 0, y = -1 is 0.25, got 0.2",
    );
    expect(() => loss(0.25)).not.toThrow();
  });
});
