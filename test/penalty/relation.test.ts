import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eigh } from "../../src/matrix/eigen.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { svd } from "../../src/matrix/svd.ts";
import { clustered, type Shape, taskRelationship } from "../../src/penalty/index.ts";
import { waterAt, waterLevel } from "../../src/penalty/water-filling.ts";
import { matrix, type Rows } from "../estimator/samples.ts";
import "../near.ts";

const flat = (W: Rows): Float64Array => Float64Array.from(W.flat());
const turned = (W: Rows): Rows => W[0]!.map((_, t) => W.map((row) => row[t]!));

/** tr(W S⁻¹ Wᵀ) for S = [[a, c], [c, b]]. */
const weighed = (W: Rows, a: number, b: number, c: number): number =>
  W.reduce((sum, [x, y]) => sum + (b * x! * x! - 2 * c * x! * y! + a * y! * y!) / (a * b - c * c), 0);

/** The least of a function of two numbers in a box: a grid that is drawn ever closer around the best place. */
function leastIn(of: (u: number, v: number) => number, box: [number, number, number, number]): number {
  let [u0, u1, v0, v1] = box;
  let least = Infinity;
  let [u, v] = [u0, v0];
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i <= 10; i++) {
      for (let j = 0; j <= 10; j++) {
        const at = [u0 + ((u1 - u0) * i) / 10, v0 + ((v1 - v0) * j) / 10] as const;
        const value = of(...at);
        if (value < least) [least, u, v] = [value, ...at];
      }
    }
    const [du, dv] = [(u1 - u0) * 0.4, (v1 - v0) * 0.4];
    [u0, u1] = [Math.max(box[0], u - du), Math.min(box[1], u + du)];
    [v0, v1] = [Math.max(box[2], v - dv), Math.min(box[3], v + dv)];
  }
  return least;
}

describe("two tasks, by search", () => {
  const Ws = [1, 2, 3].map((seed) => matrix(4, 2, seed));

  test.each(Ws)("taskRelationship is the least over all covariances of trace 1", (...rows) => {
    const W = rows as unknown as Rows;
    // Ω = [[a, c], [c, 1 − a]] with c = r √(a (1 − a))
    const least = leastIn(
      (a, r) => weighed(W, a, 1 - a, r * Math.sqrt(a * (1 - a))),
      [1e-6, 1 - 1e-6, -1 + 1e-6, 1 - 1e-6],
    );
    const squares = flat(W).reduce((sum, w) => sum + w * w, 0);
    expect(taskRelationship(0.6, 1.4).value(flat(W), { p: 4, T: 2 })).toBeNear(
      0.3 * squares + 0.7 * least,
      1e-9,
    );
  });

  test.each(Ws)(
    "clustered is the least over all 0 ⪯ M ⪯ I of trace k, between tasks and between features",
    (...rows) => {
      const W = rows as unknown as Rows;
      const [alpha, beta] = [2, 0.6];
      const eta = beta / alpha;
      const least = leastIn(
        (m, turn) => {
          const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
          const [big, small] = [eta + m, eta + 1 - m];
          return weighed(W, big * cos * cos + small * sin * sin, big * sin * sin + small * cos * cos, (big - small) * cos * sin); // biome-ignore format: a matrix
        },
        [0, 1, -1, 4],
      );
      const want = alpha * eta * (1 + eta) * least;
      expect(clustered(1, alpha, beta).value(flat(W), { p: 4, T: 2 })).toBeNear(want, 1e-9);
      expect(clustered(1, alpha, beta).value(flat(turned(W)), { p: 2, T: 4 })).toBeNear(want, 1e-9);
    },
  );
});

const random = new RandomState(3);

/** A matrix n x n with these eigenvalues, by its inverse plus eta: tr(W (S + eta I)⁻¹ Wᵀ). */
function priced(W: Rows, values: readonly number[], eta: number): number {
  const n = values.length;
  const { U } = svd({
    data: Float64Array.from({ length: n * n }, () => random.randn()),
    rows: n,
    columns: n,
  });
  return W.reduce(
    (sum, row) =>
      sum +
      values.reduce((total, value, i) => {
        const along = row.reduce((inner, w, t) => inner + w * U.data[t * n + i]!, 0);
        return total + (along * along) / (value + eta);
      }, 0),
    0,
  );
}

test("no covariance and no M that is drawn makes either smaller, and the ones of the closed form reach it", () => {
  const [p, T, k] = [4, 7, 3];
  const W = matrix(p, T, 5);
  const shape = { p, T };
  const relation = taskRelationship(0, 2).value(flat(W), shape);
  const clusters = clustered(k, 2, 0.5).value(flat(W), shape);
  for (let draw = 0; draw < 200; draw++) {
    const u = Array.from({ length: T }, () => random.random());
    const total = u.reduce((a, b) => a + b, 0);
    const covariance = u.map((value) => value / total);
    expect(priced(W, covariance, 0)).toBeGreaterThanOrEqual(relation);
    const m = covariance.map((share) => Math.min(1, k * share)); // trace at most k, and less only costs
    expect(2 * 0.25 * 1.25 * priced(W, m, 0.25)).toBeGreaterThanOrEqual(clusters);
  }
  // Ω = (WᵀW)^½ / tr: along its own eigenvectors v the price is ‖W v‖² tr / √eigenvalue
  const gram = Float64Array.from({ length: T * T }, (_, at) =>
    W.reduce((sum, row) => sum + row[Math.floor(at / T)]! * row[at % T]!, 0),
  );
  const sizes = eigh({ data: gram, rows: T, columns: T }).values.subarray(-p).map(Math.sqrt);
  const trace = sizes.reduce((a, b) => a + b, 0);
  expect(sizes.reduce((sum, s) => sum + (s * s * trace) / s, 0)).toBeNear(relation, 1e-12);
});

test("water stands at one level: the m lie between 0 and 1 and add up to k", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 9 }), fc.constantFrom(1e-6, 0.3, 50), (draw, k, d) => {
      const s = Float64Array.from(draw, (value) => value / 100).sort((a, b) => b - a);
      const level = waterLevel(s, d, k);
      const m = [...s].map((size) => waterAt(size, level, d));
      const total = m.reduce((a, b) => a + b, 0);
      if (level === Infinity) expect(s.filter((size) => size > 0).length).toBeLessThanOrEqual(k);
      else expect(total).toBeNear(k, 1e-13);
      expect(Math.min(...m)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...m)).toBeLessThanOrEqual(1);
    }),
  );
});

describe("clustered with more room than W needs", () => {
  const shape: Shape = { p: 3, T: 5 };
  const W = flat(matrix(3, 5, 1));
  const squares = W.reduce((sum, w) => sum + w * w, 0);

  test.each([3, 4, 5])("k = %i is a ridge", (k) => {
    expect(clustered(k, 2, 0.7).value(W, shape)).toBeNear(0.7 * squares, 1e-13);
    const shrunk = W.slice();
    clustered(k, 2, 0.7).prox(shrunk, 0.5, shape);
    expect(shrunk).toBeNear(W.map((w) => w / 1.7), 1e-13); // biome-ignore format: a sentence
    expect(clustered(k, 2, 0.7).conjugate(W, shape)).toBeNear(squares / 2.8, 1e-13);
  });

  test("a W of rank k costs no more than a ridge, and a cluster too few costs", () => {
    const copies = flat(matrix(3, 2, 1).map(([a, b]) => [a!, b!, a!, b!, a!]));
    const square = copies.reduce((sum, w) => sum + w * w, 0);
    expect(clustered(2, 100, 0.7).value(copies, shape)).toBeNear(0.7 * square, 1e-12);
    expect(clustered(1, 100, 0.7).value(copies, shape)).toBeGreaterThan(square);
  });
});

test.each<[() => unknown, string]>([
  [() => clustered(0, 1, 1), "clustered.k: expected an integer >= 1, got 0"],
  [() => clustered(1.5, 1, 1), "clustered.k: expected an integer >= 1, got 1.5"],
  [() => clustered(NaN, 1, 1), "clustered.k: expected an integer >= 1, got NaN"],
  [() => clustered(1, 0, 1), "clustered.alpha: expected a finite number > 0, got 0"],
  [() => clustered(1, "1" as never, 1), 'clustered.alpha: expected a finite number > 0, got "1"'],
  [() => clustered(1, 1, 0), "clustered.beta: expected a finite number > 0, got 0"],
  [() => clustered(1, 1, NaN), "clustered.beta: expected a finite number > 0, got NaN"],
  [() => clustered(1, 1, Infinity), "clustered.beta: expected a finite number > 0, got Infinity"],
  [
    () => clustered(4, 1, 1).check?.({ p: 7, T: 3 }),
    "clustered.k: expected at most 3, the number of tasks, got 4",
  ],
])("clustered refuses in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(sentence);
});
