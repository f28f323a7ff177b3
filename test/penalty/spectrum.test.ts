import { expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { multiply } from "../../src/matrix/product.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { svd } from "../../src/matrix/svd.ts";
import { clustered, type Proximal, taskRelationship, traceNorm } from "../../src/penalty/index.ts";
import "../near.ts";

const random = new RandomState(7);

const orthonormal = (rows: number, columns: number): Float64Array =>
  svd({ data: Float64Array.from({ length: rows * columns }, () => random.randn()), rows, columns }).U.data;

const shapes = [
  { p: 7, T: 5 },
  { p: 5, T: 23 },
  { p: 61, T: 19 },
];
const lows = [0.3, 1e-2, 1e-3, 1e-5, 1e-6, 1e-7, 1e-11];

// Singular values fall from 1 to `low`, and the threshold lies among the least: the error of the Gram matrix is largest.
test.each(shapes.flatMap((shape) => lows.map((low) => ({ ...shape, low }))))(
  "the prox of the trace norm is right to 1e-12 of the largest singular value: $p x $T down to $low",
  ({ p, T, low }) => {
    const r = Math.min(p, T);
    const U = orthonormal(p, r);
    const V = { data: orthonormal(T, r), rows: T, columns: r };
    const s = Float64Array.from({ length: r }, (_, i) => low ** (i / (r - 1)));
    const build = (values: Float64Array): Float64Array =>
      multiply({ data: U.map((u, k) => u * values[k % r]!), rows: p, columns: r }, V, { transposeB: true })
        .data;
    for (const scale of [1, 1e-180, 1e150]) {
      for (const tau of [0.1 * low, 1.1 * low, 3 * low]) {
        const W = build(s).map((w) => w * scale);
        traceNorm(1).prox(W, tau * scale, { p, T });
        const want = build(s.map((value) => Math.max(0, value - tau)));
        const error = W.reduce((sum, w, k) => sum + (w / scale - want[k]!) ** 2, 0);
        expect(Math.sqrt(error)).toBeLessThanOrEqual(1e-12);
        const sum = traceNorm(1).value(build(s).map((w) => w * scale), { p, T }) / scale; // biome-ignore format: a sentence
        expect(Math.abs(sum - total(s))).toBeLessThanOrEqual(1e-14 * r);
        expect(Math.abs(traceNorm(1).value(W, { p, T }) / scale - total(s.map((value) => Math.max(0, value - tau))))).toBeLessThanOrEqual(1e-12 * r); // biome-ignore format: a sentence
      }
    }
  },
);

/** Where a falling function is 0. */
function root(falling: (x: number) => number, high: number): number {
  let low = 0;
  for (let turn = 0; turn < 300; turn++) {
    const middle = (low + high) / 2;
    if (falling(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

test.each(shapes.flatMap((shape) => lows.map((low) => ({ ...shape, low }))))(
  "so are those of relations and clusters, each with its one unknown by bisection: $p x $T down to $low",
  ({ p, T, low }) => {
    const r = Math.min(p, T);
    const U = orthonormal(p, r);
    const V = { data: orthonormal(T, r), rows: T, columns: r };
    const s = Float64Array.from({ length: r }, (_, i) => low ** (i / (r - 1)));
    const build = (values: Float64Array): Float64Array =>
      multiply({ data: U.map((u, k) => u * values[k % r]!), rows: p, columns: r }, V, { transposeB: true })
        .data;
    const check = (penalty: Proximal, step: number, want: Float64Array): void => {
      const W = build(s);
      penalty.prox(W, step, { p, T });
      const right = build(want);
      const error = W.reduce((sum, w, k) => sum + (w - right[k]!) ** 2, 0);
      expect(Math.sqrt(error)).toBeLessThanOrEqual(1e-12);
    };
    for (const c of [1e-4, 0.3, 20]) {
      const left = (tau: number): Float64Array => s.map((value) => Math.max(0, value - tau));
      check(taskRelationship(0, c), 1, left(root((tau) => c * total(left(tau)) - tau, c * total(s))));
    }
    for (const [k, alpha, beta, step] of [
      [1, 2, 0.01, 3],
      [3, 0.3, 0.5, 0.2],
    ] as const) {
      const eta = beta / alpha;
      const more = 2 * step * beta * (1 + eta);
      const d = eta + more;
      const m = (level: number): Float64Array =>
        s.map((value) => Math.min(1, Math.max(0, level * value - d)));
      const water = m(root((level) => k - total(m(level)), (1 + d) / s[r - 1]!));
      check(clustered(k, alpha, beta), step, s.map((value, i) => (value * (eta + water[i]!)) / (d + water[i]!))); // biome-ignore format: a sentence
    }
  },
);

test("a W in the kernels' memory is not lost without a word when that memory grows", () => {
  inArena({ w: f64(6) }, ({ w }) => {
    const W = w.values.fill(1);
    let length = 1 << 20;
    for (let turn = 0; turn < 4 && W.length > 0; turn++, length *= 2)
      inArena({ room: f64(length) }, () => {});
    expect(W).toHaveLength(0);
    expect(() => traceNorm(1).prox(W, 0.1, { p: 2, T: 3 })).toThrow(
      "traceNorm W: expected 6 numbers that do not lie in the kernels' memory, got 0, as that memory has grown",
    );
  });
});
