import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { matchTasks } from "../base/task-names.ts";
import { isTasks, type TaskInputs } from "../base/tasks.ts";
import { type MatrixLike, readMatrix, readVector, type VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";

/** A fitted linear model: estimators of linear models have this, and so has `LinearModel`. */
export interface LinearPredictor {
  /** W, p x T. */
  readonly coef: MatrixLike;
  /** b, T. */
  readonly intercept: VectorLike;
  readonly taskNames?: readonly string[] | undefined;
  /** Where predictions are not linear. */
  readonly link?: string | undefined;
  readonly model?: { readonly link?: string | undefined; readonly taskNames?: readonly string[] | undefined };
}

export interface LinearShap {
  /** One a task, n_t x p: what every feature adds to every prediction. */
  readonly values: readonly Matrix[];
  /** One a task: the mean prediction on the background. */
  readonly expected: Float64Array;
}

interface Options {
  /** Rows whose mean a feature is compared with; without it the rows that are explained. */
  readonly background?: MatrixLike;
}

const where = "linearShap";

/**
 * Shapley values of a linear model, exactly: feature j adds w_jt (x_ij − mean_j) to the prediction of task t for row i. They add up
 * to the prediction less `expected`, which is the prediction for the mean of the background.
 *
 * They are interventional: a feature that is left out is drawn from the background whatever the others are. Where features are
 * correlated this says what the model uses, not what the data would tell.
 *
 * @param model - a fitted linear model; its tasks on the same X, or on rows of their own, matched as in `predict`
 * @throws PolytaskError where the model is not linear or has other features
 * @see Lundberg & Lee 2017, corollary 1; Štrumbelj & Kononenko 2014
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { linearShap } from "polytask/inspect";
 *
 * const X = [[0, 1], [1, 0], [2, 2], [5, 1]];
 * const model = new MultiOutputRidge({ alpha: 0 }).fit(X, X.map(([a, b]) => [a! + 2 * b!, a!]));
 * const { values, expected } = linearShap(model, X);
 * assert.ok(Math.abs(values[0]!.get(2, 1) - 2 * (2 - 1)) < 1e-12); // b is 1 above its mean, and counts twice
 * assert.ok(Math.abs(expected[0]! + values[0]!.getRow(3)[0]! + values[0]!.getRow(3)[1]! - 7) < 1e-12);
 * ```
 */
export function linearShap(
  model: LinearPredictor,
  given: MatrixLike | readonly TaskInputs[],
  options?: Options,
): LinearShap {
  checkOptions(where, options, ["background"]);
  if (!model?.coef || !model.intercept)
    reject("param", `${where} model`, "a fitted linear model, with coef and intercept", model);
  if ((model.model?.link ?? model.link) !== undefined)
    reject("pair", `${where} model`, "a model whose predictions are linear", said("one with a link"));
  const W = readMatrix(`${where} coef`, model.coef);
  const { rows: p, columns: T } = W;
  const intercept = readVector(`${where} intercept`, model.intercept);
  const read = (what: string, X: unknown): Dense => {
    const inputs = readMatrix(`${where} ${what}`, X);
    if (inputs.columns === p) return inputs;
    return reject("shape", `${where} ${what}`, `${p} columns, as in fit`, said(`${inputs.columns}`));
  };
  const background = options?.background && meanOf(read("background", options.background));
  const known = { T, taskNames: model.model?.taskNames ?? model.taskNames };
  const perTask = isTasks(given);
  const places = perTask ? matchTasks(where, given, known) : Array.from({ length: T }, (_, t) => t);
  const shared = perTask ? undefined : read("X", given);
  const inputs = places.map((_, k) => shared ?? read(`task ${k} X`, (given as readonly TaskInputs[])[k]!.X));
  const own = shared && meanOf(shared);
  const means = inputs.map((X) => background ?? own ?? meanOf(X));
  return {
    values: inputs.map((X, k) => {
      const out = zeros(X.rows, p);
      for (let at = 0; at < out.data.length; at++) {
        const j = at % p;
        out.data[at] = W.data[j * T + places[k]!]! * (X.data[at]! - means[k]![j]!);
      }
      return toMatrix(out);
    }),
    expected: Float64Array.from(places, (t, k) =>
      means[k]!.reduce((sum, mean, j) => sum + mean * W.data[j * T + t]!, intercept[t]!),
    ),
  };
}

function meanOf({ data, rows, columns }: Dense): Float64Array {
  const out = new Float64Array(columns);
  for (let k = 0; k < data.length; k++) out[k % columns]! += data[k]! / rows;
  return out;
}
