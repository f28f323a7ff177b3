import type { Label } from "../base/label.ts";
import { taskIndex } from "../base/task-names.ts";
import { signatureOf } from "../catalogue/signature.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Feature } from "./request.ts";
import { readFeatures } from "./scoring/cells.ts";
import { type Output, outputOf, outputs } from "./scoring/outputs.ts";
import { predicted } from "./scoring/predicted.ts";
import type { Source } from "./source.ts";

interface Options {
  /** As `statisticsFrom` gave them, or names of columns, in the order of the model's; default the names that it was fitted with. */
  readonly features?: readonly (Feature | string)[];
  /** The task whose predictions are wanted, by name or number. */
  readonly task?: string | number;
  /** Or the column that tells whose row it is; a row of a task that is not known has NULL. */
  readonly taskColumn?: string;
  /** As `predict` says it (default), as `predictProba` does, or x · w + b: before the link, or what classes are compared by. */
  readonly output?: Output;
  /** The class whose probability or score is wanted; of two default the second, whose score is the only one. */
  readonly label?: Label;
}

const owner = "toSQL";

/**
 * The predictions of a linear model as an SQL expression: the engine scores its rows itself.
 *
 * Takes every estimator of the catalogue whose predictions are linear in its columns up to a link or the choice of a class, regressors and classifiers,
 * pipelines and searches of them: scalers, imputers, one-hot columns and products of columns become SQL too. Numbers are written with all
 * of their digits, so that predictions are those of memory to rounding. Chains of classifiers, kernels other than the linear one, processes and
 * networks are refused. A sum over many columns, or of many tasks by `taskColumn`, is long: a client of ClickHouse may have to raise
 * `max_query_size` for it.
 *
 * A row has NULL where a column is NULL that the task needs: one of weight 0 is not needed, nor one that an imputer fills. So has a category that
 * `fit` has not seen where `handleUnknown` is "error". Other than `predict`, engines refuse no NaN and no infinite number; what becomes of them
 * is the engine's own. Where a pipeline has an imputer or one-hot columns, NaN is NULL.
 *
 * @param model - a fitted estimator, pipeline or search, or what it has learnt, its `model`
 * @param source - the rows that are to be scored, for the words of its engine
 * @throws PolytaskError where the model is not linear or not fitted; where features are not as many, not called or not ordered as the model's; where not
 * exactly one of `task` and `taskColumn` is given; where a task has no such class
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { openDuckdb, statisticsFrom, toSQL } from "polytask/engine";
 *
 * const database = await openDuckdb();
 * const rows = database.query("SELECT i AS x, 1 + 2 * i AS y FROM range(10) AS t(i)");
 * const { statistics, features } = await statisticsFrom(rows, { features: ["x"], targets: ["y"] });
 * const ridge = new MultiOutputRidge({ alpha: 0 }).fitStatistics(statistics);
 * const score = toSQL(ridge, rows, { features, task: "y" });
 * const [last] = await rows.query(`SELECT max(${score}) AS most FROM ${rows.from}`);
 * assert.ok(Math.abs(Number(last!["most"]) - 19) < 1e-12);
 * database.close();
 * ```
 */
export function toSQL(model: object, { dialect }: Source, options: Options): string {
  checkOptions(owner, options, ["features", "task", "taskColumn", "output", "label"]);
  const { features, task, taskColumn, output = "prediction", label } = options;
  if (!outputs.includes(output)) reject("param", `${owner}.output`, `one of ${outputs.map((one) => JSON.stringify(one)).join(", ")}`, output); // biome-ignore format: one line
  if ((task === undefined) === (taskColumn === undefined)) {
    reject("param", owner, "either a task or a taskColumn", said(task === undefined ? "neither" : "both"));
  }
  const { kinds, features: known, tasks } = signatureOf(owner, model);
  const columns = readFeatures(`${owner}.features`, dialect, features, kinds.length, known);
  const answers = predicted(owner, model, dialect, columns);
  const taskNames = tasks?.length === answers.length ? tasks : undefined;
  if (task !== undefined) {
    const t = taskIndex(`${owner}.task`, task, { T: answers.length, taskNames });
    return outputOf(owner, dialect, answers[t]!, output, label).sql;
  }
  if (!taskNames) reject("pair", `${owner}.taskColumn`, "a model whose tasks have names", said("none"));
  if (typeof taskColumn !== "string" || taskColumn === "") reject("param", `${owner}.taskColumn`, "the name of a column", taskColumn); // biome-ignore format: one line
  const whose = dialect.text(dialect.name(taskColumn));
  const own = answers.map((answer) => outputOf(owner, dialect, answer, output, label));
  const odd = own.find(({ kind }) => kind !== own[0]!.kind);
  if (odd) reject("pair", `${owner}.taskColumn`, `tasks that all predict ${own[0]!.kind}s`, said(`${odd.kind}s among them`)); // biome-ignore format: one line
  return `CASE ${own.map(({ sql }, t) => `WHEN ${whose} = ${dialect.value(taskNames[t]!)} THEN ${sql}`).join(" ")} END`;
}
