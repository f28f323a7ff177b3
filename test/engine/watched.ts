import type { Source } from "../../src/engine/index.ts";

/** Rows, and what they are asked. */
export interface Watched {
  readonly rows: Source;
  readonly asked: readonly string[];
  /** How many of the questions were for sums of a loss. */
  readonly sums: number;
}

/** Keeps what rows are asked. */
export function watched(source: Source): Watched {
  const asked: string[] = [];
  const rows: Source = {
    ...source,
    query(sql, signal) {
      asked.push(sql);
      return source.query(sql, signal);
    },
  };
  return {
    rows,
    asked,
    get sums() {
      return asked.filter((sql) => /\bexp\(/.test(sql)).length;
    },
  };
}
