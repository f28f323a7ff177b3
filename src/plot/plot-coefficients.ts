import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { diverging, finite, namesAxis, specOf, stepOf } from "./look.ts";
import { namesOf, titleOf, withUnit } from "./names.ts";
import { Picture } from "./picture.ts";

/** A fitted linear model. */
export interface HasCoefficients {
  /** W, p x T. */
  readonly coef: MatrixLike;
  readonly taskNames?: readonly string[] | undefined;
  readonly model?: { readonly taskNames?: readonly string[] | undefined };
}

interface Options {
  readonly title?: string;
  /** One a row of `coef`. */
  readonly featureNames?: readonly string[];
  /** One a column of `coef`, in place of those that the model knows. */
  readonly taskNames?: readonly string[];
  /** That of a coefficient. */
  readonly unit?: string;
}

/**
 * What every task makes of every feature: a map of the coefficients, a row a feature and a column a task. 0 is pale, orange above and blue
 * below it, as far as the largest of them; on standardised features they can be compared.
 *
 * @throws PolytaskError where the model is not fitted, names do not fit, or there are more than 500 tasks or features
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { plotCoefficients } from "polytask/plot";
 *
 * const model = new MultiOutputRidge().fit([[0, 1], [1, -1], [2, -1], [3, 1]], [[0, 1], [2, 2], [4, 3], [6, 4]]);
 * const { spec } = plotCoefficients(model, { featureNames: ["size", "age"] });
 * const { values } = spec["data"] as { values: { feature: string; task: string; value: number }[] };
 * assert.deepEqual(values[0], { feature: "size", task: "task 0", value: model.coef.get(0, 0) });
 * ```
 */
export function plotCoefficients(model: HasCoefficients, options: Options = {}): Picture {
  const where = "plotCoefficients";
  checkOptions(where, options, ["title", "featureNames", "taskNames", "unit"]);
  if (typeof model !== "object" || model === null || !("coef" in model))
    reject("param", where, "a fitted linear model, with coef", model);
  const { data, rows: p, columns: T } = readMatrix(`${where} coef`, model.coef);
  const known = model.taskNames ?? model.model?.taskNames;
  const tasks = namesOf(where, "task", options.taskNames ?? (known?.length === T ? known : undefined), T);
  const features = namesOf(where, "feature", options.featureNames, p);
  const values = features.flatMap((feature, j) =>
    tasks.map((task, t) => ({ feature, task, value: finite(data[j * T + t]) })),
  );
  const [across, down] = [stepOf(T, 60), stepOf(p, 26)];
  const heading = {
    title: titleOf(where, options.title, "Coefficients"),
    subtitle: withUnit(where, "What each task makes of each feature", options.unit),
  };
  const most = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return new Picture(
    specOf(heading, {
      data: { values },
      width: { step: across },
      height: { step: down },
      mark: { type: "rect", aria: false },
      encoding: {
        x: {
          ...{ field: "task", type: "nominal", scale: { domain: tasks } },
          axis: { ...namesAxis(across), labelAngle: -90 },
        },
        y: {
          ...{ field: "feature", type: "nominal", scale: { domain: features } },
          axis: namesAxis(down),
        },
        color: { field: "value", type: "quantitative", title: "coefficient", scale: diverging(most) },
        tooltip: ["feature", "task", "value"].map((field) => ({ field })),
      },
    }),
  );
}
