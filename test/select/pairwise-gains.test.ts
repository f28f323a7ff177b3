import { describe, expect, test } from "vitest";
import { KFold, MultiTaskRegressor, meanSquaredError, RandomState, type Task } from "../../src/index.ts";
import { meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import type { Penalty } from "../../src/penalty/penalty.ts";
import { pairwiseGains, pairwiseGainsAsync } from "../../src/select/index.ts";

const random = new RandomState(8);
const p = 5;
const draw = (n: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn() + 1));
const target = (x: readonly number[], w: readonly number[]): number =>
  2 + x.reduce((total, value, j) => total + value * w[j]!, 0) + random.randn();
const truth = [
  [1, -1, 0.5, 0, 2],
  [1.1, -1, 0.4, 0, 2],
  [-1, 1, 0, 1, 0],
];
const tasks = [13, 22, 17].map((n, t) => {
  const X = draw(n);
  return { X, y: X.map((x) => target(x, truth[t]!)), name: "abc"[t]! };
});
const alphas = [0.03, 0.3];
const betas = [0.2, 2];
const cv = 3;

/** Mean held-out errors of some tasks, by fits of the public estimator on the rows; strengths are those of all tasks' n̄. */
function errorsOf(
  all: readonly Required<Pick<Task, "X" | "y">>[],
  of: readonly number[],
  penalty: (scale: number) => Penalty,
  fitIntercept = true,
): number[] {
  const rows = all.map(({ y }) => new KFold({ nSplits: cv }).split((y as number[]).length));
  const part = (t: number, at: Int32Array) => ({
    X: Array.from(at, (i) => (all[t]!.X as number[][])[i]!),
    y: Array.from(at, (i) => (all[t]!.y as number[])[i]!),
  });
  const errors = of.map(() => 0);
  for (let k = 0; k < cv; k++) {
    const count = (t: number): number => rows[t]![k]!.train.length;
    const mean = all.reduce((total, _, t) => total + count(t), 0) / all.length;
    const own = of.reduce((total, t) => total + count(t), 0) / of.length;
    const model = new MultiTaskRegressor({ penalty: penalty(mean / own), tol: 1e-13, fitIntercept });
    model.fit(of.map((t) => part(t, rows[t]![k]!.train)));
    for (const [at, t] of of.entries()) {
      const { X, y } = part(t, rows[t]![k]!.test);
      errors[at]! += meanSquaredError(y, Array.from(model.predict(X, { task: at }))) / cv;
    }
  }
  return errors;
}

describe.each([true, false])("with an intercept: %s", (fitIntercept) => {
  const found = pairwiseGains(tasks, { cv, alphas, betas, fitIntercept });
  const alone = tasks.map((_, t) => {
    const errors = alphas.map(
      (alpha) => errorsOf(tasks, [t], (scale) => ridge(alpha * scale), fitIntercept)[0]!,
    );
    return { error: Math.min(...errors), alpha: alphas[errors.indexOf(Math.min(...errors))]! };
  });

  test("a task alone is its best ridge", () => {
    expect([...found.alphas]).toEqual(alone.map(({ alpha }) => alpha));
    for (const [t, { error }] of alone.entries()) {
      expect(found.alone[t]).toBeCloseTo(error, 10);
      expect(found.together.get(t, t)).toBe(found.alone[t]);
      expect(found.gains.get(t, t)).toBe(0);
    }
  });

  test("a pair is the mean-regularised fit of both, at its best strength", () => {
    const one = pairwiseGains(tasks, { cv, alphas: [0.3], betas, fitIntercept });
    for (const [t, s] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const choices = betas.map((beta) =>
        errorsOf(
          tasks,
          [t, s],
          (scale) => sum(meanRegularized(beta * scale), ridge(0.3 * scale)),
          fitIntercept,
        ),
      );
      const shares = choices.map(([a, b]) => a! / one.alone[t]! + b! / one.alone[s]!);
      const best = shares.indexOf(Math.min(...shares));
      expect(one.betas.get(t, s)).toBe(betas[best]);
      expect(one.betas.get(s, t)).toBe(betas[best]);
      expect(one.together.get(t, s)).toBeCloseTo(choices[best]![0]!, 9);
      expect(one.together.get(s, t)).toBeCloseTo(choices[best]![1]!, 9);
      expect(one.gains.get(t, s)).toBeCloseTo(1 - choices[best]![0]! / one.alone[t]!, 9);
    }
  });
});

test("an infinite strength pools, and large ones come near it", () => {
  const pooled = pairwiseGains(tasks, { cv, alphas, betas: [Infinity] });
  const near = pairwiseGains(tasks, { cv, alphas, betas: [1e9] });
  for (let k = 0; k < 9; k++)
    expect(near.together.to1DArray()[k]).toBeCloseTo(pooled.together.to1DArray()[k]!, 6);
  expect(pooled.betas.get(0, 1)).toBe(Infinity);
});

test("relatives gain from one another, strangers lose", () => {
  const { gains, tasks: names } = pairwiseGains(tasks, { cv, betas: [1] });
  expect(names).toEqual(["a", "b", "c"]);
  expect(gains.get(0, 1)).toBeGreaterThan(0);
  expect(gains.get(0, 2)).toBeLessThan(0);
});

test("tasks on the same rows share factors and have the same gains in both forms", () => {
  const X = draw(31);
  const Y = X.map((x) => [...truth, [0, 0, 0, 0, 1]].map((w) => target(x, w)));
  const shared = pairwiseGains(X, Y, { cv });
  const apart = pairwiseGains(
    [0, 1, 2, 3].map((t) => ({ X, y: Y.map((row) => row[t]!) })),
    { cv },
  );
  expect(apart).toEqual(shared);
  // rows of which one has another target missing are no longer the same
  const weights = Y.map((_, i) => [1, 1, i === 4 ? 0 : 1, 1]);
  const holes = Y.map((row, i) => row.map((y, t) => (i === 4 && t === 2 ? NaN : y)));
  const [weighted, missing] = [
    pairwiseGains(X, Y, { cv, sampleWeight: weights }),
    pairwiseGains(X, holes, { cv }),
  ];
  expect(weighted).toEqual(missing);
  expect(weighted.gains.get(0, 2)).not.toBe(shared.gains.get(0, 2));
});

test("many pairs of one factor are all solved", () => {
  const X = draw(37);
  const T = 13; // 78 pairs, more than go at a time
  const W = Array.from({ length: T }, (_, t) => truth[t % 3]!);
  const Y = X.map((x) => W.map((w) => target(x, w)));
  const all = pairwiseGains(X, Y, { cv, alphas: [0.1], betas });
  for (const [t, s] of [
    [0, 1],
    [3, 12],
    [12, 11],
  ] as const) {
    const two = pairwiseGains(
      X,
      Y.map((row) => [row[t]!, row[s]!]),
      { cv, alphas: [0.1], betas },
    );
    expect(all.together.get(t, s)).toBeCloseTo(two.together.get(0, 1), 10);
    expect(all.together.get(s, t)).toBeCloseTo(two.together.get(1, 0), 10);
  }
});

test("splits of any kind and the patient form give what they should", async () => {
  const folds = tasks.map(({ X }) => new KFold({ nSplits: cv }).split(X.length));
  const given = JSON.stringify(tasks);
  const splitter = { split: (n: number) => folds[tasks.findIndex(({ X }) => X.length === n)]! };
  const plain = pairwiseGains(tasks, { cv });
  expect(pairwiseGains(tasks, { cv: splitter })).toEqual(plain);
  const stages: string[] = [];
  const patient = pairwiseGainsAsync(tasks, { cv, onProgress: ({ stage }) => stages.push(stage) });
  expect(await patient).toEqual(plain);
  expect(stages).toContain("pairs");
  expect(JSON.stringify(tasks)).toBe(given);
  await expect(pairwiseGainsAsync(tasks, { cv, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  expect(() => pairwiseGains(tasks, { onProgress: () => false })).toThrow(
    /^stopped before there was a result/,
  );
  // folds that leave rows out are no partition
  const halves = { split: (n: number) => [0, 1].map((k) => ({ train: [k, 4, 5, 6, 7], test: [n - 1 - k] })) };
  expect(pairwiseGains(tasks, { cv: halves }).alone.every((error) => error >= 0)).toBe(true);
});

test.each<[readonly Task[], object, RegExp]>([
  [tasks.slice(1, 2), {}, /^pairwiseGains: expected at least two tasks, got one$/],
  [
    [tasks[0]!, { ...tasks[1]!, X: tasks[1]!.X.slice(3, 7), y: tasks[1]!.y.slice(3, 7) }],
    {},
    /^pairwiseGains task "b": expected at least 5 rows, one a fold, got 4$/,
  ],
  [
    [tasks[0]!, { ...tasks[2]!, y: tasks[2]!.y.map((y, i) => (i < 6 ? NaN : y)) }],
    { cv: 3 },
    /^pairwiseGains fold 0: expected an observed target of task "c" to test, got none$/,
  ],
  [tasks, { cv: 1 }, /^pairwiseGains\.cv: expected an integer >= 2/],
  [tasks, { alphas: [] }, /^pairwiseGains\.alphas: expected an array of numbers > 0, got an empty array$/],
  [
    tasks,
    { alphas: [1, Infinity] },
    /^pairwiseGains\.alphas: expected an array of numbers > 0, got Infinity$/,
  ],
  [tasks, { betas: [0] }, /^pairwiseGains\.betas: expected an array of numbers > 0, Infinity too, got 0$/],
  [
    tasks,
    { betas: [NaN] },
    /^pairwiseGains\.betas: expected an array of numbers > 0, Infinity too, got NaN$/,
  ],
  [tasks, { fitIntercept: 1 }, /^pairwiseGains\.fitIntercept: expected true or false, got 1$/],
  [
    tasks,
    { alpha: 1 },
    /^pairwiseGains: has no option alpha; it has cv, alphas, betas, fitIntercept, onProgress$/,
  ],
  [
    tasks.map((task) => ({ ...task, X: task.X.map(([x]) => [x!, x!]) })),
    { alphas: [1e-300] },
    /^pairwiseGains\.alphas: expected strengths at which these inputs can be solved for, got too small ones$/,
  ],
])("bad input %# gets one clear sentence", (given, options, message) => {
  expect(() => pairwiseGains(given, options as never)).toThrow(message);
});
