import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import {
  type RelatedModel,
  type TaskRelations,
  type TaskRelationsOptions,
  taskRelations,
} from "../estimator/task-relations.ts";
import { clusterOrder } from "./cluster-order.ts";
import { namesOf, titleOf } from "./names.ts";
import type { Picture } from "./picture.ts";
import { squareMap } from "./square-map.ts";

interface Options extends Pick<TaskRelationsOptions, "taskNames"> {
  readonly title?: string;
}

/**
 * How tasks are related: a map of their correlations, T x T, with tasks that are alike beside each other, in the order of average linkage.
 * Up to 16 tasks have their numbers in the cells; where there is no room for all names, some are left out.
 *
 * @param given - what `taskRelations` gave, or what it takes: a fitted model, or coefficients, p x T
 * @throws PolytaskError where the model is not fitted, there are more than 500 tasks, or an option is none
 * @see Sokal & Michener 1958 (average linkage)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotRelations } from "polytask/plot";
 *
 * const { spec } = plotRelations([[1, -2, 1], [1, -2, 0]], { taskNames: ["up", "down", "aside"] });
 * assert.equal(spec.description, "How tasks are related");
 * assert.deepEqual(JSON.parse(JSON.stringify(spec)), spec); // plain data
 * ```
 */
export function plotRelations(
  given: TaskRelations | RelatedModel | MatrixLike,
  options: Options = {},
): Picture {
  const where = "plotRelations";
  checkOptions(where, options, ["title", "taskNames"]);
  const { taskNames } = options;
  if (typeof given !== "object" || given === null)
    reject("param", where, "task relations, a fitted model or coefficients", given);
  const relations =
    "correlation" in given ? given : taskRelations(given, { neighbours: 1, ...(taskNames && { taskNames }) });
  const values = readMatrix(`${where} correlation`, relations.correlation);
  const names = namesOf(where, "task", taskNames ?? relations.tasks, values.rows);
  return squareMap({
    title: titleOf(where, options.title, "How tasks are related"),
    subtitle: "Tasks that are alike stand beside each other (average linkage)",
    measure: "correlation",
    ...{ names, values, order: clusterOrder(values) },
  });
}
