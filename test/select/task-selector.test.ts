import { describe, expect, test } from "vitest";
import { NotFittedError, RandomState } from "../../src/index.ts";
import { TaskSelector } from "../../src/select/index.ts";

interface Law {
  readonly scores: readonly number[];
  readonly size?: number;
  readonly budget?: number;
  readonly costs?: readonly number[];
}

interface Listed {
  readonly tasks: number[];
  readonly sum: number;
}

/** Every subset that may be chosen, one by one. */
function subsetsOf({ scores, size, budget, costs }: Law): Listed[] {
  return Array.from({ length: 2 ** scores.length }, (_, mask) =>
    scores.flatMap((_, t) => (mask & (1 << t) ? [t] : [])),
  )
    .filter((tasks) => size === undefined || tasks.length === size)
    .filter((tasks) => {
      const cost = tasks.reduce((sum, t) => sum + (costs?.[t] ?? 1), 0);
      return budget === undefined || cost <= budget;
    })
    .map((tasks) => ({ tasks, sum: tasks.reduce((sum, t) => sum + scores[t]!, 0) }));
}

/** ln Σ exp, of the largest term on. */
function logSum(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** In the order of `top`: by sum, then by the least-scored (then last) task that is not in both. */
function ranked(listed: readonly Listed[], scores: readonly number[]): number[][] {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]! || b - a);
  const first = (a: Listed, b: Listed): number => {
    const differs = order.find((t) => a.tasks.includes(t) !== b.tasks.includes(t));
    return differs === undefined ? 0 : a.tasks.includes(differs) ? 1 : -1;
  };
  return [...listed].sort((a, b) => b.sum - a.sum || first(a, b)).map(({ tasks }) => tasks);
}

const random = new RandomState(5);
const draws = (T: number, scale: number): number[] => Array.from({ length: T }, () => scale * random.randn());
const costsOf = (T: number): number[] => Array.from({ length: T }, () => random.randint(0, 5));

const laws: [string, Law][] = [
  ...[1, 2, 5, 9, 12].flatMap((T): [string, Law][] => [
    [`${T} tasks`, { scores: draws(T, 2) }],
    [`${(T + 1) >> 1} of ${T} tasks`, { scores: draws(T, 2), size: (T + 1) >> 1 }],
    [`${T} tasks within a budget`, { scores: draws(T, 2), costs: costsOf(T), budget: T + 3 }],
  ]),
  ["none of 3 tasks", { scores: [1, 2, 3], size: 0 }],
  ["all of 3 tasks", { scores: [1, -2, 3], size: 3 }],
  ["at most 2 of 5 tasks", { scores: draws(5, 1), budget: 2 }],
  ["a budget that has room for all", { scores: draws(4, 1), costs: [3, 1, 0, 2], budget: 100 }],
  ["a task beyond the budget", { scores: [9, 1, 1], costs: [70, 2, 3], budget: 4 }],
  ["tasks that cost nothing", { scores: [1, -1, 0.5], costs: [0, 0, 0], budget: 0 }],
  ...[700, 1e4].flatMap((large): [string, Law][] => [
    [`scores of ±${large}`, { scores: [large, -large, large, 0.5, -large, 1, large] }],
    [`scores of ±${large}, a size`, { scores: [large, -large, large, 0.5, -large, 1], size: 4 }],
    [
      `scores of ±${large}, a budget that only the worse fit`,
      { scores: [large, large, 1, -large, 2], costs: [10, 10, 1, 1, 9], budget: 19 },
    ],
  ]),
];

describe.each(laws)("%s", (_, law) => {
  const listed = subsetsOf(law);
  const logZ = logSum(listed.map(({ sum }) => sum));
  const selector = new TaskSelector(law);
  const marginals = law.scores.map((_, t) =>
    listed.reduce((sum, own) => sum + (own.tasks.includes(t) ? Math.exp(own.sum - logZ) : 0), 0),
  );
  const near = 1e-12 * Math.max(1, ...law.scores.map(Math.abs));

  test("has the normaliser and the probabilities of all subsets", () => {
    expect(Math.abs(selector.logNormalizer - logZ)).toBeLessThan(near);
    let total = 0;
    for (const { tasks, sum } of listed) {
      expect(Math.abs(selector.logProbability(tasks) - (sum - logZ))).toBeLessThan(10 * near);
      const probability = selector.probability([...tasks].reverse());
      expect(Math.abs(probability - Math.exp(sum - logZ))).toBeLessThan(10 * near);
      total += probability;
    }
    expect(total).toBeCloseTo(1, 12);
  });

  test("has the marginals", () => {
    for (const [t, own] of selector.marginals().entries()) expect(own).toBeCloseTo(marginals[t]!, 11);
  });

  test("ranks the subsets", () => {
    const top = selector.top(listed.length + 7);
    const sums = top.map(({ tasks }) => tasks.reduce<number>((sum, t) => sum + law.scores[t as number]!, 0));
    expect(new Set(top.map(({ tasks }) => tasks.join())).size).toBe(listed.length);
    expect(top.length).toBe(listed.length);
    for (let k = 1; k < sums.length; k++) expect(sums[k]! - sums[k - 1]!).toBeLessThan(near);
    for (const count of [1, 2, 3, 11, 100]) expect(selector.top(count)).toEqual(top.slice(0, count));
    expect(selector.mode()).toEqual(top[0]!.tasks);
    for (const { tasks, probability } of top.slice(0, 20))
      expect(selector.probability(tasks)).toBe(probability);
  });

  test("has a gradient", () => {
    const { tasks } = listed[Math.floor(listed.length / 2)]!;
    const found = selector.gradient(tasks);
    const step = 1e-4;
    const moved = (t: number, by: number): number => {
      const scores = law.scores.map((score, s) => (s === t ? score + by : score));
      return new TaskSelector({ ...law, scores }).logProbability(tasks);
    };
    for (const t of law.scores.keys()) {
      const large = Math.max(...law.scores.map(Math.abs));
      const difference = (moved(t, step) - moved(t, -step)) / (2 * step);
      expect(Math.abs(found[t]! - difference)).toBeLessThan(1e-6 + large * 1e-9);
    }
  });

  test("draws only what may be chosen", () => {
    const allowed = new Set(listed.map(({ tasks }) => tasks.join()));
    for (const subset of selector.samples(50, 1)) expect(allowed).toContain(subset.join());
    expect(selector.samples(50, 1)).toEqual(selector.samples(50, 1));
    expect(selector.sample(1)).toEqual(selector.samples(1, 1)[0]);
  });
});

test("equal sums come in the order that is promised, all of them and the first few", () => {
  const scores = [0.5, 0, 0.25, 0.5, -0.25, 0.25, 0];
  for (const rule of [{}, { size: 3 }, { costs: [1, 2, 2, 1, 0, 3, 1], budget: 5 }]) {
    const law = { scores, ...rule };
    const wanted = ranked(subsetsOf(law), scores);
    for (const count of [1, 4, 9, 20, wanted.length])
      expect(new TaskSelector(law).top(count).map(({ tasks }) => tasks)).toEqual(wanted.slice(0, count));
  }
  const equal = new TaskSelector({ scores: new Array(6).fill(0.1), size: 2 });
  expect(equal.top(3).map(({ tasks }) => tasks)).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
});

test.each<[string, Law]>([
  ["independent tasks", { scores: [0.3, -1, 1.2, 0] }],
  ["three of six", { scores: [0.3, -1, 1.2, 0, 2, -0.4], size: 3 }],
  ["a budget", { scores: [0.3, -1, 1.2, 0, 0.4], costs: [2, 1, 3, 0, 2], budget: 4 }],
])("%s are drawn as often as they are probable (chi-square)", (_, law) => {
  const selector = new TaskSelector(law);
  const n = 20_000;
  const seen = new Map<string, number>();
  for (const subset of selector.samples(n, 7)) {
    const key = subset.join();
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const listed = subsetsOf(law);
  const chi = listed.reduce((sum, { tasks }) => {
    const expected = n * selector.probability(tasks);
    return sum + ((seen.get(tasks.join()) ?? 0) - expected) ** 2 / expected;
  }, 0);
  const freedom = listed.length - 1;
  // the normal approximation of Wilson and Hilferty: 3.09 is one in a thousand
  const score = (Math.cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
  expect(Math.abs(score)).toBeLessThan(3.09);
});

test("one draw after another from the same generator are other subsets", () => {
  const selector = new TaskSelector({ scores: new Array(30).fill(0) });
  const state = new RandomState(2);
  expect(selector.sample(state)).not.toEqual(selector.sample(state));
});

test("5 000 of 10 000 tasks with scores of ±700: exact in bounded memory", () => {
  const T = 10_000;
  const k = 5_000;
  const state = new RandomState(0);
  const scores = Float64Array.from({ length: T }, () => 1400 * state.random() - 700);
  const before = process.memoryUsage().arrayBuffers;
  const selector = new TaskSelector({ scores, size: k });
  const marginals = selector.marginals();
  const sample = selector.sample(0);
  const mode = selector.mode();
  const after = process.memoryUsage().arrayBuffers;
  // a table of T x k doubles has 400 MB
  expect(after - before).toBeLessThan(150e6);
  expect(marginals.reduce((sum, value) => sum + value, 0)).toBeCloseTo(k, 7);
  expect(sample.length).toBe(k);
  const best = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  expect(mode).toEqual(best.slice(0, k).sort((a, b) => a - b));
  const order = Array.from(best, (t) => marginals[t]!);
  for (let i = 1; i < T; i++) expect(order[i]!).toBeLessThanOrEqual(order[i - 1]! + 1e-12);
  // all scores moved by the same: the same law of subsets of one size
  const moved = new TaskSelector({ scores: scores.map((score) => score + 0.25), size: k });
  expect(moved.logProbability(mode)).toBeCloseTo(selector.logProbability(mode), 8);
  expect(moved.logNormalizer - selector.logNormalizer).toBeCloseTo(0.25 * k, 3);
}, 60_000);

test("without a constraint 10 000 tasks are 10 000 coins", () => {
  const state = new RandomState(1);
  const scores = Float64Array.from({ length: 10_000 }, () => 30 * state.randn());
  const selector = new TaskSelector({ scores });
  for (const [t, marginal] of selector.marginals().entries())
    expect(Math.abs(marginal * (1 + Math.exp(-scores[t]!)) - 1)).toBeLessThan(1e-11);
  const logZ = scores.reduce((sum, s) => sum + Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))), 0);
  expect(selector.logNormalizer / logZ).toBeCloseTo(1, 13);
  expect(selector.mode()).toEqual([...scores.keys()].filter((t) => scores[t]! > 0));
});

test("equal scores: 5 000 of 10 000 tasks are a binomial coefficient", () => {
  const [T, k] = [10_000, 5_000];
  const selector = new TaskSelector({ scores: new Array(T).fill(0), size: k });
  let logChoose = 0;
  for (let i = 1; i <= k; i++) logChoose += Math.log((T - k + i) / i);
  expect(selector.logNormalizer).toBeCloseTo(logChoose, 8);
  for (const marginal of selector.marginals()) expect(marginal).toBeCloseTo(0.5, 12);
}, 60_000);

test("tasks have names where they are given", () => {
  const selector = new TaskSelector({ scores: [1, 2, -3], taskNames: ["a", "b", "c"], size: 2 });
  expect(selector.tasks).toEqual(["a", "b", "c"]);
  expect(selector.select()).toEqual(["a", "b"]);
  expect(selector.select({ randomState: 3 })).toEqual(selector.sample(3));
  expect(selector.probability(["b", "a"])).toBe(selector.top(1)[0]!.probability);
  expect(selector.probability(["a"])).toBe(0);
  expect(selector.logProbability(["a"])).toBe(-Infinity);
  expect(selector.clone().mode()).toEqual(["a", "b"]);
  expect(selector.setParams({ size: 1 }).mode()).toEqual(["b"]);
});

const scores = [1, 2, 3];
test.each<[object, RegExp]>([
  [{ scores: [1, NaN] }, /^TaskSelector\.scores task 1: expected a number from -1e6 to 1e6, got NaN$/],
  [{ scores: [Infinity] }, /^TaskSelector\.scores task 0: expected a number from -1e6 to 1e6, got Infinity$/],
  [{ scores: [-2e6] }, /^TaskSelector\.scores task 0: expected a number from -1e6 to 1e6, got -2000000$/],
  [{ scores: ["1"] }, /^TaskSelector\.scores task 0: expected a number from -1e6 to 1e6, got "1"$/],
  [{ scores: [] }, /^TaskSelector\.scores: expected at least one score, got none$/],
  [{ scores, size: 4 }, /^TaskSelector\.size: expected at most 3, as there are tasks to choose from, got 4$/],
  [{ scores, size: 1.5 }, /^TaskSelector\.size: expected an integer >= 0, got 1\.5$/],
  [{ scores, size: 1, budget: 2 }, /^TaskSelector\.budget: expected none beside a size, got 2$/],
  [{ scores, costs: [1, 1, 1] }, /^TaskSelector\.costs: expected none without a budget, got an array of 3$/],
  [
    { scores, costs: [1, -1, 1], budget: 2 },
    /^TaskSelector\.costs task 1: expected an integer >= 0, got -1$/,
  ],
  [
    { scores, costs: [1, 1, 0.5], budget: 2 },
    /^TaskSelector\.costs task 2: expected an integer >= 0, got 0\.5$/,
  ],
  [{ scores, costs: [1, 1], budget: 2 }, /^TaskSelector\.costs: expected 3 costs, one a task, got 2$/],
  [
    { scores, costs: [5, 3, 4], budget: 2 },
    /^TaskSelector\.budget: expected at least 3, what the cheapest task costs, got 2$/,
  ],
  [
    { scores, costs: [1e9, 1e9, 1e9], budget: 2e9 },
    /^TaskSelector\.budget: expected a smaller number, as memory goes with it: costs in larger units, got 2000000000$/,
  ],
  [{ scores, taskNames: ["a", "b"] }, /^TaskSelector\.taskNames: expected 3 names, one a task, got 2$/],
  [
    { scores, taskNames: ["a", "b", "a"] },
    /^TaskSelector\.taskNames: expected different names, got "a" twice$/,
  ],
  [{ taskNames: ["a"] }, /^TaskSelector\.taskNames: expected none without scores: fit takes names/],
  [{ scores, main: 0 }, /^TaskSelector\.main: expected none beside scores, which fit would find, got 0$/],
  [
    { score: "pearson" },
    /^TaskSelector\.score: expected "correlation", "coefficients", .* or a function, got "pearson"$/,
  ],
  [{ scors: [1] }, /^TaskSelector: has no parameter scors; it has scores, /],
])("%j is refused", (params, message) => {
  expect(() => new TaskSelector(params as never)).toThrow(message);
});

test("subsets with unknown tasks, a task twice or no array are refused, and so is a count that is none", () => {
  const selector = new TaskSelector({ scores, taskNames: ["a", "b", "c"], size: 2 });
  expect(() => selector.probability(["a", "d"])).toThrow(
    /^TaskSelector\.probability subset: expected tasks among a, b, c, got "d"$/,
  );
  expect(() => selector.gradient([0])).toThrow(
    /^TaskSelector\.gradient subset: expected tasks among a, b, c, got 0$/,
  );
  expect(() => selector.logProbability(["a", "b", "a"])).toThrow(
    /^TaskSelector\.logProbability subset: expected every task once, got "a" twice$/,
  );
  expect(() => selector.probability("ab" as never)).toThrow(
    /^TaskSelector\.probability subset: expected an array/,
  );
  expect(() => selector.gradient(["a"])).toThrow(
    /^TaskSelector\.gradient subset: expected one that can be chosen, got one of probability 0$/,
  );
  for (const count of [0, 1.5, NaN]) {
    expect(() => selector.top(count)).toThrow(/^TaskSelector\.top k: expected an integer >= 1/);
    expect(() => selector.samples(count, 1)).toThrow(
      /^TaskSelector\.samples count: expected an integer >= 1/,
    );
  }
  expect(() => selector.sample(-1)).toThrow(/^TaskSelector\.samples randomState: expected an integer/);
  expect(() => new TaskSelector().mode()).toThrow(NotFittedError);
});
