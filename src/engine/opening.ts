import { reject, said } from "../check/reject.ts";
import { named, unnamed } from "./answer.ts";
import type { Asked } from "./request.ts";
import type { Row, Source } from "./source.ts";
import { counting, finite, type Survey } from "./survey.ts";
import { sortedTasks } from "./task-order.ts";

/** What is known of a task before its first step. */
export interface OpenedTask {
  /** The value of its column, where tasks have rows of their own. */
  readonly value: unknown;
  readonly name: string;
  /** Which of the targets is its own. */
  readonly target: number;
  readonly count: number;
  readonly weight: number;
  /** The weighted sum of its targets. */
  readonly sum: number;
  /** How many of them are below 0. */
  readonly negative: number;
  /** About the mean of every feature, p. */
  readonly shifts: readonly number[];
  /** Whether these are its own. */
  readonly apart: boolean;
}

/** At this ratio of (mean − shift)² to a variance four digits of twice as many are lost. */
const farthest = 1e4;

/** Counts, weights and targets of every task, and where the columns of those lie that are far from all others'. */
export async function openTasks(
  source: Source,
  asked: Asked,
  { featureShifts }: Survey,
  signal?: AbortSignal,
): Promise<readonly OpenedTask[]> {
  const { dialect, from } = source;
  const { where, features, targets, task, weight } = asked;
  const wishes: [name: string, sql: string][] = [["n", "count(*)"]];
  for (const [t, { sql }] of targets.entries()) {
    const sum = (product: string): string => `sum(CASE WHEN ${finite(sql)} THEN ${product} ELSE 0 END)`;
    wishes.push([`n${t}`, sum("1")], [`s${t}`, sum(weight ?? "1")]);
    wishes.push([`y${t}`, sum(weight ? `${weight} * ${sql}` : sql)]);
    wishes.push([`b${t}`, `sum(CASE WHEN ${sql} < 0 THEN 1 ELSE 0 END)`]);
  }
  for (const [j, { sql }] of task ? features.entries() : []) {
    const about = `(${sql} - ${dialect.value(featureShifts[j]!)})`;
    wishes.push([`x${j}`, `sum(${about})`], [`q${j}`, `sum(${about} * ${about})`]);
    wishes.push([`l${j}`, `min(${sql})`], [`u${j}`, `max(${sql})`]);
  }
  const rows = new Map<string, Row>();
  const width = dialect.widest - 1;
  for (let at = 0; at < wishes.length; at += width) {
    const keys: typeof wishes = task ? [["task", task]] : [];
    const list = [...keys, ...wishes.slice(at, at + width)].map(([name, sql]) => `${sql} AS ${named(name)}`);
    const grouped = task ? `GROUP BY ${task}` : "";
    for (const answer of await source.query(
      `SELECT ${list.join(", ")} FROM ${from} ${counting(asked)} ${grouped}`,
      signal,
    )) {
      // biome-ignore format: one line
      const row = unnamed(answer);
      const key = `${row["task"]}`;
      rows.set(key, { ...rows.get(key), ...row });
    }
  }
  return sortedTasks(Array.from(rows.values(), (row) => row["task"])).flatMap((value) => {
    const row = rows.get(`${value}`)!;
    const number = (name: string): number => Number(row[name]);
    const means = features.map((_, j) => (task ? number(`x${j}`) / number("n") : 0));
    const apart = means.some((mean, j) => {
      if (!task || number(`l${j}`) === number(`u${j}`)) return false; // a constant loses no digits
      return !(mean ** 2 <= farthest * (number(`q${j}`) / number("n") - mean ** 2));
    });
    const shifts = featureShifts.map((shift, j) => (apart ? shift + means[j]! : shift));
    return targets.map(({ name: column }, target): OpenedTask => {
      const name = task ? `${value}` : column;
      const count = number(`n${target}`);
      if (count === 0) reject("value", `${where} ${task ? "task" : "target"} ${name}`, "observed rows", said("none")); // biome-ignore format: one line
      const [weight, sum] = [number(`s${target}`), number(`y${target}`)];
      const negative = number(`b${target}`);
      return { value, name, target, count, weight, sum, negative, shifts, apart };
    });
  });
}
