import { describe, expect, test } from "vitest";
import { openMixing } from "../../src/solver/mixing.ts";

/** x <- F(x), mixed or plain, so many times; the distances of the residuals on the way. */
function residuals(F: (x: Float64Array) => Float64Array, n: number, times: number, mixes: boolean): number[] {
  const mixing = openMixing(n);
  const x = Float64Array.from({ length: n }, (_, k) => 3 - k);
  const sizes: number[] = [];
  try {
    for (let i = 0; i < times; i++) {
      if (mixes) mixing.next(x);
      const image = F(x);
      sizes.push(Math.hypot(...image.map((f, k) => f - x[k]!)));
      x.set(image);
    }
  } finally {
    mixing.close();
  }
  return sizes;
}

const slow = [0.999, 0.99, -0.9, 0.5, 0.97];
const affine = (x: Float64Array): Float64Array => x.map((v, k) => slow[k]! * v + k + 1);

describe("Anderson mixing", () => {
  test("an affine map of five numbers is at its fixed point after some seven steps", () => {
    const [mixed, plain] = [true, false].map((mixes) => residuals(affine, 5, 12, mixes).at(-1)!);
    expect(plain).toBeGreaterThan(0.1);
    expect(mixed).toBeLessThan(1e-6);
  });

  test("more numbers than are remembered: sooner all the same", () => {
    const F = (x: Float64Array): Float64Array => x.map((v, k) => (1 - 0.01 * (k + 1)) * v + 1);
    const [mixed, plain] = [true, false].map((mixes) => residuals(F, 23, 60, mixes).at(-1)!);
    expect(mixed).toBeLessThan(plain! / 1e3);
  });

  test("kinks: a map that is nonexpansive, and not smooth, is followed to its fixed point", () => {
    // half a step of x <- |Rx − 1|, R a rotation of neighbours
    const F = (x: Float64Array): Float64Array =>
      x.map((v, k) => {
        const [a, b] = k % 2 === 0 ? [0.6 * v, -0.8 * x[k + 1]!] : [0.8 * x[k - 1]!, 0.6 * v];
        return 0.5 * v + 0.5 * Math.abs(a + b - 1 - k);
      });
    expect(residuals(F, 6, 400, true).at(-1)!).toBeLessThan(1e-10);
  });

  test("what was forgotten takes no part", () => {
    const mixing = openMixing(3);
    for (const numbers of [[1, 2, 3], [2, 2, 2], [0, 1, 5]]) mixing.next(Float64Array.from(numbers)); // biome-ignore format: a sentence
    mixing.clear();
    const x = Float64Array.of(9, 8, 7);
    mixing.next(x);
    expect([...x]).toEqual([9, 8, 7]);
    mixing.close();
  });

  test("a map next to the last one goes on from what is known of it, and is sooner at its fixed point", () => {
    const left = (goesOn: boolean): number => {
      const mixing = openMixing(5, 8);
      const x = new Float64Array(5);
      for (let i = 0; i < 9; i++) {
        mixing.next(x);
        x.set(affine(x));
      }
      if (goesOn) mixing.resume();
      else mixing.clear();
      const next = (from: Float64Array): Float64Array => from.map((v, k) => (slow[k]! - 1e-5) * v + k + 1.5);
      for (let i = 0; i < 4; i++) {
        mixing.next(x);
        x.set(next(x));
      }
      mixing.close();
      return Math.hypot(...next(x).map((f, k) => f - x[k]!));
    };
    expect(left(true)).toBeLessThan(left(false) / 100);
  });
});
