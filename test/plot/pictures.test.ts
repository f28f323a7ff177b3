import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { makeMultitask } from "../../src/data/index.ts";
import {
  MultiTaskLasso,
  MultiTaskRegressor,
  regularizationPath,
  TaskRelationshipRegressor,
  taskRelations,
} from "../../src/index.ts";
import { MultiTaskNetwork, regression } from "../../src/network/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import * as plot from "../../src/plot/index.ts";
import { TaskSelector, transferReport } from "../../src/select/index.ts";

type Row = Readonly<Record<string, string | number | boolean | null>>;

const rowsOf = ({ spec }: plot.Picture): readonly Row[] =>
  (spec["data"] as unknown as { values: Row[] }).values;

const script = "<script>alert(1)</script>";
const T = 5;
const taskNames = [script, "quote \" and ' it", "a & b", "datum.x", "\\n{{signal}}"];
const made = makeMultitask({
  nTasks: T,
  nClusters: 2,
  nSamples: 31,
  nFeatures: 7,
  shared: true,
  randomState: 3,
});
const { X, Y } = made;
const named = made.tasks.map((task, t) => ({ ...task, name: taskNames[t]! }));
const featureNames = ["<b>one</b>", "two", "three", "four", "five", "six", "seven"];
const related = new TaskRelationshipRegressor({ alpha: 0.01, beta: 0.1 }).fit(X, Y, { taskNames });
const lasso = new MultiTaskLasso({ alpha: 0.2 }).fit(X, Y, { taskNames });
const path = regularizationPath(l21, X, Y, { taskNames, alphas: 9 });
const heads = Object.fromEntries(taskNames.map((name) => [name, regression()]));
const network = new MultiTaskNetwork({ hidden: [3], tasks: heads, epochs: 4, randomState: 0 });
network.fit(Object.fromEntries(named.map(({ name, ...task }) => [name, task])));
const transfer = transferReport(new MultiTaskRegressor({ penalty: l21(0.1) }), named, { cv: 3 });
const selector = new TaskSelector({ scores: [0.5, -1, 2, 0, 1], size: 2, taskNames });
const gradients = {
  T,
  gradient: (t: number) => made.coef.data.filter((_, k) => k % T === t),
  losses: () => [],
};

const pictures = {
  relations: plot.plotRelations(related),
  coefficients: plot.plotCoefficients(lasso, { featureNames, unit: "points" }),
  path: plot.plotPath(path, { featureNames }),
  "path of a task": plot.plotPath(path, { featureNames, task: script }),
  gap: plot.plotGap({ [script]: lasso, "the other": related }),
  predictions: plot.plotPredictions(Y, lasso.predict(X), { taskNames }),
  "predictions of tasks": plot.plotPredictions(named, lasso.predict(named)),
  "predictions with bars": plot.plotPredictions(Y, lasso.predict(X), {
    taskNames,
    std: { ...Y, data: Y.data.map((y) => Math.abs(y) / 9) },
  }),
  losses: plot.plotLosses(network),
  conflicts: plot.plotConflicts(gradients, { taskNames }),
  transfer: plot.plotTransfer(transfer),
  selection: plot.plotSelection(selector),
};

describe.each(Object.entries(pictures))("the picture of %s", (_, picture) => {
  test("is plain data that vega-lite takes without a word, and no name is part of an expression", () => {
    const { spec } = picture;
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    const said: unknown[] = [];
    const tell = (...words: unknown[]) => {
      said.push(words);
      return logger;
    };
    const logger = { level: () => logger, error: tell, warn: tell, info: () => logger, debug: () => logger };
    const compiled = compile(spec as never, { logger: logger as never }).spec;
    expect(said).toEqual([]);
    const expressions: string[] = [];
    JSON.stringify(compiled, (key, value: unknown) => {
      if (/^(signal|expr|test|update|init)$/.test(key) && typeof value === "string") expressions.push(value);
      return value;
    });
    expect(expressions.length).toBeGreaterThan(0);
    for (const name of [...taskNames, ...featureNames.slice(0, 1)])
      expect(expressions.filter((expression) => expression.includes(name) && name !== "datum.x")).toEqual([]);
  });

  test("is an SVG without anybody's markup, and a PNG", async () => {
    const svg = await picture.toSvg();
    expect(svg).toMatch(/^<svg[^>]*>[\s\S]*<\/svg>$/);
    expect(svg).not.toMatch(/<script|<b>/);
    expect(svg).toMatch(/&lt;(script|b)&gt;/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const png = await picture.toPng({ scale: 0.5 });
    expect([...png.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
  });
});

describe("the numbers are the model's", () => {
  test("relations: every pair once, alike beside alike", () => {
    const { correlation } = taskRelations(related);
    const rows = rowsOf(pictures.relations);
    expect(rows.length).toBe(T * T);
    for (const { task, other, value } of rows)
      expect(value).toBe(correlation.get(taskNames.indexOf(`${task}`), taskNames.indexOf(`${other}`)));
    const order = rows.slice(0, T).map(({ other }) => made.clusters![taskNames.indexOf(`${other}`)]!);
    expect(order.filter((cluster, k) => k > 0 && cluster !== order[k - 1]).length).toBe(1);
  });

  test("coefficients", () => {
    for (const [k, { feature, task, value }] of rowsOf(pictures.coefficients).entries()) {
      expect([feature, task]).toEqual([featureNames[Math.floor(k / T)], taskNames[k % T]]);
      expect(value).toBe(lasso.coef.get(Math.floor(k / T), k % T));
    }
  });

  test("path: lengths of rows, or one task's coefficients", () => {
    const at = (picture: plot.Picture, name: string) => rowsOf(picture).filter(({ line }) => line === name);
    const [all, own] = [at(pictures.path, "two"), at(pictures["path of a task"], "two")];
    for (const [k, model] of path.models.entries()) {
      const row = [...model.coef.data.slice(T, 2 * T)];
      expect([all[k]!["x"], own[k]!["x"], own[k]!["y"]]).toEqual([path.alphas[k], path.alphas[k], row[0]]);
      expect(all[k]!["y"]).toBeCloseTo(Math.sqrt(row.reduce((sum, w) => sum + w * w, 0)), 12);
    }
  });

  test("gap: what has no place on a logarithmic axis is null", () => {
    const mark = { iteration: 1, objective: 1, seconds: 0.1 };
    const marks = [Infinity, 0.5, 0].map((gap, iteration) => ({ ...mark, iteration, gap }));
    const rows = rowsOf(plot.plotGap({ fit: { marks } }, { against: "iteration" }));
    expect(rows.map(({ x, y }) => [x, y])).toEqual([[0, null], [1, 0.5], [2, null]]); // biome-ignore format: a table
    const last = lasso.marks.at(-1)!;
    const own = rowsOf(pictures.gap).filter(({ line }) => line === script);
    expect([own.at(-1)!["x"], own.at(-1)!["y"]]).toEqual([last.seconds, last.gap > 0 ? last.gap : null]);
  });

  test("predictions: missing targets are left out", () => {
    const holes = { ...Y, data: Y.data.map((value, k) => (k % 9 === 0 ? Number.NaN : value)) };
    const found = lasso.predict(X);
    const rows = rowsOf(plot.plotPredictions(holes, found)).filter((row) => "truth" in row);
    expect(rows.length).toBe(holes.data.filter((value) => !Number.isNaN(value)).length);
    expect(rows[0]).toEqual({ task: "task 0", place: 0, truth: Y.data[T], predicted: found.get(1, 0) });
    const alone = plot.plotPredictions(named, lasso.predict(named));
    expect(rowsOf(alone).filter(({ task }) => task === taskNames[2]).length).toBe(X.rows + 2);
  });

  test("predictions: bars hold the middle 95 %: 1.96 deviations to both sides", () => {
    const [first, second] = rowsOf(plot.plotPredictions([1, NaN, 3], [2, 0, 4], { std: [0.5, 1, 0] }));
    expect(first).toMatchObject({
      truth: 1,
      predicted: 2,
      low: expect.closeTo(2 - 0.98, 4),
      high: expect.closeTo(2 + 0.98, 4),
    });
    expect(second).toMatchObject({ truth: 3, low: 4, high: 4 });
    const lists = plot.plotPredictions([{ y: [1] }, { y: [2, 3] }], [[1], [2, 2]], { std: [[1], [1, 2]] });
    expect(rowsOf(lists)[2]).toMatchObject({
      low: expect.closeTo(2 - 3.92, 3),
      high: expect.closeTo(2 + 3.92, 3),
    });
  });

  test("losses, with the rows held back", () => {
    const last = network.history.at(-1)!;
    const row = rowsOf(pictures.losses).find(({ line, x }) => line === taskNames[2] && x === last.epoch)!;
    expect(row["y"]).toBe(last.losses[taskNames[2]!]);
    const held = [{ epoch: 1, rate: 1, loss: 2, losses: { a: 2, b: Infinity }, weights: {}, validation: 3 }];
    const rows = rowsOf(plot.plotLosses(held)).map(({ line, y, dashed }) => [line, y, dashed]);
    expect(rows).toContainEqual(["held back", 3, true]);
    expect(rows).toContainEqual(["b", null, false]);
  });

  test("conflicts: cosines, from gradients or as they are", () => {
    const cosines = [[1, -0.25], [-0.25, 1]]; // biome-ignore format: a matrix
    expect(rowsOf(plot.plotConflicts(cosines)).map(({ value }) => value)).toEqual([1, -0.25, -0.25, 1]);
    const slopes = [[3, 4], [0, 0], [4, -3], [-6, -8]]; // biome-ignore format: a matrix
    const picture = plot.plotConflicts({ T: 4, gradient: (t) => slopes[t]!, losses: () => [] });
    const of = (a: number, b: number) =>
      rowsOf(picture).find(({ task, other }) => task === `task ${a}` && other === `task ${b}`)!["value"];
    expect([of(0, 3), of(0, 2), of(0, 1)]).toEqual([-1, 0, 0]);
  });

  test("transfer: the largest gain first", () => {
    const rows = rowsOf(pictures.transfer);
    expect(rows.map(({ gain }) => gain)).toEqual(
      transfer.tasks.map(({ gain }) => gain).sort((a, b) => b - a),
    );
    for (const { task, low, high } of rows) {
      const own = transfer.tasks.find((one) => one.task === task)!;
      expect([low, high]).toEqual([own.low, own.high]);
    }
  });

  test("selection: the most probable first, and who is in the mode", () => {
    const rows = rowsOf(pictures.selection);
    const marginals = selector.marginals();
    expect(rows.map(({ probability }) => probability)).toEqual([...marginals].sort((a, b) => b - a));
    const chosen = rows
      .filter(({ group }) => group === "in the most probable choice")
      .map(({ task }) => task);
    expect(new Set(chosen)).toEqual(new Set(selector.mode()));
  });
});

test("more lines than colours: the others are grey and behind", () => {
  const losses = Object.fromEntries(Array.from({ length: 139 }, (_, t) => [`school ${t}`, 1 + t]));
  const rows = rowsOf(plot.plotLosses([{ epoch: 1, rate: 1, loss: 1, losses, weights: {} }]));
  expect(rows.filter(({ front }) => front).map(({ line }) => line)).toEqual(
    [138, 137, 136, 135, 134, 133].map((t) => `school ${t}`),
  );
  expect(rows.at(-1)!["group"]).toBe("133 others");
});

test("a notebook is given the specification and SVG", async () => {
  const show = Reflect.get(pictures.relations, Symbol.for("Jupyter.display")) as () => Promise<plot.Bundle>;
  const bundle = await show.call(pictures.relations);
  expect(Object.keys(bundle)).toEqual(["text/plain", "application/vnd.vegalite.v5+json", "image/svg+xml"]);
  expect(bundle["application/vnd.vegalite.v5+json"]).toBe(pictures.relations.spec);
  expect(JSON.stringify(pictures.relations)).toBe(JSON.stringify(pictures.relations.spec));
});

const wrong: readonly (readonly [string, () => unknown, string])[] = [
  [
    "an option",
    () => plot.plotRelations(related, { colour: 1 } as never),
    "plotRelations: has no option colour",
  ],
  [
    "no model",
    () => plot.plotRelations(null as never),
    "plotRelations: expected task relations, a fitted model",
  ],
  ["too many tasks", () => plot.plotRelations([Array.from({ length: 501 }, () => 1)]), "at most 500 tasks"],
  [
    "not fitted",
    () => plot.plotCoefficients(new MultiTaskLasso()),
    "MultiTaskLasso.coef: expected a fitted estimator",
  ],
  [
    "names",
    () => plot.plotCoefficients(lasso, { featureNames: ["a"] }),
    "expected 7 names, one a feature, got 1",
  ],
  ["twice", () => plot.plotCoefficients({ coef: [[1, 2]] }, { taskNames: ["a", "a"] }), '"a" twice'],
  [
    "title",
    () => plot.plotTransfer(transfer, { title: 3 } as never),
    "plotTransfer.title: expected a string",
  ],
  ["unit", () => plot.plotTransfer(transfer, { unit: 3 } as never), "plotTransfer.unit: expected a string"],
  ["no path", () => plot.plotPath({} as never), "plotPath: expected alphas and models"],
  [
    "half a path",
    () => plot.plotPath({ ...path, alphas: [1] }),
    "plotPath alphas: expected 9, one a model, got 1",
  ],
  ["no such task", () => plot.plotPath(path, { task: 9 }), "plotPath task: expected a task from 0 to 4"],
  ["no fits", () => plot.plotGap({}), "plotGap: expected a record of at least one fit"],
  ["no marks", () => plot.plotGap({ a: {} as never }), 'plotGap "a": expected a fit that left marks'],
  ["measure", () => plot.plotGap({ lasso }, { measure: "loss" as never }), "plotGap.measure: expected"],
  [
    "nothing",
    () => plot.plotGap({ lasso }, { measure: "stationarity" }),
    "plotGap: expected a mark whose stationarity",
  ],
  [
    "rows",
    () => plot.plotPredictions(Y, [[1]]),
    "plotPredictions predicted: expected 31 x 5, as the truth, got 1 x 1",
  ],
  ["tasks", () => plot.plotPredictions(named, []), "plotPredictions predicted: expected 5 lists, one a task"],
  [
    "infinite",
    () => plot.plotPredictions([1], [Infinity]),
    "plotPredictions predicted row 0: expected a finite number",
  ],
  ["deviations", () => plot.plotPredictions([1, 2], [1, 2], { std: [1] }), "plotPredictions std: expected 2 x 1, as the truth"], // biome-ignore format: a row
  [
    "below 0",
    () => plot.plotPredictions([1], [1], { std: [-1] }),
    "plotPredictions std: expected numbers >= 0",
  ],
  ["no epoch", () => plot.plotLosses([]), "plotLosses: expected a network that has seen an epoch"],
  ["no cosines", () => plot.plotConflicts([[1, 2], [2, 1]]), "expected a symmetric matrix within -1 and 1, got 2"], // biome-ignore format: a row
  ["not square", () => plot.plotConflicts([[1, 0]]), "plotConflicts: expected cosines, T x T, got 1 x 2"],
  ["no gains", () => plot.plotTransfer([]), "plotTransfer: expected a transfer report, or gains of tasks"],
  ["no selector", () => plot.plotSelection({} as never), "plotSelection: expected a TaskSelector"],
];

test.each(wrong)("bad input, one clear sentence: %s", (_, act, words) => {
  expect(act).toThrow(words);
});

test("a scale out of its range is refused", async () => {
  await expect(pictures.gap.toPng({ scale: 0 })).rejects.toThrow(
    "Picture.toPng.scale: expected a number > 0",
  );
});
