import fc from "fast-check";
import { expression } from "polytask/formula";
import { expect, test } from "vitest";
import { atPoint } from "./at.ts";

const { formula } = fc.letrec<{ formula: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom("f", "y", "c"),
    fc.integer({ min: 1, max: 30 }).map((tenths) => `${tenths / 10}`),
  ),
  formula: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    tie("leaf"),
    fc
      .tuple(tie("formula"), fc.constantFrom("+", "-", "*", "/"), tie("formula"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie("formula"), fc.constantFrom("2", "3", "0.5", "(-1)", "1.5", "c", "y"))
      .map(([a, b]) => `(${a})^${b}`),
    fc
      .tuple(fc.constantFrom("exp", "log", "sqrt", "sinh", "cosh", "tanh", "sech"), tie("formula"))
      .map(([name, a]) => `${name}(${a})`),
    tie("formula").map((a) => `(-${a})`),
    fc.tuple(tie("formula"), tie("formula")).map(([a, b]) => `pow(${a}, ${b})`),
  ),
}));

/** The derivative by central differences of two steps, or nothing where they disagree. */
function difference(value: (f: number) => number, f: number): number | undefined {
  const by = (h: number): number => (value(f + h) - value(f - h)) / (2 * h);
  const [coarse, fine] = [by(2e-4), by(1e-4)];
  return Math.abs(coarse - fine) <= 1e-6 * (1 + Math.abs(fine)) ? (4 * fine - coarse) / 3 : undefined;
}

test("derivatives of any formula are those of finite differences", () => {
  let compared = 0;
  fc.assert(
    fc.property(
      formula,
      fc.integer({ min: -25, max: 25 }),
      fc.integer({ min: -25, max: 25 }),
      (tree, tenthsF, tenthsY) => {
        const text = `f + ${tree} + 0 * c`;
        fc.pre(text.length <= 500);
        const loss = expression(text, { parameters: { c: 1.7 } });
        const [f, y] = [tenthsF / 10 + 0.013, tenthsY / 10 + 0.007];
        const here = atPoint(loss, f, y);
        fc.pre(Number.isFinite(here.value) && Math.abs(here.value) < 1e3);
        const slope = difference((at) => atPoint(loss, at, y).value, f);
        const curvature = difference((at) => atPoint(loss, at, y).slope, f);
        if (slope !== undefined) {
          compared++;
          expect(Math.abs(here.slope - slope)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(slope)));
        }
        if (curvature !== undefined) {
          const wanted = Math.max(0, curvature);
          expect(Math.abs(here.curvature - wanted)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(wanted)));
        }
      },
    ),
    { numRuns: 120, seed: 5 },
  );
  expect(compared).toBeGreaterThan(100);
});
