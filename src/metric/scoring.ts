import type { Label } from "../base/label.ts";
import { readVector } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import { labelColumn, shareOfRight } from "./accuracy-score.ts";
import { type Column, columnOf } from "./column.ts";
import { explainedVariance } from "./explained-variance-score.ts";
import { absoluteError } from "./mean-absolute-error.ts";
import { squaredError } from "./mean-squared-error.ts";
import { r2 } from "./r2-score.ts";
import { rootSquaredError } from "./root-mean-squared-error.ts";

const ofNumbers = {
  r2: (column) => r2(column).score,
  explainedVariance: (column) => explainedVariance(column).score,
  negMeanSquaredError: (column) => -squaredError(column).score,
  negRootMeanSquaredError: (column) => -rootSquaredError(column).score,
  negMeanAbsoluteError: (column) => -absoluteError(column).score,
} satisfies Readonly<Record<string, (column: Column) => number>>;

/** Targets of one task and their predictions, as many; weights where there are any. */
export type ScoreFunction = (
  y: ArrayLike<Label | null>,
  predicted: ArrayLike<Label>,
  sampleWeight?: ArrayLike<number>,
) => number;

/** How predictions of one task are scored, more is better: one of scikit-learn's names, or a function. */
export type Scoring = keyof typeof ofNumbers | "accuracy" | ScoreFunction;

export const scoringRule = `${[...Object.keys(ofNumbers), "accuracy"].map((name) => `"${name}"`).join(", ")} or a function`;

export const isScoring = (value: unknown): value is Scoring =>
  typeof value === "function" ||
  value === "accuracy" ||
  (typeof value === "string" && Object.hasOwn(ofNumbers, value));

/**
 * The score of one task. Missing targets (NaN, null) and weights of 0 do not count; a task without any other is refused. A
 * function gets all of them as they are.
 */
export function scoreTask(
  where: string,
  scoring: Scoring,
  y: ArrayLike<Label | null>,
  predicted: ArrayLike<Label>,
  sampleWeight?: ArrayLike<number>,
): number {
  if (typeof scoring === "function") {
    const score: unknown = scoring(y, predicted, sampleWeight);
    return typeof score === "number" ? score : reject("value", `${where} scoring`, "a number", score);
  }
  if (scoring === "accuracy") {
    return shareOfRight(labelColumn(`${where} y`, y, Array.from(predicted), sampleWeight));
  }
  const Y = asColumn(readVector(`${where} y`, y, { missing: true }));
  const P = asColumn(readVector(`${where} predictions`, predicted));
  if (P.rows !== Y.rows) {
    reject("shape", `${where} predictions`, `${Y.rows} values, one a row`, said(`${P.rows}`));
  }
  const weights = readWeights(`${where} sampleWeight`, sampleWeight, Y.rows, 1);
  return ofNumbers[scoring](columnOf(`${where} y`, Y, P, weights, 0));
}

const asColumn = (data: Float64Array) => ({ data, rows: data.length, columns: 1 });
