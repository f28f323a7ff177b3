import assert from "node:assert/strict";
import { huber, poisson } from "../../src/datafit/index.ts";
import { type Dialect, type FitFromOptions, type Fittable, fitFrom } from "../../src/engine/index.ts";
import { MultiOutputRidge, MultiTaskClassifier, MultiTaskRegressor } from "../../src/index.ts";
import { cappedL1, l1, ridge, sparseLowRank } from "../../src/penalty/index.ts";
import { rowsOf, type Tried } from "./bad-input.ts";
import { watched } from "./watched.ts";

interface BadLoss {
  readonly columns?: (dialect: Dialect) => Readonly<Record<string, string>>;
  readonly estimator?: unknown;
  readonly request?: Partial<FitFromOptions>;
  readonly rule: RegExp;
}

const labels = new MultiTaskClassifier({ penalty: ridge(0.1) });
const counts = new MultiTaskRegressor({ penalty: ridge(0.1), datafit: poisson() });
const label = (sql: string) => (d: Dialect) => ({ y: `CASE ${sql.replaceAll(/'\w+'/g, (text) => d.value(text.slice(1, -1)))} END` }); // biome-ignore format: one line
const value = (i: number, number: number) => (d: Dialect) => ({ y: `CASE WHEN i = ${i} THEN ${d.value(number)} ELSE ${d.double("i % 2")} END` }); // biome-ignore format: one line

/** What no logistic and no Poisson loss could take, and what is said of it, in every engine. */
export const badLosses: Readonly<Record<string, BadLoss>> = {
  "three labels": { columns: label("WHEN i < 3 THEN 'a' WHEN i < 5 THEN 'b' ELSE 'c'"), rule: /targets "y": expected two classes, got "a", "b", "c" or more$/ }, // biome-ignore format: one line
  "numbers for labels": { columns: (d) => ({ y: d.double("i") }), rule: /targets "y": expected two classes, got \d, \d, \d or more$/ }, // biome-ignore format: one line
  "one label": { columns: label("WHEN i < 9 THEN 'a'"), rule: /targets "y": expected two classes, got only "a"$/ }, // biome-ignore format: one line
  "no label": { columns: label("WHEN i < 0 THEN 'a'"), rule: /targets "y": expected two classes, got none$/ },
  "an infinite label": { columns: value(2, Infinity), rule: /targets "y": expected finite labels or missing ones, got infinite ones$/ }, // biome-ignore format: one line
  "a label of rows without weight": { columns: () => ({ y: "CASE WHEN i = 2 THEN 7 ELSE 1 END", w: "CASE WHEN i = 2 THEN 0 ELSE 1 END" }), request: { weight: "w" }, rule: /expected two classes, got only 1$/ }, // biome-ignore format: one line
  "a task of one class": { columns: (d) => ({ y: "CASE WHEN i < 4 THEN i % 2 ELSE 1 END", t: `CASE WHEN i < 4 THEN ${d.value("a")} ELSE ${d.value("b")} END` }), request: { task: "t" }, rule: /targets "y" of task b: expected rows of both classes, got only 1$/ }, // biome-ignore format: one line
  "a task without a label": { columns: (d) => ({ y: "CASE WHEN i < 4 THEN i % 2 END", t: `CASE WHEN i < 4 THEN ${d.value("a")} ELSE ${d.value("b")} END` }), request: { task: "t" }, rule: /task b: expected observed rows, got none$/ }, // biome-ignore format: one line
  "a count below 0": { estimator: counts, columns: value(3, -2), rule: /targets "y": expected counts >= 0, as poisson has, got others in 1 rows$/ }, // biome-ignore format: one line
  "no count above 0": { estimator: counts, columns: (d) => ({ y: d.double("0") }), rule: /targets "y": expected a count above 0, as poisson has, got none$/ }, // biome-ignore format: one line
  "an infinite count": { estimator: counts, columns: value(3, Infinity), rule: /targets "y": expected finite numbers or missing ones, got infinite ones in 1 rows$/ }, // biome-ignore format: one line
  "counts of texts": { estimator: counts, columns: (d) => ({ y: d.text("i") }), rule: /targets "y": expected a column of numbers, got (VARCHAR|String|text)$/ }, // biome-ignore format: one line
  "an unknown target": { request: { targets: ["absent"] }, rule: /targets: expected one of the columns i, x, y, got "absent"$/ }, // biome-ignore format: one line
  "a feature with a hole": { columns: (d) => ({ x: `CASE WHEN i = 3 THEN NULL ELSE ${d.double("i")} END` }), rule: /features "x": expected finite numbers, got NULL, NaN or an infinite one in 1 rows$/ }, // biome-ignore format: one line
  "a weight below 0": { columns: (d) => ({ w: d.double("i - 1") }), request: { weight: "w" }, rule: /weight: expected finite weights >= 0, got others in 1 rows$/ }, // biome-ignore format: one line
  "squared loss": { estimator: new MultiTaskRegressor({ penalty: ridge(1) }), rule: /estimator: expected the loss logistic or poisson \(squared loss has statisticsFrom and fitStatistics\), got MultiTaskRegressor with quadratic$/ }, // biome-ignore format: one line
  "another loss": { estimator: new MultiTaskRegressor({ penalty: ridge(1), datafit: huber(1) }), rule: /got MultiTaskRegressor with huber$/ }, // biome-ignore format: one line
  "an estimator of statistics": { estimator: new MultiOutputRidge(), rule: /estimator: expected MultiTaskClassifier or another classifier with a penalty, or MultiTaskRegressor with the loss poisson\(\), got MultiOutputRidge$/ }, // biome-ignore format: one line
  "no estimator": { estimator: undefined, rule: /estimator: expected .*, got undefined$/ },
  "a penalty that is not convex": { estimator: new MultiTaskClassifier({ penalty: cappedL1(1, 1) }), rule: /penalty: expected a convex penalty, got cappedL1, which is not$/ }, // biome-ignore format: one line
  "a part without strength": { estimator: new MultiTaskClassifier({ penalty: sparseLowRank(0.1, 0) }), rule: /penalty: expected parts of strengths above 0, got .* with one of 0$/ }, // biome-ignore format: one line
  "an option that there is not": { request: { fold: { key: "i", count: 3 } } as never, rule: /^fitFrom: has no option fold; it has features, targets, task, weight, signal, onProgress$/ }, // biome-ignore format: one line
};

/** Asks for what cannot be; it is refused before any point is asked for. */
export async function refusesLoss(tried: Tried, bad: BadLoss): Promise<void> {
  const { columns, request, rule } = bad;
  const plain = (d: Dialect) => ({ i: "i", x: d.double("i"), y: d.double("i % 2") });
  const rows = rowsOf(tried, (d) => ({ ...plain(d), ...columns?.(d) })); // biome-ignore format: one line
  const seen = watched(rows);
  const estimator = ("estimator" in bad ? bad.estimator : labels) as Fittable;
  await assert.rejects(
    fitFrom(seen.rows, estimator, { features: ["x"], targets: ["y"], ...request }),
    (error: Error) => {
      assert.match(`${error}`, /^PolytaskError: fitFrom/);
      assert.match(error.message, rule);
      return true;
    },
  );
  assert.equal(seen.sums, 0, "a point was asked for");
}

/** Two classes are labels of any kind, and a NULL is a missing one. */
export async function takesLabels(tried: Tried): Promise<void> {
  const columns = (d: Dialect) => ({
    i: "i",
    x: d.double("i % 3"),
    text: `CASE WHEN i % 4 > 1 THEN ${d.value("it's")} WHEN i = 5 THEN NULL ELSE ${d.value("other")} END`,
    truth: "i % 4 > 1",
    number: `CASE WHEN i % 4 > 1 THEN ${d.double("7.5")} WHEN i = 5 THEN ${d.value(Number.NaN)} ELSE ${d.double("-1")} END`,
    whole: "CASE WHEN i % 4 > 1 THEN 3 ELSE 2 END",
  });
  const rows = rowsOf(tried, columns);
  const targets = ["text", "truth", "number", "whole"];
  const { estimator } = await fitFrom(rows, new MultiTaskClassifier({ penalty: l1(0.01), tol: 1e-9 }), { features: ["x"], targets }); // biome-ignore format: one line
  const truth = estimator.classes[1]![0] === false ? [false, true] : [0, 1];
  assert.deepEqual(estimator.classes, [["it's", "other"], truth, [-1, 7.5], [2, 3]]);
  const memory = new MultiTaskClassifier({ penalty: l1(0.01), tol: 1e-9 });
  const X = Array.from({ length: 9 }, (_, i) => [i % 3]);
  memory.fit(X, X.map((_, i) => (i % 4 > 1 ? ["it's", true, 7.5, 3] : [i === 5 ? null : "other", false, i === 5 ? null : -1, 2]))); // biome-ignore format: one line
  for (const t of targets.keys())
    assert.ok(Math.abs(estimator.coef.get(0, t) - memory.coef.get(0, t)) < 1e-6, `${targets[t]}`);
}
