import { Matrix } from "ml-matrix";
import { isRecord } from "../base/born.ts";
import { fittedWith } from "../base/composed-model.ts";
import { readNames, type TaskShape } from "../base/task-names.ts";
import { type Form, listOf, madeBy, number, optional, recordOf, text, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import { isScoring, type Scoring } from "../metric/scoring.ts";
import type { Metrics } from "./metrics.ts";
import type { Share } from "./models-by-task.ts";
import type { Choice } from "./parameter-grid.ts";
import type { Tunable } from "./search-parameters.ts";
import { type CandidateScores, type SearchResults, shownResults } from "./search-results.ts";
import type { TaskScores } from "./task-scores.ts";

/** What a search has found. */
export interface Found extends Pick<TaskShape, "T" | "taskNames"> {
  readonly results: SearchResults;
  readonly metric: string;
  readonly metrics: Metrics;
  readonly best: number;
  readonly bestOfTasks: readonly number[];
  /** Who predicts; none without `refit`. */
  readonly shares: readonly Share[];
}

/** Reads what a search has found from plain data. */
export function readFound(where: string, given: unknown): Found {
  const { T } = recordOf({ T: whole(1) })(where, given);
  const { taskNames, results: found } = given as { taskNames?: unknown; results?: unknown };
  const { params } = recordOf({ params: listOf(choice) })(`${where}.results`, found);
  const candidate = whole(0, params.length - 1);
  const known = recordOf({
    results: resultsForm(params.length, T),
    metric: text,
    metrics: listOf(metric),
    best: candidate,
    bestOfTasks: listOf(candidate, T),
    shares: listOf(
      recordOf({ estimator: fittedWith<Tunable>("clone", "fit", "predict"), tasks: listOf(whole(0, T - 1)) }),
    ),
  })(where, given);
  const served = known.shares.flatMap(({ tasks }) => tasks);
  if (served.length > 0 && (served.length !== T || new Set(served).size !== T))
    reject("shape", `${where}.shares`, `each of ${T} tasks once`, served);
  if (!Object.hasOwn(known.results.scores, known.metric))
    reject("value", `${where}.metric`, "the name of a score", known.metric);
  return { T, taskNames: readNames(`${where}.taskNames`, taskNames, T), ...known };
}

const choice: Form<Choice> = (where, given) =>
  isRecord(given) ? (given as Choice) : reject("value", where, "a record of parameters", given);

const metric: Form<readonly [string, Scoring]> = (where, given) => {
  const [name, scoring] = listOf((_, one) => one, 2)(where, given);
  return typeof name === "string" && isScoring(scoring)
    ? [name, scoring]
    : reject("value", where, "a name and a score", given);
};

/** Numbers that may be missing, NaN, as an array of doubles. */
const scoresOf =
  (length: number): Form<Float64Array> =>
  (where, given) => {
    const own = madeBy(Float64Array)(where, given);
    return own.length === length ? own : reject("shape", where, `${length} scores`, own);
  };

const table =
  (rows: number): Form<Matrix> =>
  (where, given) => {
    const own = madeBy(Matrix)(where, given);
    return own.rows === rows ? own : reject("shape", where, `${rows} rows`, own);
  };

const taskForm = (T: number): Form<TaskScores> =>
  recordOf({
    test: madeBy(Matrix),
    train: optional(madeBy(Matrix)),
    ...{ taskMeans: scoresOf(T), taskDeviations: scoresOf(T), foldMeans: madeBy(Float64Array) },
    ...{ mean: number, deviation: number },
  }) as Form<TaskScores>;

const scoresForm = (count: number, T: number): Form<CandidateScores> =>
  recordOf({
    mean: scoresOf(count),
    deviation: scoresOf(count),
    rank: madeBy(Int32Array),
    taskMeans: table(count),
    candidates: listOf(taskForm(T), count),
  });

const resultsForm =
  (count: number, T: number): Form<SearchResults> =>
  (where, given) => {
    const { scores, ...results } = recordOf({
      params: listOf(choice, count),
      scores: choice,
      ...{ fitTimes: table(count), scoreTimes: table(count) },
    })(where, given);
    const own = Object.entries(scores).map(
      ([name, one]) => [name, scoresForm(count, T)(`${where}.scores ${name}`, one)] as const,
    );
    return shownResults({ ...results, scores: Object.fromEntries(own) });
  };
