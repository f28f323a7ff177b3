import { expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import {
  addShifted,
  at,
  dotShifted,
  logRatio,
  one,
  ratio,
  times,
  wideExponential,
  wideRow,
  zero,
} from "../../src/select/wide.ts";

/** The exact value as a fraction of big integers, numerator over 2^shift. */
function exact({ m, e }: { m: number; e: number }): { n: bigint; shift: bigint } {
  if (m === 0) return { n: 0n, shift: 0n };
  let [x, k] = [m, 0];
  while (!Number.isInteger(x)) {
    x *= 2;
    k++;
  }
  return { n: BigInt(x), shift: BigInt(k) - 512n * BigInt(e) };
}

/** |a − b| / b of exact values, as a double. */
function apart(a: { n: bigint; shift: bigint }, b: { n: bigint; shift: bigint }): number {
  const shift = a.shift > b.shift ? a.shift : b.shift;
  const [x, y] = [a.n << (shift - a.shift), b.n << (shift - b.shift)];
  if (y === 0n) return x === 0n ? 0 : Infinity;
  return Math.abs(Number(((x - y) << 80n) / y)) / 2 ** 80;
}

const sum = (a: { n: bigint; shift: bigint }, b: { n: bigint; shift: bigint }) => {
  const shift = a.shift > b.shift ? a.shift : b.shift;
  return { n: (a.n << (shift - a.shift)) + (b.n << (shift - b.shift)), shift };
};

const random = new RandomState(2);
const scores = [0, 0.1, -0.1, 177.4, -177.4, 177.5, -177.5, 354.9, 532.3, 700, -700, -1e4, 1e4, 5e5].concat(
  Array.from({ length: 60 }, () => 1000 * random.randn()),
);

test("exponentials and their logarithms meet", () => {
  for (const s of scores) {
    expect(Math.abs(logRatio(wideExponential(s), one) - s)).toBeLessThanOrEqual(2e-16 * Math.abs(s) + 1e-15);
    if (Math.abs(s) < 700) expect(ratio(wideExponential(s), one) / Math.exp(s)).toBeCloseTo(1, 13);
  }
  expect(logRatio(zero, one)).toBe(-Infinity);
  expect(ratio(zero, wideExponential(-1e4))).toBe(0);
  expect(ratio(wideExponential(-1e4), one)).toBe(0);
  expect(ratio(wideExponential(1e4), one)).toBe(Infinity);
});

test("sums and products keep the digits of a double, whatever their sizes", () => {
  for (const a of scores) {
    for (const b of scores) {
      const [x, y] = [wideExponential(a), wideExponential(b)];
      const [ex, ey] = [exact(x), exact(y)];
      const product = { n: ex.n * ey.n, shift: ex.shift + ey.shift };
      expect(apart(exact(times(x, y)), product)).toBeLessThan(3e-16);
      const row = wideRow(2, x);
      addShifted(row, row, y, 1); // x, x + x y
      expect(apart(exact(at(row, 0)), ex)).toBe(0);
      expect(apart(exact(at(row, 1)), sum(ex, product))).toBeLessThan(5e-16);
      addShifted(row, row, one, -1); // 2 x + x y, x + x y
      expect(apart(exact(at(row, 0)), sum(sum(ex, ex), product))).toBeLessThan(8e-16);
      const dot = dotShifted(wideRow(3, x), wideRow(3, y), 1);
      expect(apart(exact(dot), sum(product, product))).toBeLessThan(5e-16);
    }
  }
});
