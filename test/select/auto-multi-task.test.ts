import { describe, expect, test } from "vitest";
import { makeMultitask } from "../../src/data/index.ts";
import {
  KFold,
  MultiOutputRidge,
  MultiTaskRegressor,
  meanSquaredError,
  RandomState,
  regularizationPath,
  type Task,
} from "../../src/index.ts";
import { l21, ridge, sparseGroup } from "../../src/penalty/index.ts";
import { AutoMultiTask } from "../../src/select/index.ts";

interface Own {
  readonly X: number[][];
  readonly y: number[];
}

const eps = 1e-2;
const count = 6;
const cv = new KFold({ nSplits: 4, shuffle: true, randomState: 3 });

const random = new RandomState(5);
const gauss = (n: number): number[] => Array.from({ length: n }, () => random.randn());
const drawn = (sizes: readonly number[], coef: readonly (readonly number[])[], noise = 1): Own[] =>
  sizes.map((n, t) => {
    const X = Array.from({ length: n }, () => gauss(coef[t]!.length));
    const y = X.map((x) => t + x.reduce((s, v, j) => s + v * coef[t]![j]!, 0) + noise * random.randn());
    return { X, y };
  });

const tasks = drawn(
  [23, 31, 26],
  [
    [1, 2, 0, 0, 0.5],
    [1, -1, 0, 0, 0],
    [2, 1, 0, 0.3, 0],
  ],
);

/** The rows of every task that are in some of its folds. */
const rowsIn = (own: readonly Own[], folds: readonly number[]): Own[] =>
  own.map(({ X, y }) => {
    const rows = folds.flatMap((k) => [...cv.split(X.length)[k]!.test]).sort((a, b) => a - b);
    return { X: rows.map((i) => X[i]!), y: rows.map((i) => y[i]!) };
  });

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const totalOf = (own: readonly Own[]): number => own.reduce((sum, { y }) => sum + y.length, 0);

/** Ten times the mean variance of the inputs, and down to eps² of it. */
function squares(train: readonly Own[]): number[] {
  const n = totalOf(train) / train.length;
  let trace = 0;
  for (const { X } of train) {
    for (let j = 0; j < 5; j++) {
      const centre = mean(X.map((x) => x[j]!));
      trace += X.reduce((sum, x) => sum + (x[j]! - centre) ** 2, 0) / n;
    }
  }
  const first = (10 * trace) / (5 * train.length);
  return Array.from({ length: count }, (_, k) => first * eps ** ((2 * k) / (count - 1)));
}

type Predict = (inputs: readonly Own[]) => ArrayLike<number>[];

/** Every fit of a method on data to train on. */
const slow: Record<string, (train: Own[]) => { alphas: readonly number[]; fits: Predict[] }> = {
  ridge(train) {
    const alphas = squares(train);
    const fits = alphas.map((alpha): Predict => {
      const model = new MultiTaskRegressor({ penalty: ridge(alpha) }).fit(train);
      return (inputs) => model.predict(inputs);
    });
    return { alphas, fits };
  },
  pooled(train) {
    const alphas = squares(train);
    const centres = train.map(({ X, y }) => ({
      x: Array.from({ length: 5 }, (_, j) => mean(X.map((x) => x[j]!))),
      y: mean(y),
    }));
    const centred = (X: number[][], t: number) => X.map((x) => x.map((v, j) => v - centres[t]!.x[j]!));
    const all = train.flatMap(({ X }, t) => centred(X, t));
    const targets = train.flatMap(({ y }, t) => y.map((v) => v - centres[t]!.y));
    const fits = alphas.map((alpha): Predict => {
      const model = new MultiOutputRidge({ alpha: alpha * totalOf(train), fitIntercept: false });
      model.fit(all, targets);
      return (inputs) =>
        inputs.map(({ X }, t) =>
          Array.from(model.predict(centred(X, t)).getColumn(0), (v) => v + centres[t]!.y),
        );
    });
    return { alphas, fits };
  },
  l21(train) {
    const { alphas, models } = regularizationPath(l21, train as Task[], { alphas: count, eps, tol: 1e-10 });
    const fits = models.map(
      (model): Predict =>
        (inputs) =>
          inputs.map(({ X }, t) => model.predict(X).getColumn(t)),
    );
    return { alphas, fits };
  },
  own(train) {
    const alphas = [0.5, 0.05];
    const family = (alpha: number) => sparseGroup(alpha, alpha);
    const { models } = regularizationPath(family, train as Task[], { alphas, tol: 1e-10 });
    const fits = models.map(
      (model): Predict =>
        (inputs) =>
          inputs.map(({ X }, t) => model.predict(X).getColumn(t)),
    );
    return { alphas, fits };
  },
};
slow.single = slow.ridge!;

function slowNested(name: string) {
  const folds = [0, 1, 2, 3];
  const errorsOf = (train: readonly number[], test: number) => {
    const { alphas, fits } = slow[name]!(rowsIn(tasks, train));
    const held = rowsIn(tasks, [test]);
    const errors = fits.map((predict) => {
      const found = predict(held);
      return held.map(({ y }, t) => meanSquaredError(y, Array.from(found[t]!)));
    });
    return { alphas, errors, sizes: held.map(({ y }) => y.length) };
  };
  const weighted = (errors: readonly number[], sizes: readonly number[]): number =>
    errors.reduce((sum, e, t) => sum + e * sizes[t]!, 0) / sizes.reduce((a, b) => a + b, 0);
  const least = (values: readonly number[]): number => values.indexOf(Math.min(...values));
  return folds.map((k) => {
    const others = folds.filter((j) => j !== k);
    const inner = others.map((j) =>
      errorsOf(
        others.filter((i) => i !== j),
        j,
      ),
    );
    const rows = inner[0]!.errors.map((_, row) => row);
    const choice =
      name === "single"
        ? tasks.map((_, t) => least(rows.map((row) => mean(inner.map(({ errors }) => errors[row]![t]!)))))
        : tasks.map(() =>
            least(rows.map((row) => mean(inner.map(({ errors, sizes }) => weighted(errors[row]!, sizes))))),
          );
    const outer = errorsOf(others, k);
    const taskErrors = choice.map((row, t) => outer.errors[row]![t]!);
    const alphas = choice.map((row) => outer.alphas[row]!);
    return { taskErrors, alphas, error: weighted(taskErrors, outer.sizes) };
  });
}

const settings = { alphas: count, eps, cv, tol: 1e-10 } as const;
const own = { name: "own", penalty: (alpha: number) => sparseGroup(alpha, alpha), alphas: [0.5, 0.05] };

describe("nested errors", () => {
  const methods = ["pooled", "ridge", "single", "l21", own] as const;
  const model = new AutoMultiTask({ ...settings, methods }).fit(tasks);

  test.each(["pooled", "ridge", "single", "l21", "own"])("of %s are those of a slow loop", (name) => {
    const row = model.report.rows.find(({ method }) => method === name)!;
    const wanted = slowNested(name);
    for (const [k, { error, alphas }] of wanted.entries()) {
      expect(Math.abs(row.foldErrors[k]! / error - 1)).toBeLessThan(1e-9);
      const found = row.alphas[k]!;
      for (const [t, alpha] of alphas.entries())
        expect(Math.abs((typeof found === "number" ? found : found[t]!) / alpha - 1)).toBeLessThan(1e-9);
    }
    for (const [t, error] of row.taskErrors.entries())
      expect(Math.abs(error / mean(wanted.map(({ taskErrors }) => taskErrors[t]!)) - 1)).toBeLessThan(1e-9);
    expect(Math.abs(row.error / mean(row.foldErrors) - 1)).toBeLessThan(1e-12);
  });

  test("the fit on all data is that of the chosen strength", () => {
    const kept = new AutoMultiTask({ ...settings, methods: ["l21"] }).fit(tasks);
    const again = new MultiTaskRegressor({ penalty: l21(kept.alpha as number), tol: 1e-10 }).fit(tasks);
    expect(kept.converged).toBe(true);
    for (const [k, w] of again.coef.to1DArray().entries())
      expect(Math.abs(kept.coef.to1DArray()[k]! - w)).toBeLessThan(1e-5);
    const single = new AutoMultiTask({ ...settings, methods: ["single"] }).fit(tasks);
    for (const [t, alpha] of (single.alpha as number[]).entries()) {
      const alone = new MultiOutputRidge({ alpha: (alpha * totalOf(tasks)) / 3 }).fit([tasks[t]!]);
      for (let j = 0; j < 5; j++)
        expect(Math.abs(single.coef.get(j, t) - alone.coef.get(j, 0))).toBeLessThan(1e-10);
    }
  });

  test("rows of an outer fold have no say in what its inner folds choose", () => {
    const spoilt = tasks.map(({ X, y }) => {
      const test = new Set(cv.split(X.length)[1]!.test);
      return {
        X: X.map((x, i) => (test.has(i) ? x.map((v) => 50 * v + 7) : x)),
        y: y.map((v, i) => (test.has(i) ? -30 * v : v)),
      };
    });
    const other = new AutoMultiTask({ ...settings, methods }).fit(spoilt);
    for (const [m, row] of other.report.rows.entries()) {
      expect(row.alphas[1]).toEqual(model.report.rows[m]!.alphas[1]);
      expect(row.foldErrors[1]).not.toBe(model.report.rows[m]!.foldErrors[1]);
    }
  });

  test("shared rows, missing targets and weights of 0 ask the same question in both forms", () => {
    const X = Array.from({ length: 22 }, () => gauss(3));
    const Y = X.map(([a, b], i) => [a! + random.randn(), i % 5 === 2 ? NaN : a! + b! + random.randn()]);
    const few = new AutoMultiTask({ methods: ["single", "traceNorm"], alphas: 4, cv: 3 });
    const apart = [0, 1].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    const weights = X.map(() => [1, 1]);
    const [a, b, c] = [
      few.fit(X, Y).report,
      few.clone().fit(apart).report,
      few.clone().fit(X, Y, { sampleWeight: weights }).report,
    ];
    expect(b.rows).toEqual(a.rows);
    expect(c.rows).toEqual(a.rows);
  });
});

describe("the rule", () => {
  const base = { ...settings, methods: ["pooled", "ridge", "meanRegularized", "l21", "traceNorm"] } as const;

  test("of one standard error takes the first method within it", () => {
    const sizes = { nSamples: 40, nTasks: 7, nFeatures: 11 };
    const { tasks: near } = makeMultitask({ structure: "outliers", ...sizes, randomState: 0 });
    const few = { methods: base.methods, alphas: 10, cv: 4 } as const;
    const model = new AutoMultiTask({ ...few, rule: "oneStandardError" }).fit(near);
    const { rows, best, chosen } = model.report;
    const winner = rows.find(({ method }) => method === best)!;
    const deviations = winner.foldErrors.map((error) => (error - winner.error) ** 2);
    const standardError = Math.sqrt(deviations.reduce((a, b) => a + b, 0) / 3 / 4);
    expect(winner.standardError).toBeCloseTo(standardError, 12);
    const first = rows.find(({ error }) => error <= winner.error + standardError)!;
    expect(chosen).toBe(first.method);
    expect(chosen).not.toBe(best);
    expect(`${model.report}`).toContain(`the simplest within one standard error of ${best}`);
    expect(new AutoMultiTask(few).fit(near).method).toBe(best);
  });

  test("differences to the winner have the interval of Nadeau and Bengio", () => {
    const { rows, best } = new AutoMultiTask(base).fit(tasks).report;
    const winner = rows.find(({ method }) => method === best)!;
    for (const row of rows) {
      const d = row.foldErrors.map((error, k) => error - winner.foldErrors[k]!);
      const variance = d.reduce((sum, v) => sum + (v - mean(d)) ** 2, 0) / 3;
      const half = 3.182446305284263 * Math.sqrt((1 / 4 + 1 / 3) * variance); // Student's 0.975 quantile, 3 degrees of freedom
      expect(row.difference).toBeCloseTo(mean(d), 12);
      expect(row.low).toBeCloseTo(mean(d) - half, 9);
      expect(row.high).toBeCloseTo(mean(d) + half, 9);
    }
  });
});

describe("planted structure wins", () => {
  const methods = ["pooled", "single", "l21", "traceNorm", "clustered"] as const;
  const winner = (own: readonly Task[]) =>
    new AutoMultiTask({ methods, alphas: 9, cv: 4 }).fit(own as Task[]).report;

  test("none: tasks of unlike scales that have nothing in common", () => {
    const scales = [0.05, 0.05, 4, 4, 0.05, 4];
    const own = scales.map((scale) => {
      const w = gauss(9).map((v) => scale * v);
      return drawn([33], [w], 1.5)[0]!;
    });
    const report = winner(own);
    expect(report.chosen).toBe("single");
    expect(report.sharing!.gain).toBeLessThan(0);
    expect(`${report}`).toContain("single-task");
  });

  test("one model for all", () => {
    const w = gauss(9);
    expect(winner(drawn([15, 17, 14, 19], [w, w, w, w], 2)).chosen).toBe("pooled");
  });

  test.each([
    ["sharedSupport", "l21", 9],
    ["lowRank", "traceNorm", 9],
    ["clusters", "clustered", 17],
  ] as const)("%s: %s", (structure, method, nTasks) => {
    const sizes = { nTasks, nSamples: 27, nFeatures: 11, nInformative: 3, rank: 2 };
    const options = { ...sizes, nClusters: 3, similarity: 0.97, randomState: 0 };
    const report = winner(makeMultitask({ structure, ...options }).tasks);
    expect(report.chosen).toBe(method);
    expect(report.sharing!.gain).toBeGreaterThan(0);
    expect(report.reasons[1]).toMatch(/^(Sharing pays|It is unclear whether sharing pays): /);
  });
});

describe("AutoMultiTask", () => {
  test("is watched, stopped and aborted", async () => {
    const seen: number[] = [];
    const few = new AutoMultiTask({ methods: ["single", "traceNorm"], alphas: 3, cv: 3 });
    const soon = await few.fitAsync(tasks, { onProgress: ({ fraction }) => void seen.push(fraction) });
    expect(seen.every((fraction, k) => k === 0 || fraction >= seen[k - 1]! - 1e-12)).toBe(true);
    expect(seen.at(-1)).toBeGreaterThan(0.9);
    expect(soon.report.rows).toEqual(few.clone().fit(tasks).report.rows);
    const controller = new AbortController();
    const aborted = few.clone().fitAsync(tasks, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(aborted).rejects.toThrow(/abort/i);
  });

  test("says no in one sentence", () => {
    const make = (params: object) => new AutoMultiTask(params);
    expect(() => make({ methods: ["lasso"] })).toThrow(
      /^AutoMultiTask\.methods: expected a list of different methods, the simplest first: pooled, ridge.*got an array of 1$/,
    );
    expect(() => make({ cv: 2 }).fit(tasks)).toThrow(
      /cv: expected 3 folds or more, as two of them are left out, got 2$/,
    );
    const overlapping = [0, 1, 2].map(() => ({ train: [0, 1, 2], test: [3, 4] }));
    expect(() => make({ cv: overlapping }).fit(tasks)).toThrow(
      /cv: expected folds that test every row once and train on all others, got others$/,
    );
    const [first, ...rest] = tasks;
    const hole = { ...first!, y: first!.y.map((v, i) => (i < 5 ? NaN : v)) };
    expect(() => make({ cv: 5 }).fit([hole, ...rest])).toThrow(
      /fit fold 0: expected an observed target of task 0 to test, got none$/,
    );
    expect(() => make({ confidence: 1 })).toThrow(/confidence: expected a number between 0 and 1, got 1$/);
    expect(() => make({}).report).toThrow(/call fit first/);
  });

  test("one task shares with nobody, and nothing is said about it", () => {
    const [{ X, y }] = tasks as [Own];
    const { report } = new AutoMultiTask({ methods: ["single", "traceNorm"], alphas: 3, cv: 3 }).fit(X, y);
    expect(report.sharing).toBeUndefined();
    expect(report.reasons).toHaveLength(1);
  });

  test("the report is plain data and a table", () => {
    const { report } = new AutoMultiTask({ methods: ["single", "l21"], alphas: 3, cv: 3 }).fit(tasks);
    const data = JSON.parse(JSON.stringify(report));
    expect(data.rows[1].method).toBe("l21");
    expect(data.rows).toEqual(report.rows);
    const lines = report.toString().split("\n");
    expect(lines[0]).toBe("methods compared");
    expect(lines[3]).toMatch(/^ +method +error +above the least$/);
    expect(lines.filter((line) => /^ *> /.test(line))).toHaveLength(1);
    const shown = (report as unknown as Record<symbol, () => string>)[
      Symbol.for("nodejs.util.inspect.custom")
    ]!;
    expect(shown.call(report)).toBe(report.toString());
  });
});
