import { type MatrixLike, readMatrix, type VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import {
  isNamedTasks,
  type NamedOptions,
  type NamedTargets,
  type NamedTask,
} from "../estimator/named-data.ts";
import type { BatchDataset, NetworkBatch } from "./loader.ts";

interface Table {
  readonly X: { readonly data: Float64Array; readonly columns: number; readonly rows: number };
  /** Columns beside X, one value a row. */
  readonly columns: Readonly<Record<string, ArrayLike<unknown>>>;
}

/**
 * Rows in memory for a `DataLoader`: all tasks on the same rows, (X, { name: targets }), or tasks with rows of their own, ({ name: { X, y } }),
 * whose rows are numbered task after task.
 *
 * @throws PolytaskError where X is no finite matrix or a column has another length
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DataLoader, MultiTaskDataset } from "polytask/network";
 *
 * const dataset = new MultiTaskDataset({ a: { X: [[1], [2]], y: [0, 1] }, b: { X: [[3]], y: [5] } });
 * const sizes = [...new DataLoader(dataset, { batchSize: 2 }).epoch(1)].map((batch) => Object.keys(batch));
 * assert.deepEqual(sizes, [["a"], ["b"]]);
 * ```
 */
export class MultiTaskDataset implements BatchDataset {
  readonly length: number;
  readonly #pick: (rows: Int32Array) => NetworkBatch;

  constructor(X: MatrixLike, targets: Readonly<Record<string, NamedTargets>>, options?: NamedOptions);
  constructor(tasks: Readonly<Record<string, NamedTask>>);
  constructor(
    given: MatrixLike | Readonly<Record<string, NamedTask>>,
    targets: Readonly<Record<string, NamedTargets>> = {},
    options: NamedOptions = {},
  ) {
    const where = "MultiTaskDataset";
    checkOptions(where, options, ["sampleWeight"]);
    const { sampleWeight } = options;
    if (isNamedTasks(given)) {
      const tables = Object.entries(given).map(([name, { X, y, sampleWeight: own }]) => ({
        name,
        ...tableOf(`${where} ${JSON.stringify(name)}`, X, { y, ...(own && { sampleWeight: own }) }),
      }));
      this.length = tables.reduce((sum, { X }) => sum + X.rows, 0);
      this.#pick = (rows) => pickOwn(tables, rows);
      return;
    }
    const records = { targets, ...(sampleWeight !== undefined && { sampleWeight }) };
    for (const [name, one] of Object.entries(records))
      if (typeof one !== "object" || one === null)
        reject("shape", `${where} ${name}`, "a record of vectors by task", one);
    const single = sampleWeight === undefined || isVector(sampleWeight);
    const shared = tableOf(where, given as MatrixLike, {
      ...targets,
      ...(single && sampleWeight && { "": sampleWeight }),
    });
    const weights = single ? undefined : tableOf(`${where} sampleWeight`, given as MatrixLike, sampleWeight);
    this.length = shared.X.rows;
    this.#pick = (rows) => {
      const { X, columns } = pick(shared, rows);
      const { "": weight, ...own } = columns as Record<string, NamedTargets>;
      const each = weights && (pick(weights, rows).columns as Record<string, VectorLike>);
      const sampleWeight = each ?? (weight as VectorLike | undefined);
      return { X, targets: own, ...(sampleWeight && { sampleWeight }) };
    };
  }

  /** The rows of these numbers. */
  batch(rows: Int32Array): NetworkBatch {
    return this.#pick(rows);
  }
}

const isVector = (given: unknown): given is VectorLike => Array.isArray(given) || ArrayBuffer.isView(given);

function tableOf(where: string, X: unknown, given: object): Table {
  const matrix = readMatrix(`${where} X`, X);
  const columns = given as Table["columns"];
  for (const [name, column] of Object.entries(columns))
    if (column?.length !== matrix.rows)
      reject(
        "shape",
        `${where} ${JSON.stringify(name)}`,
        `${matrix.rows} values, one a row of X`,
        said(`${column?.length}`),
      );
  return { X: matrix, columns };
}

function pick({ X, columns }: Table, rows: Int32Array) {
  const { columns: p } = X;
  const data = new Float64Array(rows.length * p);
  for (const [i, row] of rows.entries()) data.set(X.data.subarray(row * p, (row + 1) * p), i * p);
  const picked = Object.entries(columns).map(([name, column]) => [name, Array.from(rows, (i) => column[i])]);
  return { X: { data, rows: rows.length, columns: p }, columns: Object.fromEntries(picked) as object };
}

/** Rows that are numbered table after table. */
function pickOwn(tables: readonly (Table & { readonly name: string })[], rows: Int32Array): NetworkBatch {
  let first = 0;
  const out: Record<string, NamedTask> = {};
  for (const table of tables) {
    const [from, to] = [first, first + table.X.rows];
    first = to;
    const own = rows.filter((i) => i >= from && i < to).map((i) => i - from);
    if (own.length === 0) continue;
    const { X, columns } = pick(table, own);
    out[table.name] = { X, ...(columns as Omit<NamedTask, "X">) };
  }
  return out;
}
