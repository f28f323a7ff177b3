import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { absMax, axpy, dot, norm, scale, squaredNorm } from "../../src/kernel/vector.ts";
import { noise } from "./matrices.ts";
import { whole, withBlocks } from "./twin.ts";

const sizes = [...Array(40).keys(), 63, 64, 65, 129];
const roads = (["plain", "relaxed"] as const).flatMap((build) =>
  (["f64", "f32"] as const).map((kind) => ({ build, kind })),
);

describe.each(roads)("vectors, $build, $kind", ({ build, kind }) => {
  test("axpy adds alpha x to y and nothing behind it", () => {
    for (const n of sizes) {
      withBlocks(kind, { x: n + 1, y: n + 1 }, ({ x, y }) => {
        x.values.set(whole(n + 1, n));
        y.values.set(whole(n + 1, n + 1));
        const twin = y.values.map((before, i) => (i < n ? before + 0.5 * x.values[i]! : before));
        axpy(y.part(0, n), x.part(0, n), 0.5, build);
        expect(y.values).toEqual(twin);
      });
    }
  });

  test("axpy gives an entry the same bits wherever it stands", () => {
    withBlocks(kind, { x: 13, y: 13 }, ({ x, y }) => {
      x.values.fill(1 / 3);
      y.values.fill(1 / 7);
      axpy(y, x, 1 / 11, build);
      expect(new Set(y.values).size).toBe(1);
    });
  });

  test("scale multiplies by alpha and nothing behind it", () => {
    for (const n of sizes) {
      withBlocks(kind, { x: n + 1 }, ({ x }) => {
        x.values.set(whole(n + 1, n));
        const twin = x.values.map((value, i) => (i < n ? -1.5 * value : value));
        scale(x.part(0, n), -1.5, build);
        expect(x.values).toEqual(twin);
      });
    }
  });

  test("dot sums all products, squaredNorm all squares, and absMax is the largest size", () => {
    for (const n of sizes) {
      withBlocks(kind, { x: n + 1, y: n + 1 }, ({ x, y }) => {
        x.values.set(whole(n + 1, n));
        y.values.set(whole(n + 1, n + 1));
        x.values[n] = Number.NaN;
        const [a, b] = [[...x.values].slice(0, n), y.values];
        const [first, second] = [x.part(0, n), y.part(0, n)];
        expect(dot(first, second, build) + 0).toBe(a.reduce((sum, value, i) => sum + value * b[i]!, 0) + 0);
        expect(squaredNorm(first, build)).toBe(a.reduce((sum, value) => sum + value * value, 0));
        expect(absMax(first, build)).toBe(a.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
      });
    }
  });

  test("absMax finds the largest size at every place", () => {
    for (const n of [1, 2, 3, 4, 5, 8, 9, 13]) {
      for (let i = 0; i < n; i++) {
        withBlocks(kind, { x: n }, ({ x }) => {
          x.values.fill(1);
          x.values[i] = -7;
          expect(absMax(x, build)).toBe(7);
        });
      }
    }
  });

  test("norm is the length of the vector", () => {
    const eps = kind === "f64" ? 2 ** -52 : 2 ** -23;
    for (const n of sizes) {
      withBlocks(kind, { x: n }, ({ x }) => {
        x.values.set(noise(n, n));
        const twin = Math.hypot(...x.values);
        expect(Math.abs(norm(x, build) - twin)).toBeLessThanOrEqual(n * eps * twin);
      });
    }
  });

  test("norm is right where the squares are too large or too small for the numbers", () => {
    const exponents =
      kind === "f64" ? [1020, 600, -520, -600, -1022, -1060] : [124, 70, -60, -80, -126, -140];
    for (const exponent of exponents) {
      withBlocks(kind, { x: 7 }, ({ x }) => {
        const unit = 2 ** exponent;
        x.values.set([0, 2 * unit, 0, -4 * unit, 5 * unit, 6 * unit, 0]);
        expect(norm(x, build) / unit).toBeCloseTo(9, kind === "f64" ? 12 : 5);
      });
    }
  });

  test("norm and absMax of nothing and of zeros are 0, of an infinity infinite, of a NaN NaN", () => {
    for (const n of [0, 1, 5, 9]) {
      withBlocks(kind, { x: n }, ({ x }) => {
        x.values.fill(0);
        expect([norm(x, build), absMax(x, build)]).toEqual([0, 0]);
        if (n === 0) return;
        x.values[n - 1] = Number.NEGATIVE_INFINITY;
        expect([norm(x, build), absMax(x, build)]).toEqual([Infinity, Infinity]);
        x.values[0] = Number.NaN;
        expect([norm(x, build), absMax(x, build)]).toEqual([Number.NaN, Number.NaN]);
      });
    }
  });
});

test("both builds agree on a dot product to 1e-10", () => {
  inArena({ x: f64(1001), y: f64(1001) }, ({ x, y }) => {
    x.values.set(noise(1001, 1));
    y.values.set(noise(1001, 2));
    const size = Math.sqrt(squaredNorm(x) * squaredNorm(y));
    expect(Math.abs(dot(x, y, "plain") - dot(x, y, "relaxed"))).toBeLessThanOrEqual(1e-10 * size);
  });
});

test("vectors of different lengths are refused", () => {
  inArena({ x: f64(3), y: f64(4) }, ({ x, y }) => {
    expect(() => axpy(y, x, 1)).toThrow("axpy: expected 4 numbers of 8 bytes");
    expect(() => dot(x, y)).toThrow("dot");
  });
});
