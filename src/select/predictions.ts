import { type Label, readLabels } from "../base/label.ts";
import { taskLabel } from "../base/task-names.ts";
import { reject, said } from "../check/reject.ts";
import { takeRows } from "../fold/take-rows.ts";
import { scoreTask } from "../metric/scoring.ts";
import type { Candidate } from "./candidate.ts";
import type { Cut } from "./cuts.ts";
import type { Metrics } from "./metrics.ts";
import { observed, type Sample } from "./sample.ts";

/**
 * What a fitted estimator predicts on one side of a fold: T lists, of the tested tasks alone. A task that was not learnt gets the mean
 * of those that were.
 */
export function predictionsOf(
  where: string,
  sample: Sample,
  { learnt, tested, ...rows }: Cut,
  estimator: Candidate,
  side: "train" | "test" = "test",
): readonly (readonly Label[] | undefined)[] {
  const own = rows[side];
  const ask = (tasks: readonly number[]): readonly (readonly Label[])[] => {
    const found = estimator.predict(sample.inputs(own, tasks) as never);
    return columnsOf(where, found, sample, tasks, own);
  };
  const out: (readonly Label[] | undefined)[] = new Array(sample.T).fill(undefined);
  const known = side === "train" ? learnt : tested.filter((t) => learnt.includes(t));
  if (known.length > 0) for (const [k, column] of ask(known).entries()) out[known[k]!] = column;
  const fresh = side === "train" ? [] : tested.filter((t) => !learnt.includes(t));
  for (const t of fresh) out[t] = meanPrediction(where, sample, own, t, estimator);
  return out;
}

function meanPrediction(
  where: string,
  sample: Sample,
  rows: readonly Int32Array[],
  t: number,
  estimator: Candidate,
): readonly number[] {
  const at = sample.shared ? 0 : t;
  const X = takeRows(sample.parts[at]!.X, rows[at]!);
  const { labels, columns } = readLabels(`${where} predictions`, estimator.predict(X as never));
  return Array.from(rows[at]!, (_, i) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      const value = labels[i * columns + k];
      if (typeof value !== "number")
        reject(
          "pair",
          `${where} ${taskLabel(t, sample.taskNames)}`,
          "numbers, whose mean predicts a task left out",
          value,
        );
      sum += value as number;
    }
    return sum / columns;
  });
}

/** The columns of predictions in either form. */
function columnsOf(
  where: string,
  found: unknown,
  sample: Sample,
  tasks: readonly number[],
  rows: readonly Int32Array[],
): readonly (readonly Label[])[] {
  const apart = !sample.shared;
  return tasks.map((t, k) => {
    const table = readLabels(`${where} predictions`, apart ? (found as unknown[])[k] : found);
    const n = rows[apart ? t : 0]!.length;
    const width = apart ? 1 : tasks.length;
    if (table.rows !== n || table.columns !== width)
      reject("shape", `${where} predictions`, `${n} x ${width}`, said(`${table.rows} x ${table.columns}`));
    return Array.from({ length: n }, (_, i) => {
      const value = table.labels[i * width + (apart ? 0 : k)];
      return value ?? reject("value", `${where} predictions`, "no missing ones", said("one"));
    });
  });
}

/** Scores of predictions, one list a metric with one number a task; NaN where a task has nothing to test. */
export function scorePredictions(
  where: string,
  sample: Sample,
  rows: readonly Int32Array[],
  predictions: readonly (readonly Label[] | undefined)[],
  metrics: Metrics,
): Float64Array[] {
  const scores = metrics.map(() => new Float64Array(sample.T).fill(NaN));
  for (const [at, part] of sample.parts.entries()) {
    for (const t of part.tasks) {
      const found = predictions[t];
      const { y, weight, any } = observed(part, t, rows[at]!);
      if (!found || !any) continue;
      const name = `${where} ${taskLabel(t, sample.taskNames)}`;
      for (const [m, [, scoring]] of metrics.entries())
        scores[m]![t] = scoreTask(name, scoring, y, found, weight);
    }
  }
  return scores;
}
