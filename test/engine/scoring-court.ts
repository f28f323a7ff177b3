import assert from "node:assert/strict";
import type { Label } from "../../src/base/label.ts";
import type { Table } from "../../src/data/index.ts";
import { type Source, toSQL } from "../../src/engine/index.ts";
import { isTable } from "../../src/preprocess/inputs.ts";
import { answersByTask } from "../catalogue/answers-by-task.ts";
import { answersOf, fitted } from "../catalogue/fitted.ts";

/** What no sum of columns says: those of the catalogue whose predictions are not linear, and those that predict nothing. */
const notLinear =
  /^(ClassifierChain|ColumnTransformer|CoregionalizedGaussianProcess|KernelRidge (rbf|polynomial)|MultiOutputRegressor of pipelines|MultiTaskKMeans|MultiTaskNetwork|OneHotEncoder|Pipeline of (a network|transformers)|PolynomialFeatures|SharedSubspaceClustering|SimpleImputer|StandardScaler|TaskSelector|VarianceThreshold)\b/;

/** An engine that is asked about rows of a query. */
export interface Asked {
  query(sql: string): Source;
}

interface Case {
  readonly label: string;
  readonly make: () => object;
  readonly X: unknown;
}

const all = Object.entries(fitted).flatMap(([name, own]) => own.map(({ label, ...one }) => ({ label: `${name} ${label}`.trim(), ...one }))); // biome-ignore format: one line

/** Fitted estimators whose predictions are linear, and rows that they were not fitted on. */
export const scored: readonly Case[] = all.filter(({ label }) => !notLinear.test(label));

/** The others. */
export const unscored: readonly Case[] = all.filter(({ label }) => notLinear.test(label));

/** Rows as a query: what stands in the text is all that there is. null is NULL, and NaN too where it is not told to stay. */
export function rowsOf(
  engine: Asked,
  X: unknown,
  { nan = "NULL" }: { readonly nan?: "NULL" | "NaN" } = {},
): Source {
  const { dialect } = engine.query("SELECT 1 AS i");
  const { names, rows } = isTable(X) ? tableOf(X) : matrixOf(X as (Label | null)[][]);
  const cell = (value: Label | null): string => (value === null || (Number.isNaN(value) && nan === "NULL") ? "NULL" : dialect.value(value)); // biome-ignore format: one line
  const selects = rows.map((row, i) => `SELECT ${[`${i} AS i`, ...row.map((value, j) => `${cell(value)} AS ${dialect.name(names[j]!)}`)].join(", ")}`); // biome-ignore format: one line
  return engine.query(selects.join(" UNION ALL "));
}

const tableOf = (table: Table) => ({
  names: table.names,
  rows: Array.from({ length: table.rows }, (_, i) => table.columns.map(({ values }) => values[i] as Label | null)), // biome-ignore format: one line
});

const matrixOf = (rows: readonly (readonly (Label | null)[])[]) => ({
  names: rows[0]!.map((_, j) => `x${j}`),
  rows,
});

/** Asks the engine for expressions over all rows, in their order. */
export async function ask(rows: Source, expressions: readonly string[]): Promise<readonly unknown[][]> {
  const { dialect, from } = rows;
  const list = expressions.map((sql, k) => `${sql} AS ${dialect.name(`o${k}`)}`).join(", ");
  const found = await rows.query(`SELECT ${list} FROM ${from} ORDER BY i`);
  return expressions.map((_, k) => found.map((row) => row[`o${k}`]));
}

/** The classes of every task, by its number; undefined for tasks of numbers. */
function classesIn(model: object, tasks: readonly string[]): (readonly Label[] | undefined)[] {
  const { classes, params, step } = model as { classes?: unknown; params: { steps?: readonly (readonly [string])[] }; step?: (name: string) => object }; // biome-ignore format: one line
  if (params.steps) return classesIn(step!.call(model, params.steps.at(-1)![0]), tasks);
  if (Array.isArray(classes)) return classes;
  return tasks.map((task) => (classes as Record<string, readonly Label[]> | undefined)?.[task]);
}

const tasksOf = (answers: unknown): readonly string[] => {
  const { predict } = answers as { predict: { columns?: number } | unknown[][] | ArrayLike<number> };
  if (ArrayBuffer.isView(predict)) return ["0"];
  const width = Array.isArray(predict) ? predict[0]!.length : (predict as { columns?: number }).columns;
  return width === undefined ? Object.keys(predict) : Array.from({ length: width }, (_, t) => `${t}`);
};

/** The engine's answers for the rows of a case against those of memory: labels are the same; the largest difference of numbers, relative. */
export async function scoreCase(engine: Asked, { make, X }: Case): Promise<number> {
  const model = make();
  const rows = rowsOf(engine, X);
  const features = isTable(X) ? undefined : (X as number[][])[0]!.map((_, j) => `x${j}`);
  const answers = answersOf(model, X);
  const tasks = tasksOf(answers);
  const expected = answersByTask(answers, tasks);
  const classes = classesIn(model, tasks);
  const asked: { sql: string; wanted: readonly unknown[] }[] = [];
  for (const [t, task] of tasks.entries()) {
    const options = { ...(features && { features }), task: t };
    asked.push({ sql: toSQL(model, rows, options), wanted: expected[task]! });
    for (const [k, label] of (classes[t] ?? []).entries()) {
      const shares = expected[`${task}:probabilities`]!.filter((_, at) => at % classes[t]!.length === k);
      asked.push({ sql: toSQL(model, rows, { ...options, output: "probability", label }), wanted: shares });
    }
  }
  const found = await ask(rows, asked.map(({ sql }) => sql)); // biome-ignore format: one line
  return Math.max(...asked.map(({ wanted }, k) => apart(found[k]!, wanted)));
}

/** The largest difference of numbers as a share of the largest; NaN is NULL, other answers are the same. */
export function apart(found: readonly unknown[], wanted: readonly unknown[]): number {
  assert.equal(found.length, wanted.length);
  const isNumber = wanted.every((value) => typeof value === "number");
  if (!isNumber) {
    assert.deepEqual(found.map((value) => (typeof wanted[0] === "boolean" ? Boolean(value) : value)), wanted); // biome-ignore format: one line
    return 0;
  }
  const size = Math.max(...wanted.map((value) => (Number.isNaN(value) ? 0 : Math.abs(value)))) || 1;
  return Math.max(...wanted.map((value, i) => {
    if (Number.isNaN(value)) return found[i] === null ? 0 : Infinity;
    return found[i] === null ? Infinity : Math.abs(Number(found[i]) - value) / size;
  })); // biome-ignore format: one line
}
