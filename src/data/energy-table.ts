import { reject, said } from "../check/reject.ts";
import { buildingDesign, columnDescription, featureNames, targetNames } from "./building-design.ts";
import type { Column } from "./column.ts";
import type { EnergyData } from "./energy-data.ts";
import { readDecimal } from "./number.ts";
import type { Table } from "./table.ts";

/**
 * Takes a table for the published energy efficiency data, or refuses it.
 *
 * Its first eight columns must be the 768 buildings of the design in their order, the ninth and tenth loads with decimals: copies
 * whose loads were rounded to whole numbers, to serve as class labels, go about under the same name.
 */
export function readEnergyTable(where: string, table: Table, source: string): EnergyData {
  const design = buildingDesign();
  const [p, T] = [featureNames.length, targetNames.length];
  if (table.rows !== design.length || table.columns.length !== p + T) {
    const got = said(`${table.rows} rows of ${table.columns.length} from ${source}`);
    reject("source", where, `${design.length} rows of ${p + T} values`, got);
  }
  const columns = table.columns.map((column) => numbers(column));
  const X = interleave(columns.slice(0, p));
  const Y = interleave(columns.slice(p));
  const wrong = design.findIndex(({ features }, i) =>
    features.some((value, j) => !near(value, X[i * p + j]!)),
  );
  if (wrong >= 0) {
    const row = said(`[${X.slice(wrong * p, wrong * p + p).join(", ")}] from ${source}`);
    reject(
      "source",
      where,
      `building ${wrong + 1} of the published design, [${design[wrong]!.features.join(", ")}]`,
      row,
    );
  }
  if (!Y.every((load) => load > 0)) reject("source", where, "loads > 0", said(`others from ${source}`));
  if (Y.every(Number.isInteger))
    reject("source", where, "loads with decimals", said(`rounded ones from ${source}`));
  return {
    X: { data: X, rows: table.rows, columns: p },
    Y: { data: Y, rows: table.rows, columns: T },
    featureNames,
    targetNames,
    simulated: false,
    source,
    description: columnDescription,
  };
}

/** The numbers of a column, also where a file declares them as labels. */
const numbers = (column: Column): ArrayLike<number> =>
  column.type === "numeric" ? column.values : column.values.map((text) => readDecimal(text ?? ""));

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(a);

function interleave(columns: readonly ArrayLike<number>[]): Float64Array {
  const rows = columns[0]!.length;
  const data = new Float64Array(rows * columns.length);
  for (let j = 0; j < columns.length; j++) {
    for (let i = 0; i < rows; i++) data[i * columns.length + j] = columns[j]![i]!;
  }
  return data;
}
