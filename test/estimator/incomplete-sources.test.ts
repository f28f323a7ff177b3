import { describe, expect, test } from "vitest";
import { IncompleteSources, MultiTaskRegressor } from "../../src/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

/** Sources of 2, 3 and 1 features; rows have all, the first two, the last two, or the second alone. */
const sources = [2, 3, 1];
const there = [[0, 1, 2], [0, 1], [1, 2], [1]];
const starts = [0, 2, 5, 6];
const hide = (row: number[], has: number[]): number[] =>
  row.map((x, j) => (has.some((s) => j >= starts[s]! && j < starts[s + 1]!) ? x : NaN));
const X = matrix(29, 6, 1).map((row, i) => hide(row, there[((5 * i) % 7) % 4]!));
const y = matrix(29, 1, 2).flat();
const settings = { sources, alpha: 12, tol: 1e-12 };
const model = new IncompleteSources(settings).fit(X, y);

const patternOf = (row: number[]): string => [0, 1, 2].filter((s) => !Number.isNaN(row[starts[s]!]!)).join();

describe("IncompleteSources", () => {
  test("it is a task a pattern, each on its own features, tied by the l21 norm of a feature", () => {
    expect(model.converged).toBe(true);
    const patterns = model.patterns.map(String);
    expect([...new Set(X.map(patternOf))]).toEqual(patterns);
    const W = model.coef.to2DArray();
    const F = (W: Rows, b: ArrayLike<number>): number => {
      let squares = 0;
      for (const [i, row] of X.entries()) {
        const m = patterns.indexOf(patternOf(row));
        const f = row.reduce((sum, x, j) => (Number.isNaN(x) ? sum : sum + x * W[j]![m]!), b[m]!);
        squares += (y[i]! - f) ** 2;
      }
      const groups = W.map((row, j) =>
        row.filter((_, m) => patterns[m]!.split(",").some((s) => j >= starts[+s]! && j < starts[+s + 1]!)),
      );
      return (
        squares / (2 * (29 / patterns.length)) + 12 * groups.reduce((sum, row) => sum + Math.hypot(...row), 0)
      );
    };
    const least = F(W, model.intercept);
    expect(model.marks.at(-1)!.objective).toBeNear(least, 1e-12);
    for (let seed = 1; seed <= 40; seed++) {
      const step = matrix(6, patterns.length, seed);
      const moved = W.map((row, j) => row.map((w, m) => w + step[j]![m]! * 10 ** -(seed % 5)));
      expect(F(moved, model.intercept)).toBeGreaterThan(least);
    }
    for (const [j, row] of W.entries())
      for (const [m, w] of row.entries())
        if (!patterns[m]!.split(",").some((s) => j >= starts[+s]! && j < starts[+s + 1]!)) expect(w).toBe(0);
    expect(W.some((row) => row.every((w) => w === 0)) && W.flat().some((w) => w !== 0)).toBe(true);
  });

  test("a long run of FISTA on the rows lands on the same objective", () => {
    const patterns = model.patterns;
    const T = patterns.length;
    const tasks = patterns.map((pattern) => {
      const rows = [...X.keys()].filter((i) => patternOf(X[i]!) === String(pattern));
      const mean = (of: (i: number) => number): number =>
        rows.reduce((sum, i) => sum + of(i), 0) / rows.length;
      const centre = (of: (i: number) => number) => {
        const about = mean(of);
        return rows.map((i) => of(i) - about);
      };
      const has = (j: number): boolean => pattern.some((s) => j >= starts[s]! && j < starts[s + 1]!);
      return {
        columns: [0, 1, 2, 3, 4, 5].map((j) => (has(j) ? centre((i) => X[i]![j]!) : rows.map(() => 0))),
        y: centre((i) => y[i]!),
      };
    });
    const n = 29 / T;
    const most = tasks.map(({ columns }) => columns.flat().reduce((sum, x) => sum + x * x, 0));
    const step = n / Math.max(...most);
    const restOf = (W: Rows): Rows =>
      tasks.map(({ columns, y: own }, m) =>
        own.map((value, i) => columns.reduce((f, x, j) => f + x[i]! * W[j]![m]!, -value)),
      );
    let W: Rows = [0, 1, 2, 3, 4, 5].map(() => new Array<number>(T).fill(0));
    let [Z, turn] = [W, 1];
    for (let round = 0; round < 30_000; round++) {
      const rest = restOf(Z);
      const next = Z.map((row, j) => {
        const moved = row.map(
          (w, m) => w - (step / n) * rest[m]!.reduce((sum, r, i) => sum + r * tasks[m]!.columns[j]![i]!, 0),
        );
        const size = Math.hypot(...moved);
        return moved.map((w) => (size > 12 * step ? w * (1 - (12 * step) / size) : 0));
      });
      const uphill = next.flat().reduce((sum, w, k) => sum + (Z.flat()[k]! - w) * (w - W.flat()[k]!), 0) > 0;
      const after = uphill ? 1 : (1 + Math.sqrt(1 + 4 * turn * turn)) / 2;
      const share = uphill ? 0 : (turn - 1) / after;
      Z = next.map((row, j) => row.map((w, m) => w + share * (w - W[j]![m]!)));
      [W, turn] = [next, after];
    }
    const squares = restOf(W).flat().reduce((sum, r) => sum + r * r, 0); // biome-ignore format: a sentence
    const objective = squares / (2 * n) + 12 * W.reduce((sum, row) => sum + Math.hypot(...row), 0);
    expect(model.marks.at(-1)!.objective).toBeNear(objective, 1e-8);
    expect(model.coef.to1DArray()).toBeNear(W.flat(), 1e-4);
  });

  test("predictions are those of the row's pattern, whatever rows stand beside it", () => {
    const P = model.predict(X);
    for (const [i, row] of X.entries()) {
      const m = model.patterns.findIndex((pattern) => String(pattern) === patternOf(row));
      const f = row.reduce((sum, x, j) => (Number.isNaN(x) ? sum : sum + x * model.coef.get(j, m)), 0);
      expect(P[i]!).toBeNear(f + model.intercept[m]!, 1e-12);
      expect([...model.predict([row])]).toEqual([P[i]]);
    }
    const mean = y.reduce((sum, value) => sum + value, 0) / 29;
    const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const rest = y.reduce((sum, value, i) => sum + (value - P[i]!) ** 2, 0);
    expect(model.score(X, y)).toBeNear(1 - rest / total, 1e-12);
  });

  test("with all sources everywhere it is the multitask Lasso of one task", () => {
    const full = matrix(29, 6, 1);
    const one = new IncompleteSources(settings).fit(full, y);
    const same = new MultiTaskRegressor({ penalty: l21(12), tol: 1e-12 }).fit(full, y);
    expect(one.coef.to1DArray()).toBeNear(same.coef.to1DArray(), 1e-6);
    expect(one.patterns).toEqual([[0, 1, 2]]);
  });

  test("sources may be lists, a missing target is an absent row, and a weight of 2 is a row twice", async () => {
    const turned = X.map((row) => [row[5]!, row[0]!, row[2]!, row[1]!, row[3]!, row[4]!]);
    const lists = new IncompleteSources({ ...settings, sources: [[1, 3], [2, 4, 5], [0]] }).fit(turned, y);
    expect([...lists.predict(turned)]).toBeNear(model.predict(X), 1e-5);
    const hidden = y.map((value, i) => (i % 9 === 4 ? NaN : value));
    const kept = <R>(rows: R[]): R[] => rows.filter((_, i) => i % 9 !== 4);
    const without = new IncompleteSources(settings).fit(kept(X), kept(y));
    expect([...new IncompleteSources(settings).fit(X, hidden).predict(X)]).toEqual([...without.predict(X)]);
    const sampleWeight = y.map((_, i) => (i % 3 === 0 ? 2 : 1));
    const twice = <R>(rows: R[]): R[] => rows.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row]));
    const weighted = await new IncompleteSources(settings).fitAsync(X, y, { sampleWeight });
    expect([...weighted.predict(X)]).toBeNear(new IncompleteSources(settings).fit(twice(X), twice(y)).predict(X), 1e-5); // biome-ignore format: a sentence
  });

  const fitted =
    (given: object, rows: unknown = X, targets: unknown = y) =>
    () =>
      new IncompleteSources({ ...settings, ...given }).fit(rows as Rows, targets as number[]);
  const wrong: Record<string, [() => unknown, string]> = {
    "too few features": [
      fitted({ sources: [2, 3] }),
      "IncompleteSources.sources: expected every feature in one source, got feature 5 in none",
    ],
    "too many": [
      fitted({ sources: [2, 3, 2] }),
      "IncompleteSources.sources: expected sources of the 6 features of X, got feature 6",
    ],
    twice: [
      fitted({
        sources: [
          [0, 1, 2],
          [2, 3, 4, 5],
        ],
      }),
      "IncompleteSources.sources: expected every feature in one source, got feature 2 in two",
    ],
    "a part of a source": [
      fitted(
        {},
        X.map((row, i) => (i === 3 ? [1, 2, 3, NaN, 5, 6] : row)),
      ),
      "IncompleteSources.fit X row 3: expected all features of a source or none, got 2 of the 3 of source 1",
    ],
    "nothing at all": [
      fitted(
        {},
        X.map((row, i) => (i === 4 ? row.map(() => NaN) : row)),
      ),
      "IncompleteSources.fit X row 4: expected at least one source, got none",
    ],
    infinite: [
      fitted(
        {},
        X.map((row, i) => (i === 4 ? [Infinity, ...row.slice(1)] : row)),
      ),
      "IncompleteSources.fit X row 4, column 0: expected a finite number or NaN, got Infinity",
    ],
    "short y": [
      fitted({}, X, y.slice(1)),
      "IncompleteSources.fit y: expected 29 targets, one a row of X, got 28",
    ],
    "an unseen pattern": [
      () => model.predict([[1, 2, NaN, NaN, NaN, 1]]),
      `IncompleteSources.predict X row 0: expected sources that came together in fit, ${model.patterns.map((all) => all.join(", ")).join(" or ")}, got 0, 2`,
    ],
    "other features": [
      () => model.predict([[1, 2]]),
      "IncompleteSources.predict X: expected 6 columns, got 2",
    ],
    unfitted: [
      () => new IncompleteSources({ sources }).predict(X),
      "IncompleteSources.predict: expected a fitted estimator, got one that has not seen data: call fit first",
    ],
    "no sources": [
      () => new IncompleteSources({} as never),
      "IncompleteSources.sources: expected the sizes of the blocks of features, or a list of features for each, got undefined",
    ],
  };

  test.each(Object.keys(wrong))("bad input gets one sentence: %s", (what) => {
    const [ask, sentence] = wrong[what]!;
    expect(ask).toThrow(expect.objectContaining({ message: sentence }));
  });

  test("a pattern with no observed target is named", () => {
    const hidden = y.map((value, i) => (patternOf(X[i]!) === "1" ? NaN : value));
    expect(() => new IncompleteSources(settings).fit(X, hidden)).toThrow(/"sources 1"/);
  });
});
