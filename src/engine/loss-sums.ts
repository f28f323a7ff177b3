import type { LossSums } from "../solver/loss/summed-loss.ts";
import { named, unnamed } from "./answer.ts";
import { literal } from "./literal.ts";
import type { LossInSql } from "./loss-in-sql.ts";
import type { OpenedTask } from "./opening.ts";
import type { Asked } from "./request.ts";
import { type RowNumbers, rowNumbers } from "./row-numbers.ts";
import type { Row, Source } from "./source.ts";
import { counting, finite, type Survey } from "./survey.ts";

/** What the rows are added up for. */
export interface Addition {
  readonly source: Source;
  readonly asked: Asked;
  readonly survey: Survey;
  readonly tasks: readonly OpenedTask[];
  readonly loss: LossInSql;
}

/** What stands for numbers of a row, and for its task. */
interface RowTerms {
  readonly x: readonly string[];
  readonly y: readonly string[];
  readonly weight: string | undefined;
  readonly task: string | undefined;
}

/**
 * One question: the sums of every task at W, p x T, and b, about its shifts. Sums that are more than the columns an answer may have are
 * asked for in blocks.
 */
export async function addUpLoss(
  addition: Addition,
  W: Float64Array,
  b: Float64Array,
  signal?: AbortSignal,
): Promise<readonly LossSums[]> {
  const { source, asked, tasks } = addition;
  const { dialect } = source;
  const numbers = rowNumbers(source, counting(asked));
  const terms = takeTerms(numbers, addition);
  const f = takePredictions(numbers, addition, terms, W, b);
  const parts = takeLosses(numbers, addition, terms, f);
  const wishes: [name: string, sql: string][] = parts.flatMap(({ loss, misfit, slope, curvature }, k) => [
    [`l${k}`, `sum(${loss})`],
    [`m${k}`, `sum(${misfit})`],
    ...sumsWith(`r${k}`, slope, terms.x),
    ...sumsWith(`v${k}`, curvature, terms.x),
    ...terms.x.flatMap((xi, i) =>
      terms.x
        .slice(0, i + 1)
        .map((xj, j): [string, string] => [`g${k}_${i}_${j}`, `sum(${curvature} * ${xi} * ${xj})`]),
    ),
  ]);
  const keys: typeof wishes = terms.task ? [["task", terms.task]] : [];
  const grouped = terms.task ? `GROUP BY ${terms.task}` : "";
  const rows = new Map<string, Row>();
  const width = dialect.widest - keys.length;
  for (let at = 0; at < wishes.length; at += width) {
    const list = [...keys, ...wishes.slice(at, at + width)].map(([name, sql]) => `${sql} AS ${named(name)}`);
    for (const answer of await source.query(`SELECT ${list.join(", ")} ${numbers.rows} ${grouped}`, signal)) {
      const row = unnamed(answer);
      const key = `${row["task"]}`;
      rows.set(key, { ...rows.get(key), ...row });
    }
  }
  return tasks.map(({ value, target }) => sumsOf(rows.get(`${value}`) ?? {}, target, terms.x.length));
}

/** Features about their shifts, targets, weights and tasks. */
function takeTerms(numbers: RowNumbers, { source, asked, survey, tasks }: Addition): RowTerms {
  const { dialect } = source;
  const { features, targets, task, weight } = asked;
  const apart = tasks.filter((own) => own.apart);
  const shift = (j: number): string => {
    const all = dialect.value(survey.featureShifts[j]!);
    if (apart.length === 0) return all;
    const own = apart.map(({ value, shifts }) => `WHEN ${task} = ${literal(dialect, value)} THEN ${dialect.value(shifts[j]!)}`); // biome-ignore format: one line
    return `CASE ${own.join(" ")} ELSE ${all} END`;
  };
  const x = features.map(({ sql }, j): [string, string] => [`x${j}`, `${sql} - ${shift(j)}`]);
  const y = targets.map(({ sql }, k): [string, string] => [`y${k}`, survey.complete ? sql : `CASE WHEN ${finite(sql)} THEN ${sql} END`]); // biome-ignore format: one line
  const others: Record<string, string> = { ...(weight && { s: weight }), ...(task && { task }) };
  const taken = numbers.take({ ...Object.fromEntries(x), ...Object.fromEntries(y), ...others });
  const rest = taken.slice(x.length + y.length);
  return {
    x: taken.slice(0, x.length),
    y: taken.slice(x.length, x.length + y.length),
    weight: weight && rest[0],
    task: task && rest.at(-1),
  };
}

/** f of every target: of the task whose row it is, where tasks have rows of their own. */
function takePredictions(
  numbers: RowNumbers,
  { source: { dialect }, tasks }: Addition,
  { x, task }: RowTerms,
  W: Float64Array,
  b: Float64Array,
): readonly string[] {
  const T = tasks.length;
  const linear = tasks.map((_, t) => {
    const weights = x.flatMap((xj, j) =>
      W[j * T + t] === 0 ? [] : [`${dialect.value(W[j * T + t]!)} * ${xj}`],
    );
    return [dialect.value(b[t]!), ...weights].join(" + ");
  });
  if (!task) return numbers.take(Object.fromEntries(linear.map((sql, t) => [`f${t}`, sql])), "dear");
  const cases = tasks.map(({ value }, t) => `WHEN ${task} = ${literal(dialect, value)} THEN ${linear[t]}`);
  return numbers.take({ f0: `CASE ${cases.join(" ")} END` }, "dear");
}

/** Weighted losses, misfits, slopes and curvatures of every target, 0 where it is missing. */
function takeLosses(
  numbers: RowNumbers,
  { loss, survey: { complete } }: Addition,
  { y, weight }: RowTerms,
  f: readonly string[],
): readonly Readonly<Record<"loss" | "misfit" | "slope" | "curvature", string>>[] {
  const common = numbers.take(Object.fromEntries(f.map((own, k) => [`e${k}`, loss.common(own)])));
  const own = (k: number, sql: string): string => {
    const weighted = weight ? `${weight} * (${sql})` : sql;
    return complete ? weighted : `CASE WHEN ${y[k]} IS NULL THEN 0 ELSE ${weighted} END`;
  };
  const taken = numbers.take(
    Object.fromEntries(
      f.flatMap((fk, k) => [
        [`l${k}`, own(k, loss.loss(fk, y[k]!, common[k]!))],
        [`m${k}`, own(k, loss.misfit(fk, y[k]!, common[k]!))],
        [`r${k}`, own(k, loss.slope(fk, y[k]!, common[k]!))],
        [`v${k}`, own(k, loss.curvature(common[k]!))],
      ]),
    ),
  );
  return f.map((_, k) => {
    const [loss, misfit, slope, curvature] = taken.slice(4 * k, 4 * k + 4) as [
      string,
      string,
      string,
      string,
    ];
    return { loss, misfit, slope, curvature };
  });
}

/** The sums of a number, and of its products with the features. */
const sumsWith = (name: string, number: string, x: readonly string[]): [name: string, sql: string][] => [
  [name, `sum(${number})`],
  ...x.map((xj, j): [string, string] => [`${name}_${j}`, `sum(${number} * ${xj})`]),
];

function sumsOf(row: Row, k: number, p: number): LossSums {
  const number = (name: string): number => Number(row[name] ?? 0);
  const along = (letter: string) => Float64Array.from({ length: p }, (_, j) => number(`${letter}${k}_${j}`));
  const gram = new Float64Array((p * (p + 1)) / 2);
  for (let i = 0, at = 0; i < p; i++) for (let j = 0; j <= i; j++, at++) gram[at] = number(`g${k}_${i}_${j}`);
  return {
    ...{ loss: number(`l${k}`), misfit: number(`m${k}`), slope: number(`r${k}`), slopes: along("r") },
    ...{ curvature: number(`v${k}`), curvatures: along("v"), gram },
  };
}
