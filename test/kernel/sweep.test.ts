import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import {
  combine,
  differenceGram,
  lanesOf,
  rowSizes,
  sweepGram,
  sweepRows,
  sweepWork,
} from "../../src/kernel/sweep.ts";
import { plainSweepGram, plainSweepRows } from "../../src/solver/descent/plain-sweep.ts";
import { questionsOf } from "../../src/solver/descent/row-terms.ts";
import { distance, filled, noise, times } from "./matrices.ts";

const strengths = [
  { l1: 0, l21: 0.3, ridge: 0 },
  { l1: 0, l21: 0.2, ridge: 0.5 },
  { l1: 0.1, l21: 0, ridge: 0 },
  { l1: 0.05, l21: 0.1, ridge: 0.25 },
  { l1: 0, l21: 0, ridge: 0 },
];

/** Rows of T numbers as rows of lanes, zeros beyond. */
const padded = (x: Float64Array, rows: number, T: number): Float64Array =>
  filled(rows, lanesOf(T), (i, t) => (t < T ? x[i * T + t]! : 0));

const scratchOf = (T: number) => ({
  step: new Float64Array(T),
  row: new Float64Array(T),
  h: new Float64Array(T),
});

const featuresOf = (m: number): Int32Array => Int32Array.from({ length: m }, (_, k) => k);

/** The rows in an order that is not theirs. */
const orderOf = (m: number): Float64Array => Float64Array.from({ length: m }, (_, k) => m - 1 - k);

describe.each(["plain", "relaxed"] as const)("%s build", (build) => {
  test.each(strengths)("two sweeps on a Gram matrix are those of the plain road, %o", (strength) => {
    for (let m = 0; m <= 11; m++) {
      for (let T = 1; T <= 9; T++) {
        const lanes = lanesOf(T);
        const ld = m + (m % 3);
        const X = noise(7 * m, m + T);
        if (m > 3) for (let i = 0; i < 7; i++) X[2 * 7 + i] = 0;
        const gram = times(X, X, m, 7, m, true);
        const G = filled(m, ld, (i, j) => (j < m ? gram[i * m + j]! : NaN));
        const W = padded(noise(m * T, 3), m, T);
        const H = padded(noise(m * T, 4), m, T);
        const [wantedW, wantedH, order] = [W.slice(), H.slice(), orderOf(m)];
        const questions = questionsOf(strength, m, T);
        for (let trip = 0; trip < 2; trip++)
          plainSweepGram(m, lanes, G, ld, order, wantedW, wantedH, questions, featuresOf(20), scratchOf(T));
        const wishes = {
          g: f64(m * ld),
          o: f64(m),
          w: f64(m * lanes),
          h: f64(m * lanes + 3),
          s: f64(sweepWork(lanes)),
        };
        inArena(wishes, ({ g, o, w, h, s }) => {
          g.values.set(G);
          o.values.set(order);
          w.values.set(W);
          h.values.fill(7).set(H);
          for (let trip = 0; trip < 2; trip++) sweepGram({ m, lanes }, g, ld, o, w, h, strength, s, build);
          expect(distance(w.values, wantedW)).toBeLessThanOrEqual(1e-12);
          expect(distance(h.values.subarray(0, m * lanes), wantedH)).toBeLessThanOrEqual(1e-12);
          expect([...h.values.subarray(m * lanes)]).toEqual([7, 7, 7]);
        });
      }
    }
  });

  test.each(strengths)(
    "two sweeps on rows, over some of the features, are those of the plain road, %o",
    (strength) => {
      for (let n = 1; n <= 9; n++) {
        for (let m = 0; m <= 9; m++) {
          const T = 1 + ((n * 5 + m) % 9);
          const lanes = lanesOf(T);
          const p = m + 2;
          const X = noise(p * n, m + n);
          if (p > 4) X.fill(0, 3 * n, 4 * n);
          const squares = Float64Array.from({ length: p }, (_, j) =>
            X.subarray(j * n, (j + 1) * n).reduce((sum, x) => sum + x * x, 0),
          );
          const W = padded(noise(p * T, 3), p, T);
          const R = padded(noise(n * T, 4), n, T);
          const [wantedW, wantedR, order] = [W.slice(), R.slice(), orderOf(m).map((k) => k + 1)];
          const questions = questionsOf(strength, m, T);
          for (let trip = 0; trip < 2; trip++)
            plainSweepRows(
              m,
              lanes,
              X,
              n,
              squares,
              order,
              wantedW,
              wantedR,
              questions,
              featuresOf(20),
              scratchOf(T),
            );
          const wishes = {
            ...{ x: f64(p * n), q: f64(p), o: f64(m), w: f64(p * lanes) },
            ...{ r: f64(n * lanes + 3), s: f64(sweepWork(lanes)) },
          };
          inArena(wishes, ({ x, q, o, w, r, s }) => {
            x.values.set(X);
            q.values.set(squares);
            o.values.set(order);
            w.values.set(W);
            r.values.fill(7).set(R);
            for (let trip = 0; trip < 2; trip++)
              sweepRows({ m, lanes }, x, n, q, o, w, r, strength, s, build);
            expect(distance(w.values, wantedW)).toBeLessThanOrEqual(1e-12);
            expect(distance(r.values.subarray(0, n * lanes), wantedR)).toBeLessThanOrEqual(1e-12);
            expect([...r.values.subarray(n * lanes)]).toEqual([7, 7, 7]);
          });
        }
      }
    },
  );

  test("the size of a row is its norm or its largest number", () => {
    for (let m = 0; m <= 5; m++) {
      for (let T = 1; T <= 7; T++) {
        const lanes = lanesOf(T);
        const Z = padded(noise(m * T, m + T), m, T);
        inArena({ z: f64(m * lanes), sizes: f64(m) }, ({ z, sizes }) => {
          z.values.set(Z);
          for (const largest of [false, true]) {
            rowSizes({ m, lanes }, sizes, z, largest, build);
            for (let k = 0; k < m; k++) {
              const row = [...Z.subarray(k * lanes, (k + 1) * lanes)];
              const wanted = largest ? Math.max(...row.map(Math.abs)) : Math.hypot(...row);
              expect(sizes.values[k]).toBeNear(wanted, 1e-15);
            }
          }
        });
      }
    }
  });

  test("differences, their inner products and their combination", () => {
    for (let size = 1; size <= 19; size++) {
      for (const K of [1, 2, 5]) {
        const S = noise((K + 1) * size, size + K);
        const c = noise(K, 3);
        const D = filled(K, size, (k, i) => S[(k + 1) * size + i]! - S[k * size + i]!);
        inArena({ s: f64((K + 1) * size), u: f64(K * K), w: f64(K), to: f64(size) }, ({ s, u, w, to }) => {
          s.values.set(S);
          w.values.set(c);
          differenceGram(u, s, size, K, build);
          expect(u.values).toBeNear(times(D, D, K, size, K, true), 1e-14);
          combine(to, s, size, K, w, build);
          const wanted = times(c, D, 1, K, size).map((x, i) => x + S[K * size + i]!);
          expect(to.values).toBeNear(wanted, 1e-14);
        });
      }
    }
  });
});

test("lanes that are odd and blocks that are too small are refused", () => {
  inArena({ a: f64(9), s: f64(40) }, ({ a, s }) => {
    const none = { l1: 0, l21: 1, ridge: 0 };
    expect(() => sweepGram({ m: 3, lanes: 3 }, a, 3, a, a, a, none, s)).toThrow(
      "sweepGram lanes: expected an even number > 0, got 3",
    );
    expect(() => sweepGram({ m: 3, lanes: 4 }, a, 3, a, a, a, none, s)).toThrow(
      "sweepGram W: expected room for 12 doubles, got 9",
    );
    expect(() => sweepRows({ m: 3, lanes: 2 }, a, 4, a, a, a, a, none, s)).toThrow(
      "sweepRows X: expected room for 12 doubles, got 9",
    );
  });
});
