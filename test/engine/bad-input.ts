import assert from "node:assert/strict";
import { type Dialect, type Source, type StatisticsOptions, statisticsFrom } from "../../src/engine/index.ts";

/** An engine that is tried. */
export interface Tried {
  query(sql: string): Source;
  /** Behind FROM: nine rows whose column i goes from 0 to 8. */
  readonly nine: string;
}

interface BadInput {
  /** Columns of the nine rows, beside i. */
  readonly columns?: (dialect: Dialect) => Readonly<Record<string, string>>;
  /** The rows that are left. */
  readonly where?: string;
  readonly request?: Partial<StatisticsOptions>;
  readonly rule: RegExp;
}

/** i, and another value in row 3. */
const but = (value: number) => (d: Dialect) =>
  `CASE WHEN i = 3 THEN ${d.value(value)} ELSE ${d.double("i")} END`;
const nothing = (d: Dialect): string => `CASE WHEN i < 0 THEN ${d.double("i")} END`;
const hole = (d: Dialect): string => `CASE WHEN i = 3 THEN NULL ELSE ${d.double("i")} END`;
const notFinite = (rows: number) => new RegExp(`features "x": expected finite numbers, got NULL, NaN or an infinite one in ${rows} rows$`); // biome-ignore format: one line
const unknown = (place: string) => new RegExp(`statisticsFrom\\.${place}: expected one of the columns i, x, y, got "absent"$`); // biome-ignore format: one line
const text = /, got (VARCHAR|String|text)$/;
const fold = { key: "i", count: 3 };

/** What no fit could take, and what is said of it, in every engine. */
export const badInputs: Readonly<Record<string, BadInput>> = {
  "an unknown feature": { request: { features: ["absent"] }, rule: unknown("features") },
  "an unknown column of labels": { request: { features: [{ column: "absent" }] }, rule: unknown("features") },
  "an unknown target": { request: { targets: ["absent"] }, rule: unknown("targets") },
  "an unknown task": { request: { task: "absent" }, rule: unknown("task") },
  "an unknown weight": { request: { weight: "absent" }, rule: unknown("weight") },
  "an unknown key of folds": { request: { fold: { ...fold, key: "absent" } }, rule: unknown("fold.key") },
  "a feature of texts": { columns: (d) => ({ x: d.text("i") }), rule: text },
  "a target of texts": { columns: (d) => ({ y: d.text("i") }), rule: text },
  "a weight of texts": { columns: (d) => ({ w: d.text("i") }), request: { weight: "w" }, rule: text },
  "a feature of nothing": { columns: (d) => ({ x: nothing(d) }), rule: notFinite(9) },
  "a feature with a hole": { columns: (d) => ({ x: hole(d) }), rule: notFinite(1) },
  "a target of nothing": { columns: (d) => ({ y: nothing(d) }), rule: /targets "y": expected at least one observed target, got none$/ }, // biome-ignore format: one line
  "a task of nothing": { columns: (d) => ({ t: hole(d) }), request: { task: "t" }, rule: /task: expected a task for every row, got NULL in 1 rows$/ }, // biome-ignore format: one line
  "a task without rows in a fold": { columns: () => ({ t: "CASE WHEN i < 1 THEN 5 ELSE 6 END" }), request: { task: "t", fold }, rule: /task 5: expected observed rows in every fold, got none in fold \d$/ }, // biome-ignore format: one line
  "a target without rows in a fold": { columns: (d) => ({ y: `CASE WHEN i < 1 THEN ${d.double("i")} END` }), request: { fold }, rule: /target y: expected observed rows in every fold, got none in fold \d$/ }, // biome-ignore format: one line
  "no rows": { where: "i < 0", rule: /statisticsFrom: expected rows that count, got none$/ },
  "weights of nothing": { columns: (d) => ({ w: nothing(d) }), request: { weight: "w" }, rule: /statisticsFrom: expected rows that count, got none$/ }, // biome-ignore format: one line
  ...Object.fromEntries(
    [Number.NaN, Infinity, -Infinity].flatMap((value): [string, BadInput][] => [
      [`${value} in a feature`, { columns: (d) => ({ x: but(value)(d) }), rule: notFinite(1) }],
      [`${value} in a weight`, { columns: (d) => ({ w: but(value)(d) }), request: { weight: "w" }, rule: /weight: expected finite weights >= 0, got others in 1 rows$/ }], // biome-ignore format: one line
    ]),
  ),
  ...Object.fromEntries(
    [Infinity, -Infinity].map((value): [string, BadInput] => [
      `${value} in a target`,
      { columns: (d) => ({ y: but(value)(d) }), rule: /targets "y": expected finite numbers or missing ones, got infinite ones in 1 rows$/ }, // biome-ignore format: one line
    ]),
  ),
  "a weight below 0": { columns: (d) => ({ w: but(-1)(d) }), request: { weight: "w" }, rule: /weight: expected finite weights >= 0, got others in 1 rows$/ }, // biome-ignore format: one line
};

const plain = (d: Dialect) => ({ i: "i", x: d.double("i"), y: d.double("i") });

/** Rows of columns that are written down. */
export function rowsOf(
  { query, nine }: Tried,
  columns: (dialect: Dialect) => Readonly<Record<string, string>>,
  where = "i >= 0",
): Source {
  // biome-ignore format: one line
  const { dialect } = query("SELECT 1");
  const list = Object.entries(columns(dialect)).map(([name, sql]) => `${sql} AS ${dialect.name(name)}`);
  return query(`SELECT ${list.join(", ")} FROM ${nine} WHERE ${where}`);
}

/** Asks for what cannot be, and says whether it is refused in the words that are expected. */
export async function refuses(
  tried: Tried,
  { columns, where, request, rule }: BadInput,
  road: Partial<StatisticsOptions> = {},
): Promise<void> {
  // biome-ignore format: one line
  const rows = rowsOf(tried, (d) => ({ ...plain(d), ...columns?.(d) }), where);
  const work = statisticsFrom(rows, { features: ["x"], targets: ["y"], ...request, ...road });
  await assert.rejects(work, (error: Error) => {
    assert.match(`${error}`, /^PolytaskError: statisticsFrom/);
    assert.match(error.message, rule);
    return true;
  });
}

/** What would end a name or a text, and a statement, in one engine or another. */
export const evils = [`x"; DROP TABLE kept; --`, "x`; DROP TABLE kept; --", `x'; DROP TABLE kept; --`, `x\\`, `x\\'); DROP TABLE kept; --`, "x\ny", "$1 {x:String} ?"]; // biome-ignore format: one line

/** Names of columns and texts in them stay what they are, whatever is in them, and the table `kept` of one row stays too. */
export async function namesStay(tried: Tried): Promise<void> {
  for (const evil of evils) {
    const names = ["feature", "target", "task", "weight", "key"].map((kind) => `${kind} ${evil}`);
    const [feature, target, task, weight, key] = names as [string, string, string, string, string];
    const rows = rowsOf(tried, (d) => ({
      ...{ [feature]: d.double("i"), [target]: d.double("i"), [weight]: d.double("1"), [key]: "i" },
      [task]: `CASE WHEN i < 4 THEN ${d.value(evil)} ELSE 'other' END`,
    }));
    const asked = {
      features: [feature, { column: task, categories: [evil] }],
      targets: [target],
      task,
      weight,
    };
    const found = await statisticsFrom(rows, asked);
    assert.deepEqual(found.features.map(({ name }) => name), [feature, `${task}=${evil}`]); // biome-ignore format: one line
    assert.deepEqual([...found.statistics.taskNames!].sort(), [evil, "other"].sort());
    const at = found.statistics.taskNames!.indexOf(evil);
    assert.deepEqual([found.statistics.task(at).count, found.statistics.task(at).meanX[1]], [4, 1]);
    const { folds } = await statisticsFrom(rows, { features: [feature], targets: [target], fold: { key, count: 2 } }); // biome-ignore format: one line
    assert.equal(folds!.total.task(0).count, 9);
    assert.equal((await tried.query("SELECT 1").query("SELECT one FROM kept")).length, 1);
  }
}

/** Progress is told before every block of columns that an answer can hold, and a block is the place to stop. */
export async function toldByBlocks(tried: Tried): Promise<string> {
  const p = 63;
  const features = Array.from({ length: p }, (_, j) => `x${j}`);
  const rows = rowsOf(tried, (d) => ({ ...plain(d), ...Object.fromEntries(features.map((name, j) => [name, `(i * ${j + 2}) % 11`])) })); // biome-ignore format: one line
  const told: { stage: string; fraction: number }[] = [];
  const asked = { features, targets: ["y"], road: "sums" } as const;
  const { statistics } = await statisticsFrom(rows, {
    ...asked,
    onProgress: (progress) => told.push(progress),
  });
  assert.equal(statistics.task(0).meanX[3], [...Array(9).keys()].reduce((sum, i) => sum + ((i * 5) % 11), 0) / 9); // biome-ignore format: one line
  const products = told.filter(({ stage }) => stage === "products").length;
  const sums = 1 + (p * (p + 1)) / 2 + 4 * p + 2;
  assert.equal(products, Math.ceil(sums / rows.dialect.widest));
  assert.ok(products > 1);
  for (const [k, { fraction }] of told.entries()) assert.ok(k === 0 || fraction > told[k - 1]!.fraction);
  assert.equal(told.at(-1)!.fraction, 1);
  let queries = 0;
  const counting: Source = { ...rows, query: (sql, signal) => rows.query(sql, signal).finally(() => queries++) }; // biome-ignore format: one line
  let blocks = 0;
  const stopped = statisticsFrom(counting, { ...asked, onProgress: ({ stage }) => stage !== "products" || ++blocks < 2 }); // biome-ignore format: one line
  await assert.rejects(stopped, /StoppedError/);
  assert.equal(queries, 2); // a look at where columns lie, and one block of products
  return `${products} blocks`;
}
