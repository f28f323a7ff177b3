import type { Matrix } from "ml-matrix";
import { afterAll, describe, expect, test } from "vitest";
import { type Datafit, huber, logistic, multinomial, poisson, quadratic } from "../../src/datafit/index.ts";
import { expression } from "../../src/formula/index.ts";
import {
  type Label,
  LinearHeads,
  MultiTaskModel,
  MultiTaskRegressor,
  PolytaskError,
  setWarningHandler,
} from "../../src/index.ts";
import { l1, l21, ridge, traceNorm } from "../../src/penalty/index.ts";
import { readBack } from "./read-back.ts";
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

const warnings: string[] = [];
const loud = setWarningHandler(({ owner, message }) => warnings.push(`${owner}: ${message}`));
afterAll(() => void setWarningHandler(loud));

const [n, p] = [29, 5];
const X = matrix(n, p, 1).map((row) => row.map((x) => x / 5));
const fresh = matrix(7, p, 3).map((row) => row.map((x) => x / 5));
const noise = matrix(n, 4, 2).map((row) => row.map((e) => e / 10));
const signal = X.map((x, i) => noise[i]!.map((e, t) => x[0]! + (t % 2 ? -1 : 1) * x[1]! + e));

/** A number, a label of two, a count, a label of three. */
const price = signal.map(([f]) => 3 + 2 * f!);
const label = signal.map(([, f]) => (f! > 0 ? "dear" : "cheap"));
const count = signal.map(([, , f]) => Math.floor(2 * 1.3 ** f!));
const size = signal.map(([, , , f]) => (f! < -1 ? "S" : f! < 1 ? "M" : "L"));
const mixed = { price, label, count, size };
const datafit = { price: quadratic(), label: logistic(), count: poisson(), size: multinomial() };
const make = (params: object = {}) =>
  new MultiTaskModel({ datafit, penalty: l21(0.05), tol: 1e-9, ...params });
const apart = (targets: Record<string, readonly unknown[]> = mixed) =>
  Object.fromEntries(Object.entries(targets).map(([name, y]) => [name, { X, y }])) as never;
const bits = ({ model }: MultiTaskModel) => [...model.linear.coef.data, ...model.linear.intercept];

describe("the two forms of the data", () => {
  test("tasks that carry X are tasks on the same X, bit for bit", () => {
    expect(bits(make().fit(apart()))).toEqual(bits(make().fit(X, mixed)));
  });

  test("all forms of X and of numbers give the same bits, and inputs stay as they were", () => {
    const given = structuredClone({ X, mixed });
    const want = bits(make().fit(given.X, given.mixed));
    expect(given).toEqual({ X, mixed });
    for (const form of readBack) expect(bits(make().fit(form(X) as Rows, mixed))).toEqual(want);
    expect(bits(make().fit(X, { ...mixed, price: Float64Array.from(price) }))).toEqual(want);
  });

  test("the order of records is free: tasks stand as in datafit", () => {
    const model = make().fit(X, { size, count, label, price });
    expect(bits(model)).toEqual(bits(make().fit(X, mixed)));
    expect(Object.keys(model.predict(fresh))).toEqual(Object.keys(datafit));
  });

  test("a missing target, a weight of 0 and an absent row are the same, bit for bit", () => {
    const seen = (i: number, t: number): boolean => (2 * i + t) % 5 > 0;
    const names = ["price", "label", "count", "size"] as const;
    const each = <R>(one: (y: readonly (string | number)[], t: number) => R) =>
      Object.fromEntries(names.map((name, t) => [name, one(mixed[name], t)]));
    const none = (t: number) => (t % 2 ? null : NaN);
    const missing = each((y, t) => y.map((value, i) => (seen(i, t) ? value : none(t))));
    const weights = each((y, t) => y.map((_, i) => Number(seen(i, t))));
    const absent = each((y, t) => ({
      X: X.filter((_, i) => seen(i, t)),
      y: y.filter((_, i) => seen(i, t)),
    }));
    const weighed = each((y, t) => ({ X, y, sampleWeight: y.map((_, i) => Number(seen(i, t))) }));
    const want = bits(make().fit(absent as never));
    expect(bits(make().fit(X, missing as never))).toEqual(want);
    expect(bits(make().fit(X, mixed, { sampleWeight: weights }))).toEqual(want);
    expect(bits(make().fit(weighed as never))).toEqual(want);
  });

  test("one vector of weights is that vector for every task, and counts as rows that stand twice", () => {
    const sampleWeight = X.map((_, i) => (i % 4 === 0 ? 2 : 1));
    const record = Object.fromEntries(Object.keys(mixed).map((name) => [name, sampleWeight]));
    const want = bits(make().fit(X, mixed, { sampleWeight }));
    expect(bits(make().fit(X, mixed, { sampleWeight: record }))).toEqual(want);
    const twice = <R>(rows: readonly R[]): R[] => rows.flatMap((row, i) => (i % 4 ? [row] : [row, row]));
    const many = Object.fromEntries(Object.entries(mixed).map(([name, y]) => [name, twice<Label>(y)]));
    expect(bits(make().fit(twice(X), many))).toBeNear(want, 1e-3);
    expect(bits(make().fit(X, mixed))).not.toEqual(want);
  });
});

describe("what is learnt", () => {
  test("squared losses alone are MultiTaskRegressor, to its gap", () => {
    const numbers = { a: price, b: signal.map(([, f]) => f!), c: noise.map(([e]) => e!) };
    for (const penalty of [ridge(0.1), l21(0.1), traceNorm(0.2)]) {
      const squared = { a: quadratic(), b: quadratic(), c: quadratic() };
      const model = new MultiTaskModel({ datafit: squared, penalty, tol: 1e-12 }).fit(X, numbers);
      const Y = X.map((_, i) => [numbers.a[i]!, numbers.b[i]!, numbers.c[i]!]);
      const want = new MultiTaskRegressor({ penalty, tol: 1e-12 }).fit(X, Y, { taskNames: ["a", "b", "c"] });
      expect(model.converged).toBe(true);
      expect(model.coef.to1DArray()).toBeNear(want.coef.to1DArray(), 1e-5);
      expect(model.intercept).toBeNear(want.intercept, 1e-5);
      const [a, b] = [model.marks.at(-1)!, want.marks.at(-1)!];
      expect(Math.abs(a.objective - b.objective)).toBeLessThanOrEqual(a.gap + b.gap + 1e-14);
    }
  });

  test("numbers, labels, counts and sizes: columns, classes, predictions, probabilities and scores by name", () => {
    const model = make().fit(X, mixed);
    const { coef, intercept } = model;
    expect([model.converged, coef.rows, coef.columns, intercept.length]).toEqual([true, p, 6, 6]);
    expect(model.dualGap).toBeLessThan(1e-6);
    expect(model.classes).toEqual({ label: ["cheap", "dear"], size: ["L", "M", "S"] });
    const f = X.map((x) =>
      Array.from(intercept, (b, c) => x.reduce((sum, v, j) => sum + v * coef.get(j, c), b)),
    );
    const answer = model.predict(X);
    expect(Object.keys(answer)).toEqual(["price", "label", "count", "size"]);
    expect(answer["price"]).toBeNear(f.map((row) => row[0]!), 1e-12); // biome-ignore format: a sentence
    expect(answer["label"]).toEqual(f.map((row) => (row[1]! > 0 ? "dear" : "cheap")));
    expect(answer["count"]).toBeNear(f.map((row) => Math.exp(row[2]!)), 1e-12); // biome-ignore format: a sentence
    const likeliest = (row: number[]) => ["L", "M", "S"][row.indexOf(Math.max(...row))];
    expect(answer["size"]).toEqual(f.map((row) => likeliest(row.slice(3))));
    const proba = model.predictProba(X);
    expect(Object.keys(proba)).toEqual(["label", "size"]);
    const wanted = f.flatMap(([, at]) => [1 / (1 + Math.exp(at!)), 1 / (1 + Math.exp(-at!))]);
    expect(proba["label"]!.to1DArray()).toBeNear(wanted, 1e-13);
    for (const row of proba["size"]!.to2DArray()) {
      expect(row.reduce((sum, share) => sum + share, 0)).toBeNear(1, 1e-15);
    }
    const scores = model.score(X, mixed);
    const mean = price.reduce((sum, y) => sum + y, 0) / n;
    const squares = (of: (y: number, i: number) => number) =>
      price.reduce((sum, y, i) => sum + of(y, i) ** 2, 0);
    const numbers = answer["price"] as Float64Array;
    const right = (name: "label" | "size") =>
      mixed[name].filter((one, i) => one === answer[name]![i]).length / n;
    expect(scores["price"]).toBeNear(
      1 - squares((y, i) => y - numbers[i]!) / squares((y) => y - mean),
      1e-12,
    );
    expect([scores["label"], scores["size"]]).toEqual([right("label"), right("size")]);
    expect(Object.keys(scores)).toEqual(Object.keys(datafit));
    for (const score of Object.values(scores)) expect(score).toBeGreaterThan(0.5);
    expect(model.score(apart())).toEqual(scores);
  });

  test("scores weigh rows, and a missing target is no row", () => {
    const model = make().fit(X, mixed);
    const sampleWeight = X.map((_, i) => Number(i > 3));
    const rest = <R>(rows: readonly R[]): R[] => rows.slice(4);
    const want = model.score(rest(X), { price: rest(price), label: rest(label), count: rest(count), size: rest(size) }); // biome-ignore format: a sentence
    const near = (got: Record<string, number>) => {
      expect(Object.values(got)).toBeNear(Object.values(want), 1e-12);
    };
    near(model.score(X, mixed, { sampleWeight }));
    const record = Object.fromEntries(Object.keys(mixed).map((name) => [name, sampleWeight]));
    near(model.score(X, mixed, { sampleWeight: record }));
    const holes = Object.fromEntries(
      Object.entries(mixed).map(([name, y]) => [name, y.map((one, i) => (i > 3 ? one : typeof one === "string" ? null : NaN))]), // biome-ignore format: a sentence
    );
    near(model.score(X, holes as never));
  });

  test("the penalty makes tasks of different kinds share: a feature is used by all or by none", () => {
    const { coef } = make({ penalty: l21(0.2) }).fit(X, mixed);
    const used = coef.to2DArray().map((row) => row.filter((w) => w !== 0).length);
    expect(used.filter((uses) => uses !== 0 && uses !== 6)).toEqual([]);
    expect(used.filter((uses) => uses === 6).length).toBeGreaterThanOrEqual(2);
    expect(used.filter((uses) => uses === 0).length).toBeGreaterThanOrEqual(1);
  });

  test("tasks may have rows and numbers of rows of their own", () => {
    const tasks = {
      price: { X, y: price },
      label: { X: X.slice(4, 23), y: label.slice(4, 23) },
      count: { X: fresh, y: [0, 1, 2, 3, 4, 5, 6] },
      size: { X: X.slice(0, 13), y: size.slice(0, 13) },
    };
    for (const taskWeight of ["samples", "equal"]) {
      const model = make({ taskWeight }).fit(tasks);
      expect(model.converged).toBe(true);
      expect(model.score(tasks)["label"]).toBeGreaterThan(0.7);
    }
  });

  test("models survive JSON and answer bit for bit the same", () => {
    const { model } = make().fit(X, mixed);
    const again = LinearHeads.from(JSON.parse(JSON.stringify(model)));
    expect(again.describe()).toEqual(model.describe());
    expect(again.taskNames).toEqual(["price", "label", "count", "size"]);
    const inputs = { data: Float64Array.from(fresh.flat()), rows: fresh.length, columns: p };
    for (const t of [0, 2]) expect(again.numbers(t, inputs)).toEqual(model.numbers(t, inputs));
    for (const t of [1, 3]) {
      expect(again.probabilities(t, inputs)).toEqual(model.probabilities(t, inputs));
      expect(again.labels(t, inputs)).toEqual(model.labels(t, inputs));
    }
  });
});

describe("a loss from its formula", () => {
  const written = expression("log(1 + exp(-y * f))", { target: "two classes", steepest: 0.25 });
  const unbounded = expression("log(1 + exp(-y * f))", { target: "two classes" });

  test.each([
    ["ridge", ridge(0.1)],
    ["l21", l21(0.05)],
  ])("is certified by stationarity and agrees with logistic(): %s", (_, penalty) => {
    const want = make({ penalty }).fit(X, mixed);
    expect(want.converged).toBe(true);
    for (const loss of [written, unbounded]) {
      const model = make({ penalty, tol: 1e-8, datafit: { ...datafit, label: loss } }).fit(X, mixed);
      const last = model.marks.at(-1)!;
      expect([model.converged, model.dualGap, last.gap]).toEqual([true, Infinity, Infinity]);
      expect(last.stationarity).toBeLessThanOrEqual(1e-8);
      expect(model.coef.to1DArray()).toBeNear(want.coef.to1DArray(), 1e-4);
      expect(model.predict(fresh)["label"]).toEqual(want.predict(fresh)["label"]);
      const again = LinearHeads.from(JSON.parse(JSON.stringify(model.model)));
      expect(again.describe()).toEqual(model.model.describe());
      expect(again.linear.marks.at(-1)!.gap).toBe(Infinity);
    }
  });

  test("stopped early it says that it has not converged", () => {
    const model = make({ datafit: { ...datafit, label: written }, maxIter: 3, tol: 1e-12 }).fit(X, mixed);
    expect([model.converged, model.nIter]).toEqual([false, 3]);
    expect(warnings.at(-1)).toMatch(/^MultiTaskModel: stopped after 3 iterations, with a stationarity of /);
  });
});

describe("what is refused, in one sentence that says whose fault it is", () => {
  const three = label.map((one, i) => (i === 0 ? "other" : one));
  const without = { price, label, count };
  const refused: Record<string, [unknown[], RegExp]> = {
    "a task that has no loss": [
      [X, { ...mixed, weight: price }],
      /^MultiTaskModel\.fit targets: expected the tasks that have a datafit, price, label, count, size, got "weight"$/,
    ],
    "a task without targets": [
      [X, without],
      /^MultiTaskModel\.fit targets: expected a record of price, label, count, size, got no size$/,
    ],
    "a named task without data": [
      [{ price: { X, y: price }, label: { X, y: label }, count: { X, y: count } }],
      /^MultiTaskModel\.fit targets: expected a record of price, label, count, size, got no size$/,
    ],
    "targets that are no record": [
      [X, price],
      /^MultiTaskModel\.fit targets: expected a record of price, label, count, size, got an array of 29$/,
    ],
    "no targets": [[X], /^MultiTaskModel\.fit targets: expected a record of .*, got undefined$/],
    "no y": [
      [{ ...(apart() as object), label: { X } }],
      /^MultiTaskModel\.fit "label": expected targets, one a row of X, got undefined$/,
    ],
    "no X": [
      [{ ...(apart() as object), label: { y: label } }],
      /^MultiTaskModel\.fit "label": expected an object with X and y, got an object with y$/,
    ],
    "a task that is null": [
      [{ ...(apart() as object), label: null }],
      /^MultiTaskModel\.fit "label": expected an object with X and y, got null$/,
    ],
    "targets that differ in length": [
      [X, { ...mixed, label: label.slice(1) }],
      /^MultiTaskModel\.fit "label": expected 29 targets, as "price" has, got 28$/,
    ],
    "targets that are no row of X each": [
      [X.slice(1), mixed],
      /^MultiTaskModel\.fit Y: expected 28 rows, one per row of X, got 29$/,
    ],
    "three classes for two": [
      [X, { ...mixed, label: three }],
      /^MultiTaskModel\.fit task "label": expected two classes, as logistic has, got 3$/,
    ],
    "labels for a number": [
      [X, { ...mixed, price: label }],
      /^MultiTaskModel\.fit "price" row 0: expected a number, got "(cheap|dear)"$/,
    ],
    "one class only": [
      [X, { ...mixed, size: size.map(() => "S") }],
      /^MultiTaskModel\.fit task "size": expected two or more classes, got only "S"$/,
    ],
    "two columns of labels": [
      [X, { ...mixed, label: label.map((one) => [one, one]) }],
      /^MultiTaskModel\.fit "label": expected a vector of labels, got 2 columns$/,
    ],
    "counts below 0": [
      [X, { ...mixed, count: count.map((k) => k - 3) }],
      /^MultiTaskModel\.fit task "count": expected counts >= 0, as poisson has, got -\d$/,
    ],
    "a task without any target": [
      [X, { ...mixed, price: price.map(() => NaN) }],
      /^MultiTaskModel\.fit task "price": expected at least one observed target with a positive weight, got none$/,
    ],
    "NaN in X": [
      [X.map((row, i) => (i === 2 ? row.map(() => NaN) : row)), mixed],
      /^MultiTaskModel\.fit X row 2, column 0: expected a finite number, got NaN$/,
    ],
    "X with other features in a task": [
      [{ ...(apart() as object), size: { X: matrix(n, p + 1, 1), y: size } }],
      /^MultiTaskModel\.fit task "size" X: expected 5 columns, as in the first task, got 6$/,
    ],
    "weights of an unknown task": [
      [X, mixed, { sampleWeight: { ...mixed, weight: price } }],
      /^MultiTaskModel\.fit sampleWeight: expected the tasks that have a datafit, .*, got "weight"$/,
    ],
    "weights of too few rows": [
      [X, mixed, { sampleWeight: { price: [1], label: [1], count: [1], size: [1] } }],
      /^MultiTaskModel\.fit sampleWeight "price": expected 29 weights, got 1$/,
    ],
    "weights below 0": [
      [X, mixed, { sampleWeight: X.map((_, i) => i - 1) }],
      /^MultiTaskModel\.fit sampleWeight: expected weights >= 0, got -1$/,
    ],
    "weights that are null": [
      [X, mixed, { sampleWeight: null }],
      /^MultiTaskModel\.fit sampleWeight: expected .*, got null$/,
    ],
    "an option that does not exist": [
      [X, mixed, { weights: [] }],
      /^MultiTaskModel\.fit: has no option weights; it has sampleWeight, onProgress$/,
    ],
    "weights beside tasks that carry theirs": [
      [apart(), { sampleWeight: X.map(() => 1) }],
      /^MultiTaskModel\.fit: has no option sampleWeight; it has onProgress$/,
    ],
  };

  test.each(Object.keys(refused))("%s", (what) => {
    const [given, sentence] = refused[what]!;
    const subject = make().fit(X, mixed);
    const before = bits(subject);
    const ask = () => (subject.fit as (...all: unknown[]) => unknown)(...given);
    expect(ask).toThrow(PolytaskError);
    expect(ask).toThrow(sentence);
    expect(bits(subject)).toEqual(before);
  });

  test("wrong questions", () => {
    const asked = make();
    for (const ask of [
      () => asked.predict(X),
      () => asked.predictProba(X),
      () => asked.score(X, mixed),
      () => asked.classes,
      () => asked.model,
      () => asked.coef,
      () => asked.converged,
    ]) {
      expect(ask).toThrow(/^MultiTaskModel\.\w+: expected a fitted estimator, got one .*: call fit first$/);
    }
    const subject = asked.fit(X, mixed);
    expect(() => subject.predict(matrix(2, p + 1, 1))).toThrow(
      /^MultiTaskModel\.predict X: expected 5 columns, as in fit, got 6$/,
    );
    expect(() => subject.predictProba([[NaN, 0, 0, 0, 0]])).toThrow(
      /^MultiTaskModel\.predictProba X row 0, column 0: expected a finite number, got NaN$/,
    );
    const refusals: [unknown[], RegExp][] = [
      [[X, without], /score targets: expected a record of .*, got no size$/],
      [[X, { ...mixed, weight: price }], /score targets: expected the tasks that have .*, got "weight"$/],
      [[X, price], /score targets: expected a record of price, label, count, size, got /],
      [
        [X, { ...mixed, price: price.slice(1) }],
        /score task "price" predictions: expected 28 values, one a row, got 29$/,
      ],
      [
        [X, { ...mixed, label: label.slice(1) }],
        /score task "label" y: expected 29 labels, one a row of X, got 28 x 1$/,
      ],
      [[X, { ...mixed, price: label }], /score task "price".*: expected a number, got "(cheap|dear)"$/],
      [[{ ...(apart() as object), label: { X } }], /score task "label".*: expected .*, got undefined$/],
      [[{ ...(apart() as object), label: null }], /score .*"?label"?.*: expected .*, got null$/],
      [[X, mixed, { sampleWeight: { weight: price } }], /score sampleWeight: expected .*, got "weight"$/],
      [[X, mixed, { sampleWeight: { price } }], /score sampleWeight: expected .*, got no label$/],
      [[X, mixed, { sampleWeight: null }], /score .*sampleWeight: expected .*, got null$/],
      [[X, mixed, { weights: [] }], /score: has no option weights; it has sampleWeight$/],
      [[apart(), { sampleWeight: price }], /score: has no option sampleWeight; it has none here$/],
    ];
    for (const [given, sentence] of refusals) {
      const ask = () => (subject.score as (...all: unknown[]) => unknown)(...given);
      expect(ask).toThrow(PolytaskError);
      expect(ask).toThrow(sentence);
    }
  });

  test("parameters with wrong values, from the table", () => {
    const params: Record<string, unknown> = { datafit, penalty: l1(0.1) };
    for (const [name, { wrong }] of Object.entries(MultiTaskModel.parameters)) {
      expect(wrong.length).toBeGreaterThan(0);
      for (const value of wrong) {
        const ask = () => new MultiTaskModel({ ...params, [name]: value } as never);
        if (value === undefined && !["datafit", "penalty"].includes(name)) continue;
        expect(ask).toThrow(PolytaskError);
        expect(ask).toThrow(new RegExp(`^MultiTaskModel\\.${name}: expected .*, got `));
      }
    }
    expect(() => new MultiTaskModel({ ...params, alpha: 1 } as never)).toThrow(
      /^MultiTaskModel: has no parameter alpha; it has datafit, penalty, /,
    );
  });
});

describe("the life of a model", () => {
  test("fitAsync gives the same bits, and copies its data before the first pause", async () => {
    const given = structuredClone({ X, mixed });
    const want = bits(make().fit(X, mixed));
    const late = make().fitAsync(given.X, given.mixed);
    for (const row of given.X) row.fill(0);
    given.mixed.price.fill(0);
    given.mixed.label.fill("cheap");
    expect(bits(await late)).toEqual(want);
  });

  test("a fit that is stopped leaves the earlier one", async () => {
    const subject = make().fit(X, mixed);
    const want = bits(subject);
    const controller = new AbortController();
    const late = subject.fitAsync(X, { ...mixed, price: price.map((y) => -y) }, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    }); // biome-ignore format: a sentence
    await expect(late).rejects.toThrow(/abort/i);
    expect(bits(subject)).toEqual(want);
  });

  test("a watcher that says false ends the fit with what there is, and the truth about it", () => {
    const model = make().fit(X, mixed, { onProgress: () => false });
    expect(model.converged).toBe(false);
    expect(model.dualGap).toBeGreaterThan(1e-6);
    expect(warnings.at(-1)).toMatch(/^MultiTaskModel: stopped after \d+ iterations, at most .* above the/);
  });

  test("clones and setParams are unfitted and make the same model", () => {
    const subject = make().fit(X, mixed);
    expect(() => subject.clone().predict(X)).toThrow(/call fit first/);
    expect(bits(subject.clone().fit(X, mixed))).toEqual(bits(subject));
    const other = subject.setParams({ penalty: ridge(0.1) });
    expect(() => other.predict(X)).toThrow(/call fit first/);
    expect(bits(other.fit(X, mixed))).not.toEqual(bits(subject));
  });

  test("what is handed out is a copy", () => {
    const subject = make().fit(X, mixed);
    const want = bits(subject);
    subject.coef.set(0, 0, 99);
    subject.intercept.fill(99);
    (subject.predictProba(fresh)["size"] as Matrix).set(0, 0, 99);
    expect(bits(subject)).toEqual(want);
  });
});

test("a huber task among others is one of its own where nothing is shared", () => {
  const losses: Record<string, Datafit> = { a: huber(0.5), b: logistic() };
  const both = new MultiTaskModel({ datafit: losses, penalty: l1(0.05), tol: 1e-13 });
  both.fit(X, { a: price, b: label });
  const alone = new MultiTaskRegressor({ datafit: huber(0.5), penalty: l1(0.05), tol: 1e-13 }).fit(X, price);
  expect(both.coef.getColumn(0)).toBeNear(alone.coef.getColumn(0), 1e-5);
  expect(both.predict(fresh)["a"]).toBeNear(alone.predict(fresh).getColumn(0), 1e-5);
});

test("MultiTaskModel keeps its losses, whatever becomes of the record that they came in", () => {
  const given = { price: quadratic() };
  const model = new MultiTaskModel({ datafit: given, penalty: ridge(1) });
  Object.assign(given, { label: logistic() });
  expect(Object.keys(model.getParams().datafit)).toEqual(["price"]);
  expect(Object.isFrozen(model.getParams().datafit)).toBe(true);
});
