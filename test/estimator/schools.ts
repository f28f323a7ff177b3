import { parseCsv } from "../../src/data/index.ts";
import type { Rows } from "./samples.ts";

/** A school: a task. */
export interface School {
  readonly X: Rows;
  readonly y: number[];
}

/** The 139 schools, raw, as MALSAR ships them, from the text of school.csv. */
export function readSchools(text: string): School[] {
  const table = parseCsv(text, { name: "school.csv" });
  const { data, columns } = table.matrix();
  const byTask = new Map<number, School>();
  for (let i = 0; i < table.rows; i++) {
    const [task, ...rest] = data.subarray(i * columns, (i + 1) * columns);
    const school = byTask.get(task!) ?? { X: [], y: [] };
    byTask.set(task!, school);
    school.y.push(rest.pop()!);
    school.X.push(rest);
  }
  return [...byTask.values()];
}
