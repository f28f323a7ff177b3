import { type Description, describe } from "../base/described.ts";
import type { FlatMatrix } from "../check/matrix.ts";
import { Table } from "../data/table.ts";
import { allRows, readSample, type Sample } from "./sample.ts";

/** Data as another thread gets them: what `fit` would be called with. */
export type SentSample =
  | readonly SentRows[]
  | { readonly tasks: readonly Readonly<Record<string, SentRows>>[] };

type SentRows =
  | { readonly kind: "numbers"; readonly matrix: FlatMatrix }
  | { readonly kind: "table"; readonly content: Pick<Table, "name" | "columns" | "weights"> }
  | Description;

/** Data for other threads. Inputs that are numbers stand in memory that all threads share, where there is such memory. */
export function sentSample(where: string, sample: Sample): SentSample {
  const [first, ...rest] = sample.fitArguments(sample.parts.map(({ rows }) => allRows(rows)));
  if (sample.shared) return [sentInputs(where, first), ...rest.map((own) => describe(where, own))];
  const tasks = (first as readonly Readonly<Record<string, unknown>>[]).map((task) =>
    Object.fromEntries(
      Object.entries(task).map(([name, own]) => [
        name,
        name === "X" ? sentInputs(where, own) : describe(where, own),
      ]),
    ),
  );
  return { tasks };
}

/** The data again. */
export function receivedSample(
  where: string,
  sent: SentSample,
  revive: (own: Description) => unknown,
): Sample {
  const one = (own: SentRows): unknown => {
    if (own.kind === "numbers") return own.matrix;
    return own.kind === "table" ? new Table(own.content) : revive(own);
  };
  const given =
    "tasks" in sent
      ? [
          sent.tasks.map((task) =>
            Object.fromEntries(Object.entries(task).map(([name, own]) => [name, one(own)])),
          ),
        ]
      : sent.map(one);
  return readSample(where, given, []).sample;
}

function sentInputs(where: string, X: unknown): SentRows {
  if (X instanceof Table) {
    const { name, columns, weights } = X;
    return { kind: "table", content: { name, columns, weights } };
  }
  const described = describe(`${where} X`, X);
  const matrix = numbersOf(described);
  return matrix ? { kind: "numbers", matrix } : described;
}

/** The numbers of a matrix in any of its forms, in memory that threads share. */
function numbersOf(own: Description): FlatMatrix | undefined {
  if (own.kind === "matrix") return { ...own, data: shared(own.data.length, (data) => data.set(own.data)) };
  if (own.kind === "record") {
    const {
      rows,
      columns,
      data: given,
    } = Object.fromEntries(
      own.entries.map(([name, value]) => [name, value.kind === "value" ? value.value : undefined]),
    );
    if (!(given instanceof Float64Array)) return undefined;
    const data = shared(given.length, (copy) => copy.set(given));
    return { data, rows: rows as number, columns: columns as number };
  }
  if (own.kind !== "value" || !Array.isArray(own.value)) return undefined;
  const rows: readonly unknown[] = own.value;
  const columns = Array.isArray(rows[0]) ? rows[0].length : 0;
  const isNumbers = rows.every(
    (row) => Array.isArray(row) && row.length === columns && row.every((value) => typeof value === "number"),
  );
  if (!isNumbers || columns === 0) return undefined;
  const data = shared(rows.length * columns, (copy) => {
    for (const [i, row] of rows.entries()) copy.set(row as number[], i * columns);
  });
  return { data, rows: rows.length, columns };
}

function shared(length: number, fill: (numbers: Float64Array) => void): Float64Array {
  const room = typeof SharedArrayBuffer === "undefined" ? ArrayBuffer : SharedArrayBuffer;
  const numbers = new Float64Array(new room(8 * length));
  fill(numbers);
  return numbers;
}
