import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { eigh, eighWork, svd, svdWork } from "../../src/kernel/factor.ts";
import type { Build } from "../../src/kernel/module.ts";
import {
  type Case,
  distance,
  filled,
  largest,
  noise,
  sizes,
  skew,
  symmetric,
  times,
  turned,
  weighted,
} from "./matrices.ts";

function spectrum(A: Float64Array, p: number, build: Build) {
  const wishes = { a: f64(p * p), w: f64(p), v: f64(p * p), work: f64(eighWork(p) + 1) };
  return inArena(wishes, ({ a, w, v, work }) => {
    a.values.set(A);
    work.values[eighWork(p)] = 77;
    eigh(a, p, w, v, work, build);
    expect(work.values[eighWork(p)]).toBe(77);
    return { w: w.values.slice(), V: v.values.slice() };
  });
}

function singular(A: Float64Array, m: number, n: number, build: Build) {
  const r = Math.min(m, n);
  const wishes = { a: f64(m * n), u: f64(m * r), s: f64(r), v: f64(n * r), work: f64(svdWork(m, n) + 1) };
  return inArena(wishes, ({ a, u, s, v, work }) => {
    a.values.set(A);
    work.values[svdWork(m, n)] = 77;
    svd(a, m, n, u, s, v, work, build);
    expect(work.values[svdWork(m, n)]).toBe(77);
    expect([...a.values]).toEqual([...A]);
    return { U: u.values.slice(), s: s.values.slice(), V: v.values.slice() };
  });
}

/** Rounding in work on n rows: a few units in the last place of the largest entry, a row. */
const rounding = (n: number): number => 4e-16 * (n + 10);

function checkSpectrum(A: Float64Array, p: number, build: Build): Float64Array {
  const { w, V } = spectrum(A, p, build);
  expect(skew(V, p, p)).toBeLessThanOrEqual(rounding(p));
  const back = times(weighted(V, p, w), V, p, p, p, true);
  expect(distance(back, A)).toBeLessThanOrEqual(rounding(p) * largest(A));
  expect(w.every((value, k) => k === 0 || w[k - 1]! <= value)).toBe(true);
  return w;
}

function checkSingular(A: Float64Array, m: number, n: number, build: Build): Float64Array {
  const { U, s, V } = singular(A, m, n, build);
  const r = Math.min(m, n);
  expect(skew(U, m, r)).toBeLessThanOrEqual(2 * rounding(r));
  expect(skew(V, n, r)).toBeLessThanOrEqual(2 * rounding(r));
  const back = times(weighted(U, r, s), V, m, r, n, true);
  expect(distance(back, A)).toBeLessThanOrEqual(2 * rounding(r) * largest(A));
  expect(s.every((value, k) => value >= 0 && (k === 0 || s[k - 1]! >= value))).toBe(true);
  return s;
}

const x = noise(4000, 9);
const squares: Case[] = [
  { name: "zero", rows: 9, columns: 9, at: () => 0 },
  { name: "the identity", rows: 10, columns: 10, at: (i, j) => Number(i === j) },
  {
    name: "a diagonal out of order",
    rows: 11,
    columns: 11,
    at: (i, j) => (i === j ? ((i * 7) % 11) - 5 : 0),
  },
  { name: "two eigenvalues, repeated", rows: 12, columns: 12, at: (i, j) => (i + j === 11 ? 1 : 0) },
  { name: "all ones", rows: 13, columns: 13, at: () => 1 },
  { name: "rank one", rows: 17, columns: 17, at: (i, j) => x[i]! * x[j]! },
  {
    name: "rank three",
    rows: 19,
    columns: 19,
    at: (i, j) => x[i]! * x[j]! + x[i + 20]! * x[j + 20]! - x[i + 40]! * x[j + 40]!,
  },
  {
    name: "graded from 1e12 down to 1e-12",
    rows: 25,
    columns: 25,
    at: (i, j) => 10 ** (12 - (i + j) / 2) * (i === j ? 2 : x[Math.abs(i - j)]!),
  },
  {
    name: "graded from 1e-12 up to 1e12",
    rows: 25,
    columns: 25,
    at: (i, j) => 10 ** ((i + j) / 2 - 12) * (i === j ? 2 : x[Math.abs(i - j)]!),
  },
  { name: "Hilbert's", rows: 14, columns: 14, at: (i, j) => 1 / (i + j + 1) },
  {
    name: "a cluster 1e-13 wide",
    rows: 18,
    columns: 18,
    at: (i, j) => Number(i === j) + 1e-13 * (x[i]! * x[j]! + x[i + j]!),
  },
  {
    name: "Wilkinson's W21+",
    rows: 21,
    columns: 21,
    at: (i, j) => (i === j ? Math.abs(i - 10) : Number(Math.abs(i - j) === 1)),
  },
  {
    name: "the second difference",
    rows: 70,
    columns: 70,
    at: (i, j) => (i === j ? 2 : -Number(Math.abs(i - j) === 1)),
  },
  {
    name: "twenty blocks of the same two rows",
    rows: 40,
    columns: 40,
    at: (i, j) => (i >> 1 === j >> 1 ? 1 + Number(i === j) : 0),
  },
];

const rectangles: Case[] = [
  { name: "tall", rows: 300, columns: 7, at: (i, j) => x[i * 7 + j]! },
  { name: "wide", rows: 7, columns: 300, at: (i, j) => x[i * 300 + j]! },
  { name: "one row", rows: 1, columns: 23, at: (_, j) => x[j]! },
  { name: "one column", rows: 23, columns: 1, at: (i) => x[i]! },
  { name: "tall and zero", rows: 12, columns: 5, at: () => 0 },
  { name: "wide and zero", rows: 5, columns: 12, at: () => 0 },
  { name: "tall, of rank two", rows: 31, columns: 9, at: (i, j) => x[i]! * x[j]! + x[i + 50]! * x[j + 50]! },
  {
    name: "tall, with columns from 1e12 to 1e-12",
    rows: 40,
    columns: 13,
    at: (i, j) => x[i * 13 + j]! * 10 ** (12 - 2 * j),
  },
  {
    name: "tall, with rows from 1e-12 to 1e12",
    rows: 49,
    columns: 6,
    at: (i, j) => x[i * 6 + j]! * 10 ** (i / 2 - 12),
  },
  {
    name: "tall, with two equal columns and one of zeros",
    rows: 20,
    columns: 6,
    at: (i, j) => (j === 3 ? 0 : x[i * 5 + (j === 5 ? 1 : j)]!),
  },
  {
    name: "tall, over two blocks of reflectors",
    rows: 90,
    columns: 70,
    at: (i, j) => x[(i * 70 + j * 13) % 3989]!,
  },
];

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  test.each(sizes)("eigh of noise, %i rows, multiplies back with orthonormal vectors in order", (p) => {
    checkSpectrum(symmetric(p, p + 3), p, build);
  });

  test.each(squares)("eigh of $name multiplies back with orthonormal vectors in order", ({ rows, at }) => {
    const A = filled(rows, rows, (i, j) => at(Math.max(i, j), Math.min(i, j)));
    checkSpectrum(A, rows, build);
    const most = largest(A) || 1;
    for (const unit of [1e-150, 1e150, 1e-300]) {
      checkSpectrum(
        A.map((value) => (value / most) * unit),
        rows,
        build,
      );
    }
  });

  test("eigh finds the eigenvalues of the second difference, 2 - 2 cos(pi k / 71)", () => {
    const w = checkSpectrum(filled(70, 70, squares.find(({ rows }) => rows === 70)!.at), 70, build);
    w.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (k + 1)) / 71), 13);
    });
  });

  test("eigh reads the lower triangle only", () => {
    const A = symmetric(11);
    const half = A.map((value, k) => (k % 11 > Math.floor(k / 11) ? NaN : value));
    expect(spectrum(half, 11, build)).toEqual(spectrum(A, 11, build));
  });

  test.each(sizes.filter((p) => p < 200))(
    "svd of noise, %i columns, multiplies back with orthonormal factors in order",
    (n) => {
      for (const m of [n, n + 1, n + 8]) {
        const A = noise(m * n, n + 1);
        const s = checkSingular(A, m, n, build);
        expect(s).toBeNear(checkSingular(turned(A, m, n), n, m, build), 1e-13);
      }
    },
  );

  test.each([...rectangles, ...squares])(
    "svd of a matrix that is $name multiplies back with orthonormal factors",
    ({ rows, columns, at }) => {
      const A = filled(rows, columns, at);
      checkSingular(A, rows, columns, build);
      const most = largest(A) || 1;
      for (const unit of [1e-150, 1e150, 1e-300]) {
        checkSingular(
          A.map((value) => (value / most) * unit),
          rows,
          columns,
          build,
        );
      }
    },
  );

  test.each([8, 44])("svd keeps the digits of all of %i columns that are scaled from 1 to 1e-40", (n) => {
    const scales = Float64Array.from({ length: n }, (_, j) => 10 ** ((-40 * j) / (n - 1)));
    const A = weighted(noise(50 * n, 4), n, scales);
    const { s, U, V } = singular(A, 50, n, build);
    const back = times(weighted(U, n, s), V, 50, n, n, true);
    for (let k = 0; k < A.length; k++) {
      expect(Math.abs(back[k]! - A[k]!)).toBeLessThanOrEqual(1e-13 * scales[k % n]!);
    }
  });

  test("svd ends where rounding leaves more between two rows than a rotation could take away", () => {
    const A = [1.6701073825503356, 0.5418657718120806, 1.4711744966442954, 0.06126845637583889, 1.7401744966442956, 1.54055033557047]; // biome-ignore format: one line
    checkSingular(Float64Array.from(A), 2, 3, build);
  });

  test("the same input gives the same bits again", () => {
    expect(spectrum(symmetric(33), 33, build)).toEqual(spectrum(symmetric(33), 33, build));
    expect(singular(noise(200), 20, 10, build)).toEqual(singular(noise(200), 20, 10, build));
  });

  test.each([NaN, Infinity])("an entry that is %d is refused", (value) => {
    const A = symmetric(6);
    A[6 * 4 + 2] = value;
    expect(() => spectrum(A, 6, build)).toThrow("eigh A: expected finite numbers, got NaN or an infinity");
    expect(() => singular(A, 6, 6, build)).toThrow("svd A: expected finite numbers");
  });
});

test("both builds agree to rounding on values", () => {
  const A = symmetric(65);
  expect(spectrum(A, 65, "plain").w).toBeNear(spectrum(A, 65, "relaxed").w, 1e-13);
  expect(singular(A, 65, 65, "plain").s).toBeNear(singular(A, 65, 65, "relaxed").s, 1e-13);
});

test("blocks that are too small are refused with both numbers", () => {
  inArena({ a: f64(9), b: f64(8) }, ({ a, b }) => {
    expect(() => eigh(a, 3, a, b, a)).toThrow(
      "eigh vectors: expected room for 3 × 3, rows 3 apart, got 8 numbers",
    );
    expect(() => svd(a, 3, 3, a, a, a, b)).toThrow("svd work: expected room for 1 ×");
  });
});
