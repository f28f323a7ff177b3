import { readArguments } from "../base/arguments.ts";
import { Estimator } from "../base/estimator.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { Values } from "../base/parameter.ts";
import { taskIndex } from "../base/task-names.ts";
import type { FitOptions, Task, TaskData } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { bestSubsets } from "./best-subsets.ts";
import { readScoredTasks, type ScoredTasks } from "./scored-tasks.ts";
import { checkSelection, constraintOf, readScores, selection } from "./selection-parameters.ts";
import { type Constraint, SubsetLaw } from "./subset-law.ts";
import { affinityOf } from "./task-affinity.ts";

/** A task by its name, or by its number where it has none. */
export type TaskLabel = string | number;

/** A subset with its probability. */
export interface ProbableSubset {
  readonly tasks: readonly TaskLabel[];
  readonly probability: number;
  readonly logProbability: number;
}

/** Tasks to choose from, their scores and the law of their subsets. */
interface Choice {
  readonly found: ScoredTasks;
  readonly labels: readonly TaskLabel[];
  readonly scores: Float64Array;
  readonly constraint: Constraint;
  readonly law: SubsetLaw;
}

/**
 * Chooses tasks at random by their scores, and knows everything about the choice: P(S) = exp(Σ_{t∈S} s_t) / Σ_{S'} exp(Σ_{t∈S'} s_t)
 * over all subsets, ∅ too; with `size` over those of k tasks, with `budget` over those whose costs are within it.
 *
 * Everything is exact, in O(T) without a constraint, O(T k) or O(T budget) with one, and nothing goes through the subsets one by one.
 * Scores may be as large as a million: sums of exponentials are kept with their exponents apart.
 *
 * Scores are given, or `fit` finds them: s_t = `scale` (a_t − `threshold`) with a_t how much task t helps the `main` one, or on
 * average all others. `score` says what help is, entry (t, s) for what task s does for task t:
 *
 * | `score` | entry (t, s) | see |
 * |---|---|---|
 * | `"correlation"` | \|correlation of y_t and y_s\| on the rows that both have; for shared X | Pearson 1895 |
 * | `"coefficients"` | w_t · w_s / ‖w_t‖ ‖w_s‖, w = (G/n + `alpha` I)⁻¹ c/n, every task's ridge alone | Evgeniou & Pontil 2004 |
 * | `"transferGain"` | `pairwiseGains`: 1 − held-out error of t with s / held-out error of t alone | Thrun & O'Sullivan 1996 |
 * | `"gradientAffinity"` | `gradientAffinity` of one linear model at 0: 1 − loss of t after a step for s / loss of t | Fifty et al. 2021 |
 * | a function | of the `TaskStatistics` of the data; returns T rows of T numbers | |
 *
 * @throws PolytaskError where scores are not finite, more tasks are asked for than there are, costs are negative or fractional, or a
 * budget is below every cost
 * @see Chen, Dempster & Liu 1994, Weighted finite population sampling to maximize entropy
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TaskSelector } from "polytask/select";
 *
 * const scores = [2, 1, -1];
 * const pairs = new TaskSelector({ scores, size: 2, taskNames: ["heating", "cooling", "noise"] });
 * assert.deepEqual(pairs.mode(), ["heating", "cooling"]);
 * const z = Math.exp(3) + Math.exp(1) + Math.exp(0);
 * assert.ok(Math.abs(pairs.probability(["cooling", "noise"]) - 1 / z) < 1e-15);
 * assert.deepEqual(pairs.top(2).map(({ tasks }) => tasks), [["heating", "cooling"], ["heating", "noise"]]);
 * assert.deepEqual(pairs.sample(0).length, 2);
 *
 * const cheap = new TaskSelector({ scores, costs: [3, 2, 1], budget: 3 });
 * assert.deepEqual(cheap.mode(), [0]);
 * ```
 */
export class TaskSelector extends Estimator<typeof selection> {
  static readonly parameters = selection;
  #choice: Choice | undefined;

  constructor(params?: Partial<Values<typeof selection>>) {
    super("TaskSelector", selection, params);
    checkSelection(this.name, this.params);
    const { scores, taskNames } = this.params;
    if (!scores) return;
    const own = Array.from(readScores(`${this.name}.scores`, scores));
    this.#choice = this.#among({ scores: own, of: [...own.keys()], T: own.length, taskNames });
  }

  /** Finds the scores of tasks on the same rows: X is n x p, Y n x T. Returns this. */
  fit(X: MatrixLike, Y: MatrixLike | VectorLike, options?: FitOptions & { onProgress?: OnProgress }): this;
  /** Finds the scores of tasks that have rows of their own. Returns this. */
  fit(tasks: readonly Task[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    const where = `${this.name}.fit`;
    const { data, options } = readArguments<AsyncOptions>(where, given, ["onProgress"]);
    this.#choice = drain(this.#find(where, data), options.onProgress);
    return this;
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(X: MatrixLike, Y: MatrixLike | VectorLike, options?: FitOptions & AsyncOptions): Promise<this>;
  fitAsync(tasks: readonly Task[], options?: AsyncOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    const where = `${this.name}.fitAsync`;
    const { data, options } = readArguments<AsyncOptions>(where, given, ["signal", "onProgress"], true);
    this.#choice = await drainAsync(this.#find(where, data), options);
    return this;
  }

  *#find(where: string, data: TaskData): Work<Choice> {
    const { scores, score, main, scale, threshold } = this.params;
    const { T, taskNames } = data;
    if (scores)
      reject("pair", where, "a selector without scores, which it would find", said("one that has them"));
    if (T < 2) reject("shape", where, "at least two tasks, to help one another", said("one"));
    const helped = main === undefined ? undefined : taskIndex(`${this.name}.main`, main, data);
    const affinity = yield* affinityOf(where, score, data, this.params);
    const of = Array.from({ length: T }, (_, t) => t).filter((t) => t !== helped);
    const found = of.map((s) => {
      const rows = helped === undefined ? of.filter((t) => t !== s) : [helped];
      const help = rows.reduce((sum, t) => sum + affinity.data[t * T + s]!, 0) / rows.length;
      return scale * (help - threshold);
    });
    const own = Array.from(readScores(`${where} scores`, found));
    return this.#among({ scores: own, of, T, taskNames });
  }

  #among(found: ScoredTasks): Choice {
    const { of, T, taskNames } = found;
    const scores = Float64Array.from(found.scores);
    const constraint = constraintOf(this.name, this.params, of, T);
    const labels = of.map((t) => taskNames?.[t] ?? t);
    return { found, labels, scores, constraint, law: new SubsetLaw(scores, constraint) };
  }

  /** What a file keeps of it. */
  [giveState](): LearntState | undefined {
    return this.#choice && { ...this.#choice.found };
  }

  [takeState](state: LearntState): void {
    this.#choice = this.#among(readScoredTasks(this.name, state));
  }

  #known(asked: string): Choice {
    if (!this.#choice) throw new NotFittedError(this.name, asked);
    return this.#choice;
  }

  /** The places of a subset's tasks. */
  #places(asked: string, subset: readonly TaskLabel[]): number[] {
    const where = `${this.name}.${asked} subset`;
    const { labels } = this.#known(asked);
    if (!Array.isArray(subset)) reject("param", where, "an array of tasks", subset);
    const seen = new Set<number>();
    for (const task of subset) {
      const place = labels.indexOf(task);
      if (place < 0) {
        const names = labels.length <= 12 ? labels.join(", ") : `${labels[0]}, ..., ${labels.at(-1)}`;
        reject("value", where, `tasks among ${names}`, task);
      }
      if (seen.has(place)) reject("value", where, "every task once", said(`${JSON.stringify(task)} twice`));
      seen.add(place);
    }
    return [...seen].sort((a, b) => a - b);
  }

  /** The tasks that there are to choose from: names, or numbers where there are none. */
  get tasks(): readonly TaskLabel[] {
    return [...this.#known("tasks").labels];
  }

  /** One a task to choose from. */
  get scores(): Float64Array {
    return this.#known("scores").scores.slice();
  }

  /** ln Σ_S exp(Σ_{t∈S} s_t) over the subsets that may be chosen. */
  get logNormalizer(): number {
    return this.#known("logNormalizer").law.logNormalizer();
  }

  /** P(S); 0 for one of another size or beyond the budget. */
  probability(subset: readonly TaskLabel[]): number {
    return this.#known("probability").law.probability(this.#places("probability", subset));
  }

  /** ln P(S), also where P(S) is too small for a double; -Infinity for one that cannot be. */
  logProbability(subset: readonly TaskLabel[]): number {
    return this.#known("logProbability").law.logProbability(this.#places("logProbability", subset));
  }

  /** P(t ∈ S), one a task. */
  marginals(): Float64Array {
    return this.#known("marginals").law.marginals();
  }

  /** ∂ ln P(S) / ∂ s_t = [t ∈ S] − P(t ∈ S), one a task; of subsets that can be. */
  gradient(subset: readonly TaskLabel[]): Float64Array {
    const { law } = this.#known("gradient");
    const places = this.#places("gradient", subset);
    if (law.logProbability(places) === -Infinity)
      reject("value", `${this.name}.gradient subset`, "one that can be chosen", said("one of probability 0"));
    const out = law.marginals().map((marginal) => 0 - marginal);
    for (const t of places) out[t]! += 1;
    return out;
  }

  /**
   * The most probable subsets, the most probable first. Of equally probable ones that is first which lacks the task of the least score
   * (of equal scores the last) in which they differ.
   */
  top(k: number): ProbableSubset[] {
    if (!(Number.isInteger(k) && k >= 1)) reject("param", `${this.name}.top k`, "an integer >= 1", k);
    const { law, labels, scores, constraint } = this.#known("top");
    return bestSubsets(scores, constraint, k).map((subset) => ({
      tasks: subset.map((t) => labels[t]!),
      probability: law.probability(subset),
      logProbability: law.logProbability(subset),
    }));
  }

  /** The most probable subset. */
  mode(): TaskLabel[] {
    const { labels, scores, constraint } = this.#known("mode");
    return bestSubsets(scores, constraint, 1)[0]!.map((t) => labels[t]!);
  }

  /** The tasks to take: the most probable subset, or with a `randomState` one at random. */
  select({ randomState }: { readonly randomState?: number | RandomState } = {}): TaskLabel[] {
    return randomState === undefined ? this.mode() : this.sample(randomState);
  }

  /** A subset at random, by exactly these probabilities. */
  sample(randomState?: number | RandomState): TaskLabel[] {
    return this.samples(1, randomState)[0]!;
  }

  /** Independent subsets at random; many cost little more than one. */
  samples(count: number, randomState?: number | RandomState): TaskLabel[][] {
    const { law, labels } = this.#known("samples");
    if (!(Number.isInteger(count) && count >= 1))
      reject("param", `${this.name}.samples count`, "an integer >= 1", count);
    const random = randomStateOf(`${this.name}.samples randomState`, randomState);
    return law.samples(count, random).map((subset) => subset.map((t) => labels[t]!));
  }
}
