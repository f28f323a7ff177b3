import { existsSync, readFileSync } from "node:fs";
import { parseCsv } from "../../src/data/index.ts";
import type { Dataset } from "../problem.ts";

const file = "../shared/data/school.csv";

/** Examination scores of 15 362 pupils in 139 schools, 28 features, as MALSAR ships them; undefined where they are not there. */
export function school(): Dataset | undefined {
  if (!existsSync(file)) {
    console.log(`School is skipped: no ${file}`);
    return undefined;
  }
  const { data, rows, columns } = parseCsv(readFileSync(file, "utf8"), { name: file }).matrix();
  const p = columns - 2; // task, features, score
  const tasks = new Map<number, { X: number[]; y: number[] }>();
  for (let at = 0; at < rows * columns; at += columns) {
    const task = tasks.get(data[at]!) ?? { X: [], y: [] };
    tasks.set(data[at]!, task);
    task.X.push(...data.subarray(at + 1, at + 1 + p));
    task.y.push(data[at + 1 + p]!);
  }
  const all = [...tasks.values()];
  return {
    ...{ name: "School", p, T: all.length },
    X: all.map(({ X, y }) => ({ data: Float64Array.from(X), rows: y.length, columns: p })),
    y: all.map(({ y }) => Float64Array.from(y)),
  };
}
