import type { Matrix } from "ml-matrix";
import type { Cell } from "../base/display/card.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { type Parameter, positives, type Values } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { drain, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { checkFolds, type FoldStatistics } from "../fold/fold-statistics.ts";
import { geometric } from "../matrix/geometric.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { PenalisedRegressor, penalised } from "./penalised-regressor.ts";
import { readSearch, type Searched, searchState } from "./search-state.ts";
import { searched, searchStrength } from "./strength-search.ts";

const isStrength = (value: unknown, zero: boolean): boolean =>
  Number.isFinite(value) && ((value as number) > 0 || (zero && value === 0));

/** A strength, which may be 0 where `zero` says so. */
export const strength = (standard: number, zero: boolean): Parameter<number> => ({
  default: standard,
  rule: `a finite number ${zero ? ">=" : ">"} 0`,
  accepts: (value) => isStrength(value, zero),
  wrong: [-1, NaN, Infinity, "1", null, ...(zero ? [] : [0])],
});

/** The same, or "cv": found by cross-validation. */
export function strengthOrSearch(standard: number, zero: boolean): Parameter<number | "cv"> {
  const { rule, accepts, ...rest } = strength(standard, zero);
  return { ...rest, rule: `${rule}, or "cv"`, accepts: (value) => value === "cv" || accepts(value) };
}

const tried = positives(geometric(100, 1e-6, 7));

/** How strengths are searched, and how a fit is made. */
export const twoStrengths = {
  /** The strengths that are tried where alpha is "cv". */
  alphas: tried,
  /** The strengths that are tried where beta is "cv". */
  betas: tried,
  cv: searched.cv,
  ...penalised,
};

const strengthsToo = {
  ...twoStrengths,
  alpha: strengthOrSearch(1, true),
  beta: strengthOrSearch(1, true),
};

type TwoStrengths = { [K in keyof typeof strengthsToo]: Parameter<Values<typeof strengthsToo>[K]> };

/**
 * Squared loss with a penalty of two strengths, either of them given or found by cross-validation: every pair of strengths is
 * followed on the statistics of the folds, the rows are read once.
 */
export abstract class TwoStrengthsRegressor<
  Table extends TwoStrengths & Record<string, Parameter<unknown>>,
> extends PenalisedRegressor<Table> {
  #search: Searched | undefined;

  /** The penalty of two strengths. */
  protected abstract penaltyOf(alpha: number, beta: number): Penalty;

  protected override penalty(): Penalty {
    const { alpha, beta, alphas, betas } = this.#given;
    return this.penaltyOf(alpha === "cv" ? alphas[0]! : alpha, beta === "cv" ? betas[0]! : beta);
  }

  /** The strengths of the last fit: as given, or of the least mean squared error, the mean over the folds. */
  get strengths(): { readonly alpha: number; readonly beta: number } {
    this.learnt("strengths");
    if (!this.#search) return { alpha: this.#given.alpha as number, beta: this.#given.beta as number };
    const { paths, best } = this.#search;
    const { family, alphas } = paths[best.path]!;
    const { alpha, beta } = family(alphas[best.row]!).parameters;
    return { alpha: alpha as number, beta: beta as number };
  }

  /** Mean squared errors, one matrix a value of alpha: strengths beta x folds, the largest first; undefined without a search. */
  get msePath(): readonly Matrix[] | undefined {
    this.learnt("msePath");
    return this.#search?.errors.map((errors) => errors.clone());
  }

  /** Strengths are found on folds, which one side of a fold does not have. */
  override get learnsFromStatistics(): boolean {
    return !this.#searches;
  }

  get #searches(): boolean {
    return this.#given.alpha === "cv" || this.#given.beta === "cv";
  }

  /**
   * Fits from statistics alone; `partialFit` goes on from them. Strengths that are "cv" are found on the statistics of folds, such as
   * an engine gives them: no row is read. Returns this.
   */
  override fitStatistics(statistics: TaskStatistics | FoldStatistics): this {
    if (!this.#searches) return super.fitStatistics(statistics as TaskStatistics);
    const where = `${this.name}.fitStatistics`;
    checkFolds(where, statistics);
    this.learn(drain(this.solveFolds(statistics as FoldStatistics, where)));
    return this;
  }

  protected override checkShape(shape: TaskShape, where: string): void {
    for (const name of ["alpha", "beta"] as const) {
      if (this.#given[name] !== "cv") continue;
      reject("pair", `${where} ${name}`, "a number, as a batch is no fold to hold out", said('"cv"'));
    }
    super.checkShape(shape, where);
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    return yield* this.#searches ? this.#choose(data, where) : super.solve(data, where);
  }

  /** Finds the strengths that are "cv" on the statistics of folds. */
  protected solveFolds(folds: FoldStatistics, where: string): Work<LinearModel> {
    return this.#choose(folds, where);
  }

  *#choose(data: TaskData | FoldStatistics, where: string): Work<LinearModel> {
    const { alphas, betas, beta, cv, fitIntercept, taskWeight, tol, maxIter } = this.#given;
    const search = yield* searchStrength(this.name, data, this.#families(), {
      ...{ where, cv, fitIntercept, taskWeight, tol, maxIter },
      ...{ alphas: beta === "cv" ? betas : alphas, eps: 0.5, selection: "cyclic", randomState: undefined },
    });
    this.#search = search;
    return search.model;
  }

  /** The penalties of a search: one family a value of alpha, or one of all of them where beta is known. */
  #families(): PenaltyFamily[] {
    const { alpha, beta, alphas } = this.#given;
    if (beta !== "cv") return [(first) => this.penaltyOf(first, beta)];
    const along = alpha === "cv" ? [...alphas].sort((a, b) => b - a) : [alpha];
    return along.map((first) => (second) => this.penaltyOf(first, second));
  }

  get #given(): Values<typeof strengthsToo> {
    return this.params as Values<TwoStrengths> as Values<typeof strengthsToo>;
  }

  protected override chosenParams(): Readonly<Record<string, Cell>> {
    if (!this.#search) return {};
    const searched = Object.entries(this.strengths).filter(([name]) => this.#given[name as "alpha"] === "cv");
    return Object.fromEntries(searched);
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    if (!state || !this.#search) return state;
    return { ...state, search: searchState(this.#search) };
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    const { search } = state;
    this.#search =
      search === undefined ? undefined : readSearch(`${this.name} search`, search, this.#families());
  }
}
