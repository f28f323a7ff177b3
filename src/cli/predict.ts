import { dsvFormat } from "d3-dsv";
import { Matrix } from "ml-matrix";
import type { Label } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import type { Table } from "../data/table.ts";
import { modelOf } from "../io/dump.ts";
import { Pipeline } from "../preprocess/pipeline.ts";
import { readFile, rowsByLabel } from "./data-set.ts";
import type { Terminal } from "./terminal.ts";

export interface PredictOptions {
  readonly task?: string;
  readonly format?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** What is predicted of all rows, by the names of the columns. */
type Predictions = Readonly<Record<string, ArrayLike<Label>>>;

/** Predicts for the rows of a file by a saved pipeline, one column a task, or one for all where rows name their task. */
export async function predict(
  terminal: Terminal,
  model: string,
  path: string,
  { task, format, output, json }: PredictOptions,
): Promise<void> {
  const pipe = await modelOf(model, await terminal.read(model));
  if (!(pipe instanceof Pipeline))
    reject(
      "value",
      model,
      "a pipeline, as fit keeps it",
      said((pipe as { name?: string }).name ?? "another"),
    );
  const table = await readFile(terminal, path, format);
  const found = task === undefined ? everyTask(pipe, table) : ownTask(pipe, table, task);
  const text = json ? `${JSON.stringify(found)}\n` : `${asCsv(found)}\n`;
  if (output === undefined) terminal.print(text);
  else await terminal.write(output, new TextEncoder().encode(text));
}

function everyTask(pipe: Pipeline, table: Table): Predictions {
  const answers: unknown = pipe.predict(table);
  if (!Array.isArray(answers) && !(answers instanceof Matrix)) return answers as Predictions;
  const rows: readonly (readonly Label[])[] = Array.isArray(answers) ? answers : answers.to2DArray();
  const names = taskNamesOf(pipe) ?? rows[0]!.map((_, t) => `task ${t}`);
  return Object.fromEntries(names.map((name, t) => [name, rows.map((row) => row[t]!)]));
}

/** Every row by the task that it names, in the order of the file. */
function ownTask(pipe: Pipeline, table: Table, column: string): Predictions {
  const names = new Array<string>(table.rows);
  const prediction = new Array<Label>(table.rows);
  for (const [task, rows] of rowsByLabel(table, column)) {
    const answers = pipe.predict(table.take(rows), { task });
    for (const [k, i] of rows.entries()) {
      names[i] = task;
      prediction[i] = answers[k]!;
    }
  }
  return { [column]: names, prediction };
}

/** The names of the tasks, as far as the last step knows them. */
function taskNamesOf(pipe: Pipeline): readonly string[] | undefined {
  const [last] = pipe.params.steps.at(-1)!;
  const { model } = pipe.step(last) as { readonly model?: { readonly taskNames?: readonly string[] } };
  return model?.taskNames;
}

function asCsv(found: Predictions): string {
  const columns = Object.values(found);
  const rows = Array.from({ length: columns[0]!.length }, (_, i) => columns.map((own) => `${own[i]}`));
  return dsvFormat(",").formatRows([Object.keys(found), ...rows]);
}
