import { taskIndex } from "../base/task-names.ts";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { linesPicture } from "./lines.ts";
import { namesOf, titleOf, withUnit } from "./names.ts";
import type { Picture } from "./picture.ts";

interface Options {
  readonly title?: string;
  /** Whose coefficients; without it the length of every feature's row over all tasks, ‖w_j‖. */
  readonly task?: string | number;
  readonly featureNames?: readonly string[];
  /** That of a coefficient. */
  readonly unit?: string;
}

/** Models along a family of penalties, such as `regularizationPath` gives. */
export interface PathOfModels {
  readonly alphas: readonly number[];
  readonly models: readonly {
    readonly coef: MatrixLike;
    readonly taskNames?: readonly string[] | undefined;
  }[];
}

/**
 * How coefficients come in as the penalty gets weaker: a line a feature over the strength, strong on the left, on a logarithmic axis; a
 * strength of 0 has no place there and is left out. The features that are largest at the end have colours, others are grey.
 *
 * @throws PolytaskError where strengths and models are not as many, there is no such task, or names do not fit
 * @see Friedman, Hastie & Tibshirani 2010
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { regularizationPath } from "polytask";
 * import { l21 } from "polytask/penalty";
 * import { plotPath } from "polytask/plot";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const path = regularizationPath(l21, X, [[0, 1], [2, 2], [4, 3], [6, 4]], { alphas: 20 });
 * const { spec } = plotPath(path, { featureNames: ["size", "age"], task: 1 });
 * assert.equal(spec.description, "Regularisation path of task 1");
 * ```
 */
export function plotPath(path: PathOfModels, options: Options = {}): Picture {
  const where = "plotPath";
  checkOptions(where, options, ["title", "task", "featureNames", "unit"]);
  const { alphas, models } = path ?? {};
  if (!Array.isArray(alphas) || !Array.isArray(models) || models.length === 0)
    reject("param", where, "alphas and models, as of regularizationPath", path);
  if (alphas.length !== models.length)
    reject("shape", `${where} alphas`, `${models.length}, one a model`, said(`${alphas.length}`));
  const fits = path.models.map(({ coef }, k) => readMatrix(`${where} model ${k} coef`, coef));
  const { rows: p, columns: T } = fits[0]!;
  const { taskNames } = path.models[0]!;
  const asked = options.task;
  const task = asked === undefined ? undefined : taskIndex(`${where} task`, asked, { T, taskNames });
  const sizeOf = (k: number, j: number): number => {
    const row = fits[k]!.data.subarray(j * T, (j + 1) * T);
    return task === undefined ? Math.sqrt(row.reduce((sum, w) => sum + w * w, 0)) : row[task]!;
  };
  const lines = namesOf(where, "feature", options.featureNames, p).map((name, j) => ({
    name,
    points: path.alphas.flatMap((alpha, k) => (alpha > 0 ? [[alpha, sizeOf(k, j)] as const] : [])),
  }));
  const last = (j: number): number => Math.abs(sizeOf(fits.length - 1, j));
  const order = lines.map((_, j) => j).sort((a, b) => last(b) - last(a) || a - b);
  const what = task === undefined ? "‖coefficients‖ of all tasks" : "coefficient";
  const of = task === undefined ? "" : ` of ${taskNames?.[task] ?? `task ${task}`}`;
  return linesPicture(
    {
      title: titleOf(where, options.title, `Regularisation path${of}`),
      subtitle: "Features come in from left to right, as the penalty gets weaker",
    },
    "feature",
    order.map((j) => lines[j]!),
    { title: "strength of the penalty (logarithmic)", log: true, reverse: true },
    { title: withUnit(where, what, options.unit), log: false, zero: true },
  );
}
