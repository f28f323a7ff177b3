import { describe, expect, test } from "vitest";
import { PolytaskError } from "../../src/check/reject.ts";
import { huber, logistic, poisson, quadratic, squareRoot } from "../../src/datafit/index.ts";
import { members } from "./all.ts";
import { court } from "./checks.ts";
import { look } from "./samples.ts";

describe.each(members)("$title", (member) => court(member));

/** Rows of weight 1 that one number predicts. */
const plain = (...y: number[]) => {
  const values = Float64Array.from(y);
  return { n: y.length, K: 1, y: values, weight: values.map(() => 1), f: values, v: values };
};

test.each([0, -1, NaN, Infinity, "1", null, undefined])("huber(%s) is refused in one sentence", (delta) => {
  expect(() => huber(delta as number)).toThrow(PolytaskError);
  expect(() => huber(delta as number)).toThrow(/^huber\.delta: expected a finite number > 0, got [^\n]+$/);
});

test("poisson wants counts, and one that is not 0", () => {
  const asked =
    (...y: number[]) =>
    () =>
      poisson().check!('fit task "calls"', Float64Array.from(y));
  expect(asked(1, -2, 3)).toThrow(/^fit task "calls": expected counts >= 0, as poisson has, got -2$/);
  expect(asked(1, NaN)).toThrow(/^fit task "calls": expected counts >= 0, as poisson has, got NaN$/);
  expect(asked(0, 0, 0)).toThrow(/^fit task "calls": expected a count above 0, as poisson has, got none$/);
  expect(asked(0, 0.5)).not.toThrow();
});

test("huber is half a square up to delta, and a line beyond that goes on as steeply", () => {
  const rows = plain(0, 0, 0, 0, 0);
  const { value, slope, curvature } = look(huber(2), rows, Float64Array.of(-5, -2, 1, 2, 8));
  expect([...slope]).toEqual([-2, -2, 1, 2, 2]);
  expect([...curvature]).toEqual([2 / 5, 1, 1, 1, 1 / 4]);
  expect(value).toBe(8 + 2 + 0.5 + 2 + 14);
  expect(look(huber(1e6), plain(3, -1, 7), Float64Array.of(1, 2, 5))).toEqual(
    look(quadratic(), plain(3, -1, 7), Float64Array.of(1, 2, 5)),
  );
});

test("a square root with nothing left over has no slope and a curvature that is a number", () => {
  for (const rows of [plain(1, 2, 3), plain(0, 0, 0)]) {
    const { value, slope, curvature, conjugates } = look(squareRoot(), rows, rows.y, [1]);
    expect([value, ...slope, ...conjugates]).toEqual([0, 0, 0, 0, 0]);
    for (const one of curvature) expect(one).toBeGreaterThan(0);
    for (const one of curvature) expect(one).toBeLessThan(Infinity);
  }
});

test("a logistic loss of 0 is half sure of both classes", () => {
  const { value, slope, curvature } = look(logistic(), plain(0, 1), Float64Array.of(0, 0));
  expect([...slope]).toEqual([0.5, -0.5]);
  expect([...curvature]).toEqual([0.25, 0.25]);
  expect(value).toBeNear(2 * Math.LN2, 1e-15);
});
