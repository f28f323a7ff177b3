import { describe, expect, test } from "vitest";
import { KFold, RandomState } from "../../src/index.ts";
import { gradientAffinity, pairwiseGains, TaskSelector } from "../../src/select/index.ts";
import { sharedLinear } from "../../src/select/linear-affinity.ts";
import { statisticsOf } from "../../src/statistics/statistics-of.ts";

const random = new RandomState(4);
const p = 3;
const draw = (n: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: p }, (_, j) => (j + 1) * random.randn() + j));
const truth = [
  [1, 0, 2],
  [1, 0.2, 1.8],
  [-1, 1, 0],
  [0, 0, 0.1],
];
const target = (x: readonly number[], w: readonly number[]): number =>
  3 + x.reduce((sum, value, j) => sum + value * w[j]!, 0) + 0.5 * random.randn();
const X = draw(23);
const Y = X.map((x) => truth.map((w) => target(x, w)));
const taskNames = ["a", "b", "c", "d"];
const tasks = [11, 14, 17, 13].map((n, t) => {
  const own = draw(n);
  return { X: own, y: own.map((x) => target(x, truth[t]!)), name: taskNames[t]! };
});
const T = truth.length;
const column = (t: number): number[] => Y.map((row) => row[t]!);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
const others = (t: number): number[] => [0, 1, 2, 3].filter((s) => s !== t);

/** Centred X and y of a task. */
function centred(rows: readonly number[][], y: readonly number[]): { A: number[][]; b: number[] } {
  const means = [0, 1, 2].map((j) => mean(rows.map((x) => x[j]!)));
  return { A: rows.map((x) => x.map((value, j) => value - means[j]!)), b: y.map((value) => value - mean(y)) };
}

/** Loss and slope of a task at w, from its rows. */
function lossAt(
  rows: readonly number[][],
  y: readonly number[],
  w: readonly number[],
): { loss: number; slope: number[] } {
  const { A, b } = centred(rows, y);
  const left = A.map((x, i) => b[i]! - x.reduce((sum, value, j) => sum + value * w[j]!, 0));
  return {
    loss: mean(left.map((r) => r * r)) / 2,
    slope: [0, 1, 2].map((j) => -mean(left.map((r, i) => r * A[i]![j]!))),
  };
}

describe("scores that fit finds", () => {
  test('"correlation": the mean |Pearson| with the others, or with the main task', () => {
    const correlation = (s: number, t: number): number => {
      const [a, b] = [column(s), column(t)].map((y) => y.map((value) => value - mean(y)));
      const inner = (u: number[], v: number[]): number => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
      return Math.abs(inner(a!, b!)) / Math.sqrt(inner(a!, a!) * inner(b!, b!));
    };
    const all = new TaskSelector().fit(X, Y, { taskNames });
    expect(all.tasks).toEqual(taskNames);
    for (const t of [0, 1, 2, 3])
      expect(all.scores[t]).toBeCloseTo(mean(others(t).map((s) => correlation(s, t))), 12);
    const main = new TaskSelector({ main: "b", scale: 3, threshold: 0.4, size: 1 }).fit(X, Y, { taskNames });
    expect(main.tasks).toEqual(["a", "c", "d"]);
    for (const [k, s] of [0, 2, 3].entries())
      expect(main.scores[k]).toBeCloseTo(3 * (correlation(s, 1) - 0.4), 12);
    expect(main.select()).toEqual(["a"]);
  });

  test("correlations are taken on the rows that both tasks have", () => {
    const holes = Y.map((row, i) => row.map((y, t) => (t === 2 && i < 9 ? NaN : y)));
    const part = new TaskSelector({ main: 2 }).fit(X, holes);
    const without = new TaskSelector({ main: 2 }).fit(X.slice(9), Y.slice(9));
    for (const k of [0, 1, 2]) expect(part.scores[k]).toBeCloseTo(without.scores[k]!, 12);
    expect(part.tasks).toEqual([0, 1, 3]);
    const constant = Y.map(([a, b, c]) => [a!, b!, c!, 7]);
    expect(new TaskSelector({ main: 3 }).fit(X, constant).scores).toEqual(new Float64Array(3));
  });

  test('"coefficients": cosines of what every task learns alone', () => {
    const alpha = 0.2;
    const found = new TaskSelector({ score: "coefficients", alpha, main: "c" }).fit(tasks);
    // downhill to the ridge of a task, as the brute road
    const ridge = (t: number): number[] => {
      const w = [0, 0, 0];
      for (let k = 0; k < 20_000; k++) {
        const { slope } = lossAt(tasks[t]!.X, tasks[t]!.y, w);
        for (const j of [0, 1, 2]) w[j]! -= 0.02 * (slope[j]! + alpha * w[j]!);
      }
      return w;
    };
    const W = [0, 1, 2, 3].map(ridge);
    const inner = (u: number[], v: number[]): number => u.reduce((sum, value, j) => sum + value * v[j]!, 0);
    for (const [k, s] of [0, 1, 3].entries()) {
      const cosine = inner(W[s]!, W[2]!) / Math.sqrt(inner(W[s]!, W[s]!) * inner(W[2]!, W[2]!));
      expect(found.scores[k]).toBeCloseTo(cosine, 9);
    }
  });

  test('"transferGain": what the main task gains in a pair', () => {
    const { gains } = pairwiseGains(tasks, { cv: 3 });
    const found = new TaskSelector({ score: "transferGain", cv: 3, main: "a", threshold: 0.01 }).fit(tasks);
    for (const [k, s] of [1, 2, 3].entries()) expect(found.scores[k]).toBe(gains.get(0, s) - 0.01);
    const all = new TaskSelector({ score: "transferGain", cv: new KFold({ nSplits: 3 }) }).fit(tasks);
    for (const s of [0, 1, 2, 3])
      expect(all.scores[s]).toBeCloseTo(mean(others(s).map((t) => gains.get(t, s))), 12);
  });

  test('"gradientAffinity": one step of one linear model from 0', () => {
    const found = new TaskSelector({ score: "gradientAffinity", main: "a" }).fit(tasks);
    const { learningRate } = sharedLinear(statisticsOf(tasks), "zero", 1);
    for (const [k, s] of [1, 2, 3].entries()) {
      const step = lossAt(tasks[s]!.X, tasks[s]!.y, [0, 0, 0]).slope.map((slope) => -learningRate * slope);
      const [before, after] = [[0, 0, 0], step].map((w) => lossAt(tasks[0]!.X, tasks[0]!.y, w).loss);
      expect(found.scores[k]).toBeCloseTo(1 - after! / before!, 11);
    }
    expect(found.scores[0]).toBeGreaterThan(0);
    expect(found.scores[1]).toBeLessThan(found.scores[0]!);
  });

  test("a function of the statistics", async () => {
    const given: number[] = [];
    const score = (statistics: { T: number; p: number }): number[][] => {
      given.push(statistics.T, statistics.p);
      return Array.from({ length: 4 }, (_, t) => [t, 10, 20, 30]);
    };
    const selector = new TaskSelector({ score, main: 1 });
    expect([...selector.fit(tasks).scores]).toEqual([1, 20, 30]);
    expect(given).toEqual([T, p]);
    expect([...(await selector.fitAsync(tasks)).scores]).toEqual([1, 20, 30]);
    expect(() => new TaskSelector({ score: () => [[1, 2]] }).fit(tasks)).toThrow(
      /^TaskSelector\.fit score: expected a matrix of 4 x 4, got 1 x 2$/,
    );
    expect(() => new TaskSelector({ score: () => [[NaN]] }).fit(tasks)).toThrow(
      /^TaskSelector\.fit score row 0: expected a finite number, got NaN$/,
    );
  });
});

describe("a selector that learns", () => {
  test("costs are those of all tasks, the main one's with them", () => {
    const selector = new TaskSelector({ main: 0, costs: [9, 1, 2, 3], budget: 3 }).fit(X, Y);
    expect(selector.probability([3])).toBeGreaterThan(0);
    expect(selector.probability([2, 3])).toBe(0);
    expect(selector.probability([1, 2])).toBeGreaterThan(0);
  });

  const fitted = (params: object, options?: { taskNames: string[] }) => () =>
    new TaskSelector(params).fit(X, Y, options);
  test.each<[() => unknown, RegExp]>([
    [
      () => new TaskSelector().fit(X, column(0)),
      /^TaskSelector\.fit: expected at least two tasks, to help one another, got one$/,
    ],
    [
      fitted({ scores: [1, 2] }),
      /^TaskSelector\.fit: expected a selector without scores, which it would find, got one that has them$/,
    ],
    [fitted({ main: 4 }), /^TaskSelector\.main: expected a task from 0 to 3, got 4$/],
    [
      fitted({ main: "z" }, { taskNames }),
      /^TaskSelector\.main: expected a task from 0 to 3, or one of a, b, c, d, got "z"$/,
    ],
    [
      fitted({ size: 4, main: 0 }),
      /^TaskSelector\.size: expected at most 3, as there are tasks to choose from, got 4$/,
    ],
    [fitted({ costs: [1, 2, 3], budget: 2 }), /^TaskSelector\.costs: expected 4 costs, one a task, got 3$/],
    [
      () => new TaskSelector().fit(tasks),
      /^TaskSelector\.fit score "correlation": expected tasks on the same rows of X, got rows of their own$/,
    ],
    [
      () => new TaskSelector({ score: "transferGain", cv: 12 }).fit(tasks),
      /^TaskSelector\.fit task "a": expected at least 12 rows, one a fold, got 11$/,
    ],
    [
      () =>
        new TaskSelector({ score: "coefficients" }).fit(
          X,
          Y.map(([a]) => [a!, NaN]),
        ),
      /^TaskSelector\.fit task 1: expected at least one observed target with a positive weight, got none$/,
    ],
    [
      () =>
        new TaskSelector().fit(
          X,
          Y.map(([a]) => [a!, NaN]),
        ),
      /^TaskSelector\.fit task 1: expected at least one observed target/,
    ],
    [
      () => new TaskSelector({ scale: 1e9, score: "coefficients" }).fit(tasks),
      /^TaskSelector\.fit scores task 0: expected a number from -1e6 to 1e6, got /,
    ],
  ])("bad input %# gets one clear sentence", (ask, message) => {
    expect(ask).toThrow(message);
  });

  test("stops at its signal, and tells how far it is", async () => {
    const selector = new TaskSelector({ score: "transferGain", cv: 3 });
    await expect(selector.fitAsync(tasks, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(() => selector.fit(tasks, { onProgress: () => false })).toThrow(/^stopped/);
    expect(() => selector.marginals()).toThrow(/call fit first/);
  });
});

describe("gradient affinity", () => {
  test("of one linear model, at 0 and at the pooled ridge, is what the rows say", () => {
    for (const point of ["zero", "pooled"] as const) {
      const model = sharedLinear(statisticsOf(tasks), point, 0.3);
      const now = model.losses();
      const affinity = gradientAffinity(model, { learningRate: 0.05 });
      for (const s of [0, 1, 2, 3]) {
        const after = model.losses(Float64Array.from(model.gradient(s), (slope) => -0.05 * slope));
        for (const t of [0, 1, 2, 3]) {
          expect(affinity.get(t, s)).toBe(1 - after[t]! / now[t]!);
          const step = Float64Array.from([0.1, -0.2, 0.05]);
          const [up, down] = [model.losses(step), model.losses(step.map((x) => -x))];
          // a quadratic: the central difference is the slope
          const along = Array.from(model.gradient(t)).reduce((sum, slope, j) => sum + slope * step[j]!, 0);
          expect((up[t]! - down[t]!) / 2).toBeCloseTo(along, 10);
        }
      }
    }
    const zero = sharedLinear(statisticsOf(tasks), "zero", 1);
    for (const t of [0, 1, 2, 3]) {
      const { loss, slope } = lossAt(tasks[t]!.X, tasks[t]!.y, [0, 0, 0]);
      expect(zero.losses()[t]).toBeCloseTo(loss, 11);
      for (const j of [0, 1, 2]) expect(zero.gradient(t)[j]).toBeCloseTo(slope[j]!, 11);
    }
  });

  test("the pooled point is where the slopes of all rows and of the ridge cancel", () => {
    const model = sharedLinear(statisticsOf(tasks), "pooled", 0.3);
    const rows = tasks.map(({ X: own }) => own.length);
    const total = rows.reduce((a, b) => a + b);
    const slope = [0, 1, 2].map((j) =>
      tasks.reduce((sum, _, t) => sum + (rows[t]! * model.gradient(t)[j]!) / total, 0),
    );
    // slope + 0.3 w = 0 gives w, and the losses there are those of w
    const w = slope.map((value) => -value / 0.3);
    for (const [t, { X: own, y }] of tasks.entries())
      expect(model.losses()[t]).toBeCloseTo(lossAt(own, y, w).loss, 9);
  });

  test("no task's own step makes it worse at the learning rate of the linear model", () => {
    const model = sharedLinear(statisticsOf(tasks), "zero", 1);
    const affinity = gradientAffinity(model, model);
    for (const t of [0, 1, 2, 3]) expect(affinity.get(t, t)).toBeGreaterThan(0);
  });

  const model = { T: 2, gradient: () => [1, 2], losses: () => [1, 2] };
  test.each<[object, number, RegExp]>([
    [{ ...model, T: 1 }, 1, /^gradientAffinity model\.T: expected at least two tasks, got 1$/],
    [model, 0, /^gradientAffinity\.learningRate: expected a finite number > 0, got 0$/],
    [model, NaN, /^gradientAffinity\.learningRate: expected a finite number > 0, got NaN$/],
    [
      { ...model, gradient: (t: number) => new Array(t + 1).fill(1) },
      1,
      /^gradientAffinity gradient of task 1: expected 1 numbers, as of task 0, got 2$/,
    ],
    [{ ...model, losses: () => [1] }, 1, /^gradientAffinity losses: expected 2 numbers, one a task, got 1$/],
    [
      { ...model, losses: () => [1, NaN] },
      1,
      /^gradientAffinity loss of task 1: expected a finite number >= 0, got NaN$/,
    ],
  ])("bad input %# gets one clear sentence", (given, learningRate, message) => {
    expect(() => gradientAffinity(given as never, { learningRate })).toThrow(message);
  });

  test("a task without loss has no affinities", () => {
    const found = gradientAffinity({ ...model, losses: (step) => [0, step ? 1 : 2] }, { learningRate: 1 });
    expect(found.to2DArray()).toEqual([
      [0, 0],
      [0.5, 0.5],
    ]);
  });
});
