import type { Cell } from "../base/display/card.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { LinearModel } from "../base/linear-model.ts";
import type { Parameter, ParameterTable, Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import type { FoldStatistics } from "../fold/fold-statistics.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import { FoldsLearner } from "./folds-learner.ts";
import { readSearch, type Searched, searchState } from "./search-state.ts";
import { type SearchParams, searchStrength } from "./strength-search.ts";

type CrossValidated = ParameterTable & {
  [K in keyof SearchParams]: Parameter<SearchParams[K]>;
};

/** Squared loss with a penalty whose strength is found by cross-validation: a subclass says which penalties. */
export abstract class CrossValidatedRegressor<Table extends CrossValidated> extends FoldsLearner<Table> {
  #search: Searched | undefined;

  /** The families of penalties that are tried. */
  protected abstract families(): readonly PenaltyFamily[];

  protected override solve(data: TaskData, where: string): Work<LinearModel> {
    return this.#choose(data, where);
  }

  protected override solveFolds(folds: FoldStatistics, where: string): Work<LinearModel> {
    return this.#choose(folds, where);
  }

  *#choose(data: TaskData | FoldStatistics, where: string): Work<LinearModel> {
    const params = this.params as Values<CrossValidated> as SearchParams;
    const search = yield* searchStrength(this.name, data, this.families(), { ...params, where });
    this.#search = search;
    return search.model;
  }

  /** The chosen strength: that of the least mean squared error, the mean over the folds. */
  get alpha(): number {
    const { paths, best } = this.found("alpha");
    return paths[best.path]!.alphas[best.row]!;
  }

  protected override chosenParams(): Readonly<Record<string, Cell>> {
    return { alpha: this.alpha };
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    if (!state) return undefined;
    return { ...state, search: searchState(this.#search!) };
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    this.#search = readSearch(`${this.name} search`, state["search"], this.families());
  }

  /** What the last fit found, or `NotFittedError` for whoever asked. */
  protected found(asked: string): Searched {
    this.learnt(asked);
    return this.#search!;
  }
}
