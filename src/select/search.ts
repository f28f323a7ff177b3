import type { Table as Shown } from "../base/display/card.ts";
import { Estimator } from "../base/estimator.ts";
import type { LabelsLike } from "../base/label.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { ParameterTable, Values } from "../base/parameter.ts";
import type { FitOptions, Task, TaskInputs } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, type Work, within } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { PolytaskError, reject, said } from "../check/reject.ts";
import type { LabelTask } from "../estimator/label-answers.ts";
import { checkFolds, type FoldStatistics } from "../fold/fold-statistics.ts";
import type { ThreadOptions } from "../parallel/thread-options.ts";
import { fitOn } from "./candidate.ts";
import { metricsOf } from "./metrics.ts";
import { predictShares, type Share } from "./models-by-task.ts";
import type { Choice } from "./parameter-grid.ts";
import { predictionsOf, scorePredictions } from "./predictions.ts";
import { allRows, readSample, type Sample } from "./sample.ts";
import type { searches, Tunable } from "./search-parameters.ts";
import { firstGreatest, resultTables, type SearchResults, searchResults } from "./search-results.ts";
import { type Found, readFound } from "./search-state.ts";
import { meanOfKnown } from "./task-scores.ts";
import { handsOf } from "./threads.ts";
import { type ValidationData, validationOnFolds, validationOnRows } from "./validation-data.ts";

type Targets = MatrixLike | VectorLike | LabelsLike;

/** Tries choices of parameters on folds and keeps the best. A subclass says which choices. */
export abstract class Search<Table extends typeof searches & ParameterTable> extends Estimator<Table> {
  #found: Found | undefined;

  /** The choices to try. */
  protected abstract choices(): readonly Choice[];

  get #own(): Values<typeof searches> {
    return this.params as Values<typeof searches>;
  }

  /** Searches on shared rows, X n x p and Y n x T or n, or on tasks with rows of their own. Returns this. */
  fit(X: MatrixLike, Y: Targets, options?: FitOptions & { onProgress?: OnProgress }): this;
  fit(tasks: readonly Task[] | readonly LabelTask[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    const where = `${this.name}.fit`;
    const { sample, options } = readSample<AsyncOptions>(where, given, ["onProgress"]);
    this.#found = drain(this.#search(where, this.#onRows(where, sample)), options.onProgress);
    return this;
  }

  /**
   * Searches on the statistics of folds, such as an engine gives them: no row is read, `cv` is not asked, scores are of squares, and the
   * estimator learns from statistics. Returns this.
   */
  fitStatistics(folds: FoldStatistics): this {
    const where = `${this.name}.fitStatistics`;
    checkFolds(where, folds);
    if (this.#own.perTask) reject("pair", `${where} perTask`, "false, where there are no rows", true);
    this.#found = drain(this.#search(where, validationOnFolds(where, folds)));
    return this;
  }

  /**
   * Like `fit`, giving way to other work between fits; the inputs are copied before the first pause. With `workers` candidates are fitted
   * on as many threads, with the same result bit for bit.
   */
  fitAsync(X: MatrixLike, Y: Targets, options?: FitOptions & ThreadOptions): Promise<this>;
  fitAsync(tasks: readonly Task[] | readonly LabelTask[], options?: ThreadOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    const where = `${this.name}.fitAsync`;
    const known = ["onProgress", "signal", "workers"] as const;
    const { sample, options } = readSample<ThreadOptions>(where, given, known, true);
    const work = this.#search(where, this.#onRows(where, sample), options.workers);
    this.#found = await drainAsync(work, options);
    return this;
  }

  #onRows(where: string, sample: Sample): ValidationData {
    return validationOnRows(where, sample, this.#own.cv);
  }

  *#search(where: string, data: ValidationData, workers?: number): Work<Found> {
    const { estimator, scoring: given, refit: again, perTask, returnTrainScore } = this.#own;
    const metrics = metricsOf(where, given, estimator, data);
    const metric = typeof again === "string" ? again : metrics[0]![0];
    const names = metrics.map(([name]) => name);
    if (!names.includes(metric)) reject("param", `${this.name}.refit`, `one of ${names.join(", ")}`, metric);
    if (metrics.length > 1 && again === true)
      reject(
        "param",
        `${this.name}.refit`,
        `the name of the score that decides (${names.join(", ")})`,
        again,
      );
    const { T, taskNames, sample } = data;
    if (perTask && T > 1 && estimator.separatesByTask !== true) {
      const rule = "an estimator that learns every task apart, such as MultiOutputRidge";
      reject("pair", `${this.name}.perTask`, rule, said(estimator.name ?? "another"));
    }
    const params = this.choices();
    const candidates = params.map((own) => estimator.clone().setParams(own as never));
    const doAll = handsOf(where, workers, candidates, sample, metrics);
    const trial = yield* data.open(candidates, metrics);
    const outcomes = yield* within(doAll(trial, returnTrainScore ? "scoreBoth" : "score"), 0.2, 0.95);
    const results = searchResults(params, outcomes, metrics);
    const { mean: means, taskMeans } = results.scores[metric]!;
    const best = firstGreatest(means);
    if (best < 0) reject("value", `${where} scores`, `a number for ${metric}`, said("none"));
    const bestOfTasks = Array.from({ length: T }, (_, t) => firstGreatest(taskMeans.getColumn(t)));
    const found = { T, taskNames, results, metric, metrics, best, bestOfTasks };
    if (again === false) return { ...found, shares: [] };
    if (!perTask) {
      const own = candidates[best]!.clone();
      trial.fitWhole(own);
      return { ...found, shares: [{ estimator: own, tasks: bestOfTasks.map((_, t) => t) }] };
    }
    const rows = sample!.parts.map((one) => allRows(one.rows));
    const shares = [...new Set(bestOfTasks)].map((winner) => {
      const own = candidates[winner]!.clone();
      const tasks = [...bestOfTasks.keys()].filter((t) => bestOfTasks[t] === winner);
      fitOn(where, own, sample!.fitArguments(rows, tasks));
      return { estimator: own, tasks };
    });
    return { ...found, shares };
  }

  /** Predictions of the best, in its forms. */
  predict(X: MatrixLike | readonly TaskInputs[], options?: { task?: number | string }): unknown {
    const { shares, ...shape } = this.#learnt("predict");
    if (shares.length === 0) this.#notRefitted("predict");
    if (shares.length === 1)
      return shares[0]!.estimator.predict(...((options ? [X, options] : [X]) as never[]));
    return predictShares(`${this.name}.predict`, shares, shape, X, options?.task);
  }

  /** The score that decides, on other data: the mean over the tasks, or with `multioutput: "rawValues"` one a task. */
  score(
    X: MatrixLike,
    Y: Targets,
    options?: ScoreOptions & Pick<FitOptions, "sampleWeight">,
  ): number | number[];
  score(tasks: readonly Task[] | readonly LabelTask[], options?: ScoreOptions): number | number[];
  score(...given: unknown[]): number | number[] {
    const where = `${this.name}.score`;
    const { metric, metrics, T } = this.#learnt("score");
    const { sample, options } = readSample<ScoreOptions>(where, given, ["multioutput"]);
    const { multioutput = "uniformAverage" } = options;
    if (multioutput !== "uniformAverage" && multioutput !== "rawValues")
      reject("param", `${where}.multioutput`, '"uniformAverage" or "rawValues"', multioutput);
    if (sample.T !== T) reject("shape", `${where} Y`, `${T} columns, one a task`, said(`${sample.T}`));
    const rows = sample.parts.map((one) => allRows(one.rows));
    const all = Array.from({ length: T }, (_, t) => t);
    const found = predictionsOf(where, sample, { train: rows, test: rows, learnt: all, tested: all }, this);
    const deciding = metrics.filter(([name]) => name === metric);
    const scores = Array.from(scorePredictions(where, sample, rows, found, deciding)[0]!);
    return multioutput === "rawValues" ? scores : meanOfKnown(scores);
  }

  /** P(class | x) of the best, where it is a classifier. */
  get predictProba(): ((...given: unknown[]) => unknown) | undefined {
    if (typeof this.#own.estimator.predictProba !== "function") return undefined;
    return (...given) =>
      (this.bestEstimator as { predictProba(...own: unknown[]): unknown }).predictProba(...given);
  }

  /** Whether it learns every task apart. */
  get separatesByTask(): boolean {
    return this.#own.perTask && this.#own.estimator.separatesByTask === true;
  }

  /** What a file keeps of it. */
  [giveState](): LearntState | undefined {
    return this.#found && { ...this.#found };
  }

  [takeState](state: LearntState): void {
    this.#found = readFound(this.name, state);
  }

  protected override seen(): readonly Shown[] | "not fitted" {
    if (!this.#found) return "not fitted";
    return resultTables(this.#found.results);
  }

  /** Scores and times of every candidate. */
  get cvResults(): SearchResults {
    return this.#learnt("cvResults").results;
  }

  /** The place of the best candidate, the first where several are. */
  get bestIndex(): number {
    return this.#learnt("bestIndex").best;
  }

  /** Its mean score on held-out rows. */
  get bestScore(): number {
    const { results, metric, best } = this.#learnt("bestScore");
    return results.scores[metric]!.mean[best]!;
  }

  get bestParams(): Choice {
    const { results, best } = this.#learnt("bestParams");
    return results.params[best]!;
  }

  /** The parameters that are best for every task, T of them. They are those of the model with `perTask`. */
  get bestParamsByTask(): readonly Choice[] {
    const { results, bestOfTasks } = this.#learnt("bestParamsByTask");
    return bestOfTasks.map((k) => results.params[k]!);
  }

  /** The best, fitted on all data. */
  get bestEstimator(): Tunable {
    const { shares } = this.#learnt("bestEstimator");
    if (shares.length === 0) this.#notRefitted("bestEstimator");
    if (shares.length > 1)
      throw new PolytaskError(
        "state",
        `${this.name}.bestEstimator: tasks have parameters of their own, so there are ${shares.length}: ask bestEstimators`,
      );
    return shares[0]!.estimator as Tunable;
  }

  /** The fitted estimators and the tasks that each has learnt. */
  get bestEstimators(): readonly Share[] {
    return this.#learnt("bestEstimators").shares;
  }

  #learnt(asked: string): Found {
    if (!this.#found) throw new NotFittedError(this.name, asked);
    return this.#found;
  }

  #notRefitted(asked: string): never {
    throw new PolytaskError("state", `${this.name}.${asked}: needs refit, which is false`);
  }
}

interface ScoreOptions {
  readonly multioutput?: "uniformAverage" | "rawValues";
}
