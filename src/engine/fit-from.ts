import { type Savable, takeState } from "../base/learnt-state.ts";
import { LinearHeads } from "../base/linear-heads.ts";
import { LinearModel } from "../base/linear-model.ts";
import { drainAsync, type Progress, StoppedError, type Work } from "../base/work.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { doubtOf, warnUnlessConverged } from "../estimator/convergence.ts";
import { type LossMinimiser, problemOf } from "../estimator/loss-problem.ts";
import { zeros } from "../matrix/dense.ts";
import { fitSums, type SumsFit } from "../solver/loss/fit-sums.ts";
import { type Labelled, readClasses } from "./labels.ts";
import { type LossInSql, lossesInSql } from "./loss-in-sql.ts";
import { addUpLoss } from "./loss-sums.ts";
import { type OpenedTask, openTasks } from "./opening.ts";
import { type Asked, type Feature, type Request, readRequest } from "./request.ts";
import type { Source } from "./source.ts";
import { type Survey, survey } from "./survey.ts";

/** Where a fit from an engine stands: after a step of Newton's method with its objective and its gap. */
export interface FitProgress extends Progress {
  readonly objective?: number;
  /** How far above the optimum it may be, in units of the objective; Infinity where only `stationarity` is known. */
  readonly gap?: number;
  readonly stationarity?: number;
}

export interface FitFromOptions extends Omit<Request, "fold"> {
  /** Cancels the query that runs, on the engine too. */
  readonly signal?: AbortSignal;
  /** Told of every step; false ends the fit where it is. */
  readonly onProgress?: (progress: FitProgress) => unknown;
}

/** An estimator whose loss an engine can add up: `MultiTaskClassifier` and its kin, `MultiTaskRegressor` with `poisson()`. */
export interface Fittable extends LossMinimiser, Savable {
  clone(): this;
}

/** What was fitted to the rows of an engine. */
export interface EngineFit<E> {
  /** A fitted copy of the estimator. */
  readonly estimator: E;
  /** p features: their names, and how the engine computes them; for `toSQL`. */
  readonly features: readonly Feature[];
}

const where = "fitFrom";
const known = ["features", "targets", "task", "weight", "signal", "onProgress"] as const;

/**
 * Fits logistic and Poisson losses to rows that an engine holds: Newton's method, whose every step is one query for sums. The link is
 * written as SQL; slopes, curvatures and products of curvatures with the features come back, a few kilobytes, and no row does.
 *
 * A step minimises the quadratic model of the loss that these sums are, and the penalty, with the solvers of squared loss; the next
 * query brings the objective, the certificate and the next model at once, and a step that did not fall enough is halved. The
 * fit is the one from memory, with any penalty that has a conjugate. Before the first step the engine is asked for its columns, for
 * the labels of every target, for where columns lie, and for the size of every task. Sums that are more than the columns an answer
 * may have (p (p + 5) / 2 + 4 a target) come in blocks. Sums in an engine have no fixed order, so the last digits may differ from run to run.
 *
 * Targets are of two classes, whatever they are called, or counts >= 0. NULL and NaN are missing ones.
 *
 * @param source - rows of an engine: a table, files, a query
 * @param estimator - what to fit, which stays as it is: `MultiTaskClassifier` and other classifiers with a penalty, or
 * `MultiTaskRegressor` with `datafit: poisson()`
 * @param options - the columns, and how to watch and to stop the work
 * @returns a fitted copy, and the features as the engine computes them
 * @throws PolytaskError where a column is unknown or holds what no fit could take, where a task has not two classes or no count above
 * 0, where the loss or the penalty is another one, or where the engine refuses
 * @see Lee, Sun & Saunders 2014, algorithm 1; McCullagh & Nelder 1989, section 2.5, for the weighted sums
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskClassifier } from "polytask";
 * import { fitFrom, openDuckdb } from "polytask/engine";
 * import { ridge } from "polytask/penalty";
 *
 * const database = await openDuckdb();
 * const rows = database.query("SELECT i % 7 AS age, i % 5 AS hours, i % 7 + i % 3 > 4 AS passed FROM range(1000) AS t(i)");
 * const request = { features: ["age", "hours"], targets: ["passed"] };
 * const { estimator } = await fitFrom(rows, new MultiTaskClassifier({ penalty: ridge(0.01) }), request);
 * assert.deepEqual(estimator.predict([[0, 2], [6, 2]], { task: "passed" }), [false, true]);
 * assert.ok(estimator.converged);
 * database.close();
 * ```
 */
export async function fitFrom<E extends Fittable>(
  source: Source,
  estimator: E,
  options: FitFromOptions,
): Promise<EngineFit<E>> {
  checkOptions(where, options, known);
  const { signal, onProgress, ...request } = options ?? {};
  signal?.throwIfAborted();
  const { loss, ofClasses, link } = readLoss(estimator);
  const tell = (stage: string): void => {
    if (onProgress?.({ stage, fraction: 0 }) === false) throw new StoppedError();
  };
  tell("columns");
  const read = await readRequest(where, source, request as Request, signal, ofClasses ? "labels" : "numbers");
  if (ofClasses) tell("labels");
  const labelled = ofClasses ? await readClasses(source, read, signal) : undefined;
  const asked = { ...read, ...(labelled && { targets: labelled.targets }) };
  tell("means");
  const seen = await survey(source, asked, signal);
  tell("tasks");
  const tasks = await openTasks(source, asked, seen, signal);
  checkTasks(asked, tasks, loss, labelled);
  const weights = tasks.map(({ weight }) => weight);
  const meanRows = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const problem = estimator[problemOf](meanRows);
  const taskNames = tasks.map(({ name }) => name);
  const [p, T] = [asked.features.length, tasks.length];
  const about = problem.fitIntercept ? { survey: seen, tasks } : aboutOrigin(seen, tasks);
  const addition = { source, asked, loss, ...about };
  const work = fitSums(
    { p, T, taskNames },
    problem.penalty,
    Float64Array.from(tasks, ({ sum, weight }) => (problem.fitIntercept ? loss.start(sum / weight) : 0)),
    {
      ...{ p, fitIntercept: problem.fitIntercept, left: loss.left },
      sizes: Float64Array.from(weights, (weight) => (problem.taskWeight === "equal" ? weight : meanRows)),
      counts: tasks.map(({ count }) => count),
      ask: (W, b) => waited(addUpLoss(addition, W, b, signal)),
    },
    { where, tol: problem.tol, maxIter: problem.maxIter },
  );
  const fit = await drainAsync(work, {
    ...(signal && { signal }),
    onProgress: (progress) => progress.stage !== "newton" || onProgress?.(progress),
  });
  const model = modelOf(fit, p, about.tasks, link);
  const copy = estimator.clone();
  warnUnlessConverged(estimator.name, model, fit.endless ? () => endless : doubtOf);
  const heads = labelled && tasks.map(({ target }) => ({ kind: "classes", classes: labelled.classes[target]!, columns: 1 }) as const); // biome-ignore format: one line
  copy[takeState]({ model: heads ? new LinearHeads(model, heads, taskNames) : model });
  return { estimator: copy, features: asked.features };
}

const endless =
  "slopes vanish while coefficients grow, as where a plane separates classes and no penalty holds them: there is no optimum";

/** The loss of an estimator, in SQL; refuses what engines cannot be asked for. */
function readLoss(estimator: Fittable) {
  if (typeof estimator?.[problemOf] !== "function") {
    const rule = "MultiTaskClassifier or another classifier with a penalty, or MultiTaskRegressor with the loss poisson()"; // biome-ignore format: a sentence
    reject(
      "pair",
      `${where}.estimator`,
      rule,
      estimator?.name === undefined ? estimator : said(estimator.name),
    );
  }
  const { datafit } = estimator[problemOf](1);
  const loss = lossesInSql[datafit.name];
  if (!loss) {
    const rule = "the loss logistic or poisson (squared loss has statisticsFrom and fitStatistics)";
    reject("pair", `${where}.estimator`, rule, said(`${estimator.name} with ${datafit.name}`));
  }
  return { loss, ofClasses: datafit.target !== "number", link: datafit.link };
}

/** Refuses targets that the loss has no value for, or no minimum. */
function checkTasks(
  { targets, task }: Asked,
  tasks: readonly OpenedTask[],
  { accepts, rule }: LossInSql,
  labelled: Labelled | undefined,
): void {
  for (const { name, target, weight, sum, negative } of tasks) {
    const place = `${where}.targets ${JSON.stringify(targets[target]!.name)}${task ? ` of task ${name}` : ""}`;
    if (negative > 0)
      reject("value", place, "counts >= 0, as poisson has", said(`others in ${negative} rows`));
    if (accepts(sum / weight)) continue;
    const only = labelled && JSON.stringify(labelled.classes[target]![sum > 0 ? 1 : 0]);
    reject("value", place, rule, said(only ? `only ${only}` : "none"));
  }
}

/** Without intercepts features are what they are. */
function aboutOrigin(seen: Survey, tasks: readonly OpenedTask[]) {
  const shifts = seen.featureShifts.map(() => 0);
  return {
    survey: { ...seen, featureShifts: shifts },
    tasks: tasks.map((own) => ({ ...own, shifts, apart: false })),
  };
}

/** Work that waits for an answer. */
function* waited<R>(asked: Promise<R>): Work<R> {
  let found: { readonly answer: R } | undefined;
  const until = asked.then((answer) => {
    found = { answer };
  });
  while (!found) yield { stage: "sums", fraction: 0, until };
  return found.answer;
}

/** The model of a fit, whose intercepts are about the shifts of the features. */
function modelOf(
  { state, intercept, marks, converged }: SumsFit,
  p: number,
  tasks: readonly OpenedTask[],
  link: "log" | undefined,
): LinearModel {
  const T = tasks.length;
  const parts = state.components.map((data) => ({ data, rows: p, columns: T }));
  const coef = zeros(p, T);
  for (const { data } of parts) for (let k = 0; k < p * T; k++) coef.data[k]! += data[k]!;
  const components = parts.length > 1 ? parts : undefined;
  const b = intercept.map((value, t) =>
    tasks[t]!.shifts.reduce((sum, shift, j) => sum - shift * coef.data[j * T + t]!, value),
  );
  const taskNames = tasks.map(({ name }) => name);
  return new LinearModel({ coef, intercept: b, taskNames, components, link, marks, converged });
}
