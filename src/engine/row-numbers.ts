import { named } from "./answer.ts";
import type { Source } from "./source.ts";

/** Expressions of a row that later ones are made of. */
export interface RowNumbers {
  /** Takes expressions, by names of ours, that know those taken before; gives what stands for them from now on. */
  take(numbers: Readonly<Record<string, string>>, cost?: "cheap" | "dear"): readonly string[];
  /** FROM and what follows it, up to the grouping. */
  readonly rows: string;
}

/**
 * Expressions of the rows of a source that are computed once each: in tables one within the other, or where the engine has names of
 * its own, in one SELECT, in which those that are cheap are written out.
 */
export function rowNumbers({ from, dialect }: Source, where: string): RowNumbers {
  const { naming, once = "" } = dialect;
  if (naming) {
    const dear: { name: string; sql: string }[] = [];
    return {
      take(numbers, cost = "cheap") {
        const list = Object.entries(numbers).map(([name, sql]) => ({ name: named(name), sql }));
        if (cost === "dear") dear.push(...list);
        return list.map(({ name, sql }) => (cost === "dear" ? name : `(${sql})`));
      },
      get rows() {
        return `FROM ${from} ${naming(dear)} ${where}`;
      },
    };
  }
  let rows = `FROM ${from} ${where}`;
  let depth = 0;
  return {
    take(numbers) {
      const names = Object.keys(numbers).map(named);
      const list = Object.values(numbers).map((sql, k) => `${sql} AS ${names[k]}`);
      const known = depth > 0 ? [`${named(`rows${depth}`)}.*`] : [];
      rows = `FROM (SELECT ${[...known, ...list].join(", ")} ${rows} ${once}) AS ${named(`rows${++depth}`)}`;
      return names;
    },
    get rows() {
      return rows;
    },
  };
}
