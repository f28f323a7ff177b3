import { reject, said } from "../check/reject.ts";
import type { Table } from "../data/table.ts";
import { type RowData, takeRows } from "../fold/take-rows.ts";
import { type Format, formatOf, formats, readTable } from "./read-table.ts";
import type { Terminal } from "./terminal.ts";

/** Which columns of a file are what. */
export interface Columns {
  readonly targets: readonly string[];
  readonly features?: readonly string[];
  /** The column whose values are the tasks' names: tasks then have rows of their own. */
  readonly task?: string;
  readonly format?: string;
}

/** (X, Y, options) or (tasks, options), for whoever takes both. */
type Arguments = [data: never, Y: never, options: never];

/** What estimators are called with. */
export interface DataSet {
  /** The features of all rows. */
  readonly X: Table;
  /** What `fit` takes, with these features, or with what became of them, and with options. */
  given(X: RowData, options: object): Arguments;
  readonly taskNames: readonly string[];
  /** The targets of every task on its rows. */
  readonly targets: readonly Float64Array[];
  readonly rows: number;
  readonly features: readonly string[];
}

/** Reads a file, in the format that is said or that its name ends with. */
export async function readFile(terminal: Terminal, path: string, format: string | undefined): Promise<Table> {
  if (format !== undefined && !formats.some((known) => known === format))
    reject("param", "--format", `one of ${formats.join(", ")}`, format);
  return readTable(path, await terminal.read(path), (format as Format) ?? formatOf(path));
}

/** Reads a file and takes its columns apart. Rows without a target that any task has observed stay: they count for nobody. */
export const readDataSet = async (terminal: Terminal, path: string, columns: Columns): Promise<DataSet> =>
  dataSetOf(await readFile(terminal, path, columns.format), columns);

function dataSetOf(table: Table, { targets, features: chosen, task }: Columns): DataSet {
  const aside = [...targets, ...(task === undefined ? [] : [task])];
  const twice = aside.find((name, k) => aside.indexOf(name) !== k);
  if (twice !== undefined) reject("param", "--targets", "columns that differ", twice);
  for (const name of aside)
    if (!table.names.includes(name)) unknown(name === task ? "--task" : "--targets", table, name);
  for (const name of chosen ?? []) {
    if (!table.names.includes(name)) unknown("--features", table, name);
    if (aside.includes(name)) reject("param", "--features", "columns that are no target and no task", name);
  }
  const features = chosen ?? table.names.filter((name) => !aside.includes(name));
  if (features.length === 0)
    reject("param", "--features", "at least one column beside the targets", said("none"));
  for (const name of targets) {
    const { type } = table.column(name);
    if (type !== "numeric")
      reject(
        "value",
        `--targets ${name}`,
        "a column of numbers",
        said(`a column of ${type === "nominal" ? "labels" : "text"}`),
      );
  }
  const X = table.select(features);
  if (task === undefined) {
    const Y = table.matrix(targets);
    return {
      X,
      given: (inputs, options) => [inputs, Y, { taskNames: targets, ...options }] as unknown as Arguments,
      taskNames: targets,
      targets: targets.map((name) => table.column(name).values as Float64Array),
      rows: table.rows,
      features,
    };
  }
  if (targets.length !== 1)
    reject("param", "--targets", "one column beside --task", said(`${targets.length}`));
  const groups = rowsByLabel(table, task);
  const all = table.column(targets[0]!).values as Float64Array;
  const own = [...groups].map(([name, rows]) => ({ name, rows, y: Float64Array.from(rows, (i) => all[i]!) }));
  return {
    X,
    given: (inputs, options) =>
      [
        own.map(({ name, rows, y }) => ({ name, X: takeRows(inputs, rows), y })),
        options,
      ] as unknown as Arguments,
    taskNames: [...groups.keys()],
    targets: own.map(({ y }) => y),
    rows: table.rows,
    features,
  };
}

/** The rows of every task, by the column that names it. */
export function rowsByLabel(table: Table, task: string): ReadonlyMap<string, readonly number[]> {
  if (!table.names.includes(task)) unknown("--task", table, task);
  const groups = new Map<string, number[]>();
  const { values } = table.column(task);
  for (let i = 0; i < table.rows; i++) {
    const value = values[i]!;
    if (value === null || Number.isNaN(value))
      reject("value", `--task ${task} row ${i + 1}`, "a task", said("a missing value"));
    const rows = groups.get(`${value}`) ?? [];
    groups.set(`${value}`, rows);
    rows.push(i);
  }
  return groups;
}

const unknown = (option: string, table: Table, name: string): never => {
  const most = 12;
  const known = table.names.slice(0, most).join(", ") + (table.names.length > most ? ", …" : "");
  return reject("param", option, `columns of the file (${known})`, name);
};
