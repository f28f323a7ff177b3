import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { RandomState, randomStateOf } from "../../src/matrix/random.ts";
import type { RandomStateData } from "../../src/matrix/random-data.ts";
import oracle from "../oracles/random.json" with { type: "json" };

const times = <R>(count: number, draw: () => R): R[] => Array.from({ length: count }, draw);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe.each(oracle.streams)("RandomState($seed)", ({ seed, random, late, randint, choice, randn }) => {
  test("random draws NumPy's doubles, also past the first 624 words", () => {
    const state = new RandomState(seed);
    const drawn = times(2000, () => state.random());
    expect(drawn.slice(0, 8)).toEqual(random);
    expect([311, 312, 623, 624, 1999].map((k) => drawn[k])).toEqual(late);
  });

  test.each(randint as [number, number, number[]][])(
    "randint(%i, %i) draws NumPy's integers",
    (low, high, want) => {
      const state = new RandomState(seed);
      expect(times(9, () => state.randint(low, high))).toEqual(want);
    },
  );

  test("choice picks NumPy's, with and without replacement", () => {
    expect([...new RandomState(seed).choice(11, 7)]).toEqual(choice.replaced);
    expect([...new RandomState(seed).choice(11, 7, { replace: false })]).toEqual(choice.kept);
  });

  test("randn draws NumPy's Gaussians up to the last bit, and most of them exactly", () => {
    const state = new RandomState(seed);
    const drawn = times(61, () => state.randn());
    const off = drawn.map((value, k) => Math.abs(value / randn[k]! - 1));
    expect(Math.max(...off)).toBeLessThan(4.5e-16);
    expect(off.filter((one) => one > 0).length).toBeLessThanOrEqual(2);
  });
});

test.each(oracle.permutations)(
  "RandomState($seed).permutation($n) is NumPy's",
  ({ seed, n, sha256, ...known }) => {
    const order = [...new RandomState(seed).permutation(n)];
    if (known.order) expect(order).toEqual(known.order);
    if (known.first) expect([order.slice(0, 5), order.slice(-5)]).toEqual([known.first, known.last]);
    expect(createHash("sha256").update(order.join()).digest("hex")).toBe(sha256);
  },
);

describe("a generator that is used for everything in turn", () => {
  const { seed, before, permutation, shuffled, after } = oracle.mixed;
  const state = oracle.mixed.state as RandomStateData;
  const nearly = (got: number[], want: number[]) =>
    got.map((value, k) => expect(value).toBeCloseTo(want[k]!, 14));

  test("stands where NumPy's stands", () => {
    const random = new RandomState(seed);
    nearly([random.random(), random.randn(), random.randint(1000), random.randn(), random.randn()], before);
    expect([...random.permutation(13)]).toEqual(permutation);
    const values = [1.5, 2.5, 3.5, 4.5, 5.5, 6.5];
    random.shuffle(values);
    expect(values).toEqual(shuffled);
    const { gauss, ...rest } = random.getState();
    expect(rest).toEqual({ ...state, gauss: undefined });
    nearly([gauss], [state.gauss]);
  });

  test("goes on from NumPy's state", () => {
    const random = new RandomState(0).setState(state);
    nearly([random.randn(), random.randn(), random.random()], after);
  });
});

test("a state that went through JSON goes on bit for bit, whenever it was taken", () => {
  fc.assert(
    fc.property(seeds, fc.nat(700), (seed, draws) => {
      const random = new RandomState(seed);
      times(draws, () => random.randn());
      const kept = JSON.stringify(random.getState());
      const want = [random.randn(), random.random(), random.randint(97)];
      const again = new RandomState(1).setState(JSON.parse(kept));
      expect([again.randn(), again.random(), again.randint(97)]).toEqual(want);
      expect(again.getState()).toEqual(random.getState());
    }),
    { numRuns: 30 },
  );
});

test("the state that was handed out is a copy", () => {
  const random = new RandomState(3);
  const state = random.getState();
  const want = new RandomState(3).random();
  (state.key as number[]).fill(0);
  expect(random.random()).toBe(want);
});

test("permutation and shuffle lose nothing and repeat nothing", () => {
  fc.assert(
    fc.property(seeds, fc.nat(60), (seed, n) => {
      const order = new RandomState(seed).permutation(n);
      expect([...order].sort((a, b) => a - b)).toEqual(times(n, () => 0).map((_, i) => i));
      const list = Float64Array.from({ length: n }, (_, i) => i);
      new RandomState(seed).shuffle(list);
      expect([...list]).toEqual([...order]);
    }),
  );
});

test("without a seed no two generators are alike", () => {
  expect(new RandomState().random()).not.toBe(new RandomState().random());
  expect(randomStateOf("here", undefined).random()).not.toBe(randomStateOf("here", undefined).random());
});

test("without a source of entropy the seed comes from Math.random", () => {
  vi.stubGlobal("crypto", undefined);
  const dice = vi.spyOn(Math, "random").mockReturnValue(42 / 2 ** 32);
  expect(new RandomState().random()).toBe(new RandomState(42).random());
  dice.mockRestore();
  vi.unstubAllGlobals();
});

test("randomStateOf takes a seed, or goes on with the generator it is given", () => {
  const random = new RandomState(5);
  expect(randomStateOf("here", random)).toBe(random);
  expect(randomStateOf("here", 5).random()).toBe(random.random());
});

const random = new RandomState(0);
const state = random.getState();
const whole = "an integer from 0 to 2**32 - 1";
test.each<[() => unknown, string]>([
  [() => new RandomState(-1), `RandomState.seed: expected ${whole}, got -1`],
  [() => new RandomState(2 ** 32), `RandomState.seed: expected ${whole}, got 4294967296`],
  [() => new RandomState(1.5), `RandomState.seed: expected ${whole}, got 1.5`],
  [() => new RandomState(NaN), `RandomState.seed: expected ${whole}, got NaN`],
  [() => new RandomState(null as never), `RandomState.seed: expected ${whole}, got null`],
  [
    () => randomStateOf("a.randomState", "1" as never),
    `a.randomState: expected ${whole} or a RandomState, got "1"`,
  ],
  [
    () => randomStateOf("a.randomState", null as never),
    `a.randomState: expected ${whole} or a RandomState, got null`,
  ],
  [() => random.randint(0), "RandomState.randint high: expected an integer from 1 to 4294967296, got 0"],
  [() => random.randint(5, 5), "RandomState.randint high: expected an integer from 6 to 4294967301, got 5"],
  [() => random.randint(0.5, 3), "RandomState.randint low: expected an integer, got 0.5"],
  [
    () => random.permutation(-1),
    "RandomState.permutation n: expected an integer from 0 to 2**31 - 1, got -1",
  ],
  [() => random.choice(0, 3), "RandomState.choice n: expected an integer from 1 to 2**31 - 1, got 0"],
  [
    () => random.choice(3, 4, { replace: false }),
    "RandomState.choice size: expected at most n = 3 without replacement, got 4",
  ],
  [
    () => random.setState(null as never),
    "RandomState.setState: expected what getState gave, with bitGenerator MT19937, got null",
  ],
  [
    () => random.setState({ ...state, key: [1] }),
    `RandomState.setState key: expected 624 integers from 0 to 2**32 - 1, got an array of 1`,
  ],
  [
    () => random.setState({ ...state, pos: 625 }),
    "RandomState.setState pos: expected an integer from 0 to 624, got 625",
  ],
  [
    () => random.setState({ ...state, gauss: NaN }),
    "RandomState.setState gauss: expected a finite number, got NaN",
  ],
])("refuses in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(expect.objectContaining({ name: "PolytaskError", message: sentence }));
  expect(random.getState()).toEqual(state);
});
