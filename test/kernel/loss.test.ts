import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { type LossRows, logisticLoss, poissonLoss, softmaxLoss } from "../../src/kernel/loss.ts";
import type { Build } from "../../src/kernel/module.ts";
import { exponential } from "../../src/matrix/exponential.ts";
import { logarithm } from "../../src/matrix/logarithm.ts";
import { noise } from "./matrices.ts";
import { plainLogistic, plainPoisson, plainSoftmax } from "./plain-loss.ts";

type Loss = (rows: LossRows, build?: Build) => number;

interface Twins {
  readonly name: string;
  readonly ours: Loss;
  readonly twin: Loss;
  readonly Ks: readonly number[];
  /** A target of a number in (-1, 1). */
  readonly target: (x: number, K: number) => number;
}

const losses: Twins[] = [
  { name: "logistic", ours: logisticLoss, twin: plainLogistic, Ks: [1], target: (x) => Number(x > 0) },
  {
    name: "poisson",
    ours: poissonLoss,
    twin: plainPoisson,
    Ks: [1],
    target: (x) => Math.max(0, Math.floor(9 * x)),
  },
  {
    name: "softmax",
    ours: softmaxLoss,
    twin: plainSoftmax,
    Ks: [2, 3, 4, 5],
    target: (x, K) => Math.floor(((x + 1) / 2) * K),
  },
];

const builds = ["plain", "relaxed"] as const;
const roads = losses.flatMap((loss) => builds.map((build) => ({ ...loss, build })));

interface Given {
  readonly y: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  readonly f: ArrayLike<number>;
}

/** The value, the slopes and the curvatures that a loss leaves; one number behind each stays as it was. */
function answer(loss: Loss, { y, weight, f }: Given, build?: Build) {
  const [n, m] = [y.length, f.length];
  const wishes = { y: f64(n), weight: f64(n), f: f64(m), slope: f64(m + 1), curvature: f64(m + 1) };
  return inArena(wishes, (blocks) => {
    blocks.y.values.set(y);
    blocks.weight.values.set(weight);
    blocks.f.values.set(f);
    blocks.slope.values.fill(7);
    blocks.curvature.values.fill(7);
    const value = loss({ n, K: n === 0 ? 1 : m / n, ...blocks }, build);
    const [slope, curvature] = [[...blocks.slope.values], [...blocks.curvature.values]];
    expect([slope.pop(), curvature.pop(), ...blocks.f.values]).toEqual([7, 7, ...Array.from(f)]);
    return { value, slope, curvature };
  });
}

/** n rows, their predictions in (-size, size). */
const given = (n: number, K: number, size: number, target: Twins["target"]): Given => ({
  y: noise(n, n + 10 * K).map((x) => target(x, K)),
  weight: noise(n, n + 1).map((x) => 1.5 + x),
  f: noise(n * K, n + 2).map((x) => size * x),
});

/** The same number, infinite or not, or within `tolerance` of it. */
const same = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a + 0, b + 0) || Math.abs(a - b) <= tolerance * Math.abs(b);

describe.each(roads)("$name, $build build", ({ ours, twin, Ks, target, build }) => {
  test("value, slopes and curvatures are those of the plain road", () => {
    for (const K of Ks) {
      for (let n = K === 1 ? 0 : 1; n <= 9; n++) {
        for (const size of [0.01, 1, 5, 30]) {
          const rows = given(n, K, size, target);
          const [got, want] = [answer(ours, rows, build), answer(twin, rows)];
          expect(got.value).toBeNear(want.value, 1e-13);
          expect(got.slope).toBeNear(want.slope, 1e-13);
          for (const [at, h] of got.curvature.entries()) {
            expect(Math.abs(h - want.curvature[at]!)).toBeLessThanOrEqual(1e-13 * (h + rows.weight[at % n]!));
          }
        }
      }
    }
  });

  test("a row has the same bits wherever it stands", () => {
    for (const K of Ks) {
      const one = { y: [1], weight: [1 / 3], f: noise(K, 4).map((x) => 3 * x) };
      const alone = answer(ours, one, build);
      for (let n = 2; n <= 9; n++) {
        for (let i = 0; i < n; i++) {
          const rows = given(n, K, 2, target);
          const [y, weight, f] = [Array.from(rows.y), Array.from(rows.weight), Array.from(rows.f)];
          [y[i], weight[i]] = [one.y[0]!, one.weight[0]!];
          for (let k = 0; k < K; k++) f[k * n + i] = one.f[k]!;
          const among = answer(ours, { y, weight, f }, build);
          for (let k = 0; k < K; k++) {
            expect(among.slope[k * n + i]).toBe(alone.slope[k]);
            expect(among.curvature[k * n + i]).toBe(alone.curvature[k]);
          }
        }
      }
    }
  });

  test("rows are summed in one order: even ones, odd ones, then both", () => {
    for (const K of Ks) {
      for (let n = 1; n <= 9; n++) {
        const { y, weight, f } = given(n, K, 3, target);
        const sums = [0, 0];
        for (let i = 0; i < n; i++) {
          const own = Array.from({ length: K }, (_, k) => f[k * n + i]!);
          sums[i % 2]! += answer(ours, { y: [y[i]!], weight: [weight[i]!], f: own }, build).value;
        }
        expect(answer(ours, { y, weight, f }, build).value).toBe(sums[0]! + sums[1]!);
      }
    }
  });

  test("the ends of the line are those of the plain road: finite or infinite, NaN only for NaN", () => {
    const ends = [0, -0, 36, -36, 709.7, -709.7, 750, -750, 1e4, -1e4, 1e300, -1e300];
    for (const K of Ks) {
      for (const far of ends) {
        for (const y of [0, 1]) {
          const f = Array.from({ length: K }, (_, k) => (k === 0 ? far : k / 7));
          const rows = { y: [y], weight: [1], f };
          const [got, want] = [answer(ours, rows, build), answer(twin, rows)];
          expect(got.value).not.toBeNaN();
          expect(same(got.value, want.value, 1e-13), `${got.value} for ${want.value} at ${far}`).toBe(true);
          const both = [...got.slope, ...got.curvature];
          for (const [k, wanted] of [...want.slope, ...want.curvature].entries()) {
            expect(
              Math.abs(wanted) < 1e-290 || same(both[k]!, wanted, 1e-13),
              `${both[k]} for ${wanted}`,
            ).toBe(true);
            expect(both[k]).not.toBeNaN();
          }
        }
      }
      const f = Array.from({ length: K }, (_, k) => (k === K - 1 ? Number.NaN : k));
      const nan = answer(ours, { y: [0], weight: [1], f }, build);
      expect(nan.value).toBeNaN();
      expect(nan.slope.at(-1)).toBeNaN();
    }
  });
});

describe.each(builds)("%s build", (build) => {
  /** With no counts and weights 1, the slope of poisson is the exponential. */
  const exponentials = (x: ArrayLike<number>): number[] =>
    answer(poissonLoss, { y: Array(x.length).fill(0), weight: Array(x.length).fill(1), f: x }, build).slope;

  test("exponentials are those of src/matrix to two units in the last place, also where they are subnormal", () => {
    const x = [
      ...noise(4001, 1).map((u) => 726 * u - 18),
      ...noise(4001, 2),
      ...noise(999, 3).map((u) => 37 * u - 708),
    ];
    for (const [i, got] of exponentials(x).entries()) {
      const want = exponential(x[i]!);
      const unit = Math.max(5e-324, 2 ** (Math.floor(Math.log2(want)) - 52));
      expect(Math.abs(got - want), `e^${x[i]}`).toBeLessThanOrEqual(2 * unit);
    }
    const ends = [
      0,
      -0,
      709.78,
      709.79,
      710,
      1e5,
      Infinity,
      -745.1,
      -745.2,
      -746,
      -1e5,
      -Infinity,
      Number.NaN,
    ];
    for (const [i, got] of exponentials(ends).entries()) {
      expect(same(got, exponential(ends[i]!), 1e-15), `${got} for e^${ends[i]}`).toBe(true);
    }
  });

  test("logarithms are those of src/matrix to rounding: of 1 + e^-f, of the number of classes, of counts", () => {
    for (let step = 0; step <= 4000; step++) {
      const f = step / 100;
      const { value } = answer(logisticLoss, { y: [1], weight: [1], f: [f] }, build);
      // 1 + e^-f itself may differ by a unit
      expect(Math.abs(value - logarithm(1 + exponential(-f)))).toBeLessThanOrEqual(2 ** -52);
    }
    for (let K = 2; K <= 300; K++) {
      const { value } = answer(softmaxLoss, { y: [0], weight: [1], f: new Float64Array(K) }, build);
      expect(Math.abs(value - logarithm(K))).toBeLessThanOrEqual(2 ** -51 * logarithm(K));
    }
    for (const y of [2 ** -1000, 1e-9, 0.3, 1, 2, 3, 12345, 1e9, 2 ** 60, 1e300]) {
      const { value } = answer(poissonLoss, { y: [y], weight: [1], f: [-1e4] }, build);
      expect(value).toBeNear(y * 1e4 + y * logarithm(y) - y, 1e-15);
    }
  });
});

test("both builds agree to 1e-10", () => {
  for (const { ours, Ks, target } of losses) {
    const rows = given(999, Ks.at(-1)!, 6, target);
    const [plain, relaxed] = builds.map((build) => answer(ours, rows, build));
    expect(plain!.value).toBeNear(relaxed!.value, 1e-10);
    expect(plain!.slope).toBeNear(relaxed!.slope, 1e-10);
    expect(plain!.curvature).toBeNear(relaxed!.curvature, 1e-10);
  }
});

test("blocks that are too small, and classes where there are none, are refused", () => {
  inArena({ a: f64(6), b: f64(3) }, ({ a, b }) => {
    const rows = { n: 3, K: 2, y: b, weight: b, f: a, slope: a, curvature: a };
    expect(() => softmaxLoss({ ...rows, curvature: b })).toThrow(
      "softmaxLoss curvature: expected room for 6 doubles, got 3",
    );
    expect(() => poissonLoss({ ...rows, n: 4, K: 1 })).toThrow(
      "poissonLoss y: expected room for 4 doubles, got 3",
    );
    expect(() => logisticLoss(rows)).toThrow("logisticLoss K: expected 1, got 2");
  });
});
