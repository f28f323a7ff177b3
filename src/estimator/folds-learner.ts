import type { LinearModel } from "../base/linear-model.ts";
import type { ParameterTable } from "../base/parameter.ts";
import { drain, type Work } from "../base/work.ts";
import { checkFolds, type FoldStatistics } from "../fold/fold-statistics.ts";
import { LinearEstimator } from "./linear-estimator.ts";

/** Linear models of squared loss that are chosen on folds: the folds' statistics are all they need of the rows. */
export abstract class FoldsLearner<Table extends ParameterTable> extends LinearEstimator<Table> {
  /** Learns from the statistics of folds. */
  protected abstract solveFolds(folds: FoldStatistics, where: string): Work<LinearModel>;

  /**
   * Chooses and fits from the statistics of folds, such as an engine gives them: no row is read, and `cv` is not asked. Returns this.
   */
  fitStatistics(folds: FoldStatistics): this {
    const where = `${this.name}.fitStatistics`;
    checkFolds(where, folds);
    this.learn(drain(this.solveFolds(folds, where)));
    return this;
  }
}
