import type { Label } from "../../base/label.ts";
import { reject, said } from "../../check/reject.ts";
import type { Dialect } from "../source.ts";
import { type Affine, combined, lacking, written } from "./affine.ts";
import type { Answer } from "./answers.ts";

/** What is asked of a task: as `predict` or `predictProba` say it, or before the link. */
export type Output = "prediction" | "probability" | "score";

export const outputs: readonly Output[] = ["prediction", "probability", "score"];

/** A task's answer as SQL, and of what kind it is. */
export interface Written {
  readonly sql: string;
  readonly kind: "number" | "string" | "boolean";
}

/** Writes what is asked of a task; `label` says of which class. */
export function outputOf(
  where: string,
  dialect: Dialect,
  answer: Answer,
  output: Output,
  label: Label | undefined,
): Written {
  if (label !== undefined && output === "prediction")
    reject("pair", `${where}.label`, 'output "probability" or "score" beside it', said('"prediction"'));
  if (answer.kind === "number") return numeric(number(where, dialect, answer, output, label));
  const { classes, scores } = answer;
  if (output === "prediction")
    return { sql: likeliest(dialect, classes, scores), kind: typeof classes[0] as Written["kind"] };
  const at = placeOf(where, classes, label);
  if (output === "probability") return numeric(probability(dialect, scores, at));
  if (scores.length > 1) return numeric(written(dialect, scores[at]!));
  if (at === 1) return numeric(written(dialect, scores[0]!));
  return reject(
    "value",
    `${where}.label`,
    `${JSON.stringify(classes[1])}, the class of the only score`,
    label,
  );
}

const numeric = (sql: string): Written => ({ sql, kind: "number" });

function number(
  where: string,
  dialect: Dialect,
  { score, link }: Answer & { kind: "number" },
  output: Output,
  label: Label | undefined,
): string {
  if (output === "probability" || label !== undefined)
    reject("pair", `${where}.${label === undefined ? "output" : "label"}`, "a task of classes", said("one of numbers")); // biome-ignore format: one line
  const sql = written(dialect, score);
  return link === "log" && output === "prediction" ? dialect.exp(sql) : sql;
}

/** The class that is asked for; of two the second where none is. */
function placeOf(where: string, classes: readonly Label[], label: Label | undefined): number {
  if (label === undefined && classes.length === 2) return 1;
  const at = label === undefined ? -1 : classes.indexOf(label);
  if (at >= 0) return at;
  const some = classes.slice(0, 12).map((one) => JSON.stringify(one)).join(", "); // biome-ignore format: one line
  return reject("value", `${where}.label`, `one of the classes ${some}`, label);
}

/** P(class k) = 1 / Σ_j exp(f_j − f_k): no sum overflows that is not infinite, and 1 / infinity is 0. */
function probability(dialect: Dialect, scores: readonly Affine[], k: number): string {
  const [first] = scores;
  const steps =
    scores.length === 1
      ? [combined(0, [[k === 1 ? -1 : 1, first!]])]
      : scores.flatMap((score, j) => (j === k ? [] : [minus(score, scores[k]!)]));
  const sum = steps.map((step) => `(${dialect.exp(written(dialect, step))})`).join(" + ");
  return `(${dialect.value(1)} / (${dialect.value(1)} + ${sum}))`;
}

const minus = (a: Affine, b: Affine): Affine => combined(0, [[1, a], [-1, b]]); // biome-ignore format: one line

/** The class of the largest score, the first of equals; NULL where a number that a score needs is. */
function likeliest(dialect: Dialect, classes: readonly Label[], scores: readonly Affine[]): string {
  const zero = dialect.value(0);
  const [first, ...more] = scores;
  if (more.length === 0) return chosen(dialect, scores, [[`${written(dialect, first!)} > ${zero}`, classes[1]!]], classes[0]!); // biome-ignore format: one line
  const arms = more.map((_, k): Arm => {
    const tests = scores.slice(k + 1).map((other) => `${written(dialect, minus(scores[k]!, other))} >= ${zero}`); // biome-ignore format: one line
    return [tests.join(" AND "), classes[k]!];
  });
  return chosen(dialect, scores, arms, classes.at(-1)!);
}

type Arm = readonly [condition: string, label: Label];

function chosen(dialect: Dialect, needed: readonly Affine[], arms: readonly Arm[], last: Label): string {
  const lack = lacking(dialect, needed);
  const when = arms.map(([condition, label]) => `WHEN ${condition} THEN ${dialect.value(label)}`).join(" ");
  return `CASE ${lack ? `WHEN ${lack} THEN NULL ` : ""}${when} ELSE ${dialect.value(last)} END`;
}
