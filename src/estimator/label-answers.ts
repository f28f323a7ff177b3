import type { Matrix } from "ml-matrix";
import { type Label, type LabelsLike, readLabels } from "../base/label.ts";
import { toMatrix } from "../base/linear-model.ts";
import { type TaskShape, taskLabel } from "../base/task-names.ts";
import { checkTasks, isTasks, type TaskInputs } from "../base/tasks.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import type { Dense } from "../matrix/dense.ts";
import { labelColumn, rightColumns, shareOfRight } from "../metric/accuracy-score.ts";
import type { Column } from "../metric/column.ts";
import type { MultiOutputError, Score, ScoreOptions } from "../metric/index.ts";
import { scoreColumns } from "../metric/score-columns.ts";
import { askModel } from "./task-model.ts";

/** A task of classes with rows of its own. */
export interface LabelTask {
  /** Inputs, n_t x p; p is the same for all tasks. */
  readonly X: MatrixLike;
  /** Labels, n_t; null is a missing one. */
  readonly y: LabelsLike;
  readonly name?: string;
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

/** What every fitted classifier can do, whatever is inside. */
export interface LabelModel extends TaskShape {
  /** The classes of a task, sorted. */
  classes(t: number): readonly Label[];
  /** The likeliest labels of a task, n. */
  labels(t: number, X: Dense): Label[];
  /** P(class | x) of a task, n x K. */
  probabilities(t: number, X: Dense): Dense;
}

type Inputs = MatrixLike | readonly TaskInputs[];
type One = { readonly task?: number | string | undefined } | undefined;

const each = <R>({ T }: TaskShape, ask: (t: number) => R): R[] => Array.from({ length: T }, (_, t) => ask(t));

/** The classes of every task. */
export const classesOf = (model: LabelModel): (readonly Label[])[] => each(model, (t) => model.classes(t));

/** The likeliest labels, in the three forms of `predict`. */
export function labelsWith(
  model: LabelModel,
  where: string,
  given: Inputs,
  options?: One,
): Label[] | Label[][] {
  const all = (X: Dense): Label[][] => {
    const columns = each(model, (t) => model.labels(t, X));
    return Array.from({ length: X.rows }, (_, i) => columns.map((column) => column[i]!));
  };
  return askModel(model, where, given, options, (t, X) => model.labels(t, X), all);
}

/** Probabilities, in the three forms of `predictProba`. */
export function probabilitiesWith(
  model: LabelModel,
  where: string,
  given: Inputs,
  options?: One,
): Matrix | Matrix[] {
  const one = (t: number, X: Dense): Matrix => toMatrix(model.probabilities(t, X));
  return askModel(model, where, given, options, one, (X): Matrix[] => each(model, (t) => one(t, X)));
}

/** The share of right labels in both forms: (X, Y, options) or (tasks, options). */
export function scoreLabels<M extends MultiOutputError>(
  model: LabelModel,
  where: string,
  [given, second, third]: readonly unknown[],
): Score<M> {
  const { T, taskNames } = model;
  const [options, known] = isTasks(given)
    ? [second, ["multioutput"]]
    : [third, ["sampleWeight", "multioutput"]];
  checkOptions(where, options as object | undefined, known);
  const { multioutput, sampleWeight } = (options ?? {}) as ScoreOptions<M>;
  if (isTasks(given)) checkTasks(where, given, ["X", "y"]);
  const P = labelsWith(model, where, given as MatrixLike) as Label[][];
  const right = (): Column[] => {
    if (isTasks(given)) {
      const tasks = given as unknown as readonly LabelTask[];
      return tasks.map(({ y, sampleWeight: own }, k) => labelColumn(`${where} task ${k} y`, y, P[k]!, own));
    }
    const Y = readLabels(`${where} Y`, second);
    if (Y.columns !== T) reject("shape", `${where} Y`, `${T} columns, one a task`, said(`${Y.columns}`));
    const n = P.length;
    if (Y.rows !== n) reject("shape", `${where} Y`, `${n} rows, one per row of X`, said(`${Y.rows}`));
    const weights = readWeights(`${where} sampleWeight`, sampleWeight, n, T);
    return rightColumns(Y, P.flat(), weights, (t) => `${where} ${taskLabel(t, taskNames)}`);
  };
  return scoreColumns(where, right(), multioutput, (column) => ({ score: shareOfRight(column) }));
}
