import { named, unnamed } from "./answer.ts";
import { literal } from "./literal.ts";
import { questionOf } from "./question.ts";
import type { Asked } from "./request.ts";
import type { Row, Source } from "./source.ts";

/** Rows of a page. */
const page = 8192;

/** The numbers of all rows that count, a run after the other, in the order of some expressions: the stream of an engine, or pages. */
export async function* chunksOf(
  source: Source,
  asked: Asked,
  order: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Float64Array[]> {
  const sorted = order.length > 0 ? `ORDER BY ${order.join(", ")}` : "";
  if (source.stream) {
    const { select, from } = questionOf(source, asked);
    yield* source.stream.rows(`SELECT ${select.join(", ")} ${from} ${sorted}`, signal);
    return;
  }
  let last: readonly unknown[] | undefined;
  do {
    const { select, from } = questionOf(source, asked, last && after(source, order, last));
    const list = [...select, ...order].map((sql, k) => `${sql} AS ${named(`c${k}`)}`);
    const rows: Row[] = (await source.query(`SELECT ${list.join(", ")} ${from} ${sorted} LIMIT ${page}`, signal)).map(unnamed); // biome-ignore format: one line
    if (rows.length === 0) return;
    yield select.map((_, k) => Float64Array.from(rows, (row) => numberOf(row[`c${k}`])));
    last = rows.length < page ? undefined : order.map((_, k) => rows.at(-1)![`c${select.length + k}`]);
  } while (last);
}

/** Some engines write NaN as null. */
const numberOf = (value: unknown): number => (value === null ? Number.NaN : Number(value));

/** Whether a row comes after another one: after it in the first expression, or with it there and after it in the next. */
function after({ dialect }: Source, order: readonly string[], last: readonly unknown[]): string {
  const values = last.map((value) => literal(dialect, value));
  const steps = order.map((sql, k) => [...order.slice(0, k).map((same, l) => `${same} = ${values[l]}`), `${sql} > ${values[k]}`]); // biome-ignore format: one line
  return `(${steps.map((conditions) => `(${conditions.join(" AND ")})`).join(" OR ")})`;
}
