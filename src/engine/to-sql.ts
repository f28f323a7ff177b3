import type { LinearModel } from "../base/linear-model.ts";
import { taskIndex } from "../base/task-names.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Feature } from "./request.ts";
import type { Source } from "./source.ts";

interface Options {
  /** As `statisticsFrom` gave them. */
  readonly features: readonly Feature[];
  /** The task whose predictions are wanted, by name or number. */
  readonly task?: string | number;
  /** Or the column that tells whose row it is; a row of a task that is not known has NULL. */
  readonly taskColumn?: string;
}

const owner = "toSQL";

/**
 * The predictions of a linear model as an SQL expression: the engine scores its rows itself.
 *
 * Numbers are written with all of their digits, so that predictions are those of memory to rounding.
 *
 * @param model - what an estimator of a linear model has learnt, its `model`
 * @param source - the rows that are to be scored, for the words of its engine
 * @throws PolytaskError where there are not as many features as the model has, or not exactly one of `task` and `taskColumn`
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
 * const { model } = new MultiOutputRidge({ alpha: 0 }).fitStatistics(statistics);
 * const score = toSQL(model, rows, { features, task: "y" });
 * const [last] = await rows.query(`SELECT max(${score}) AS most FROM ${rows.from}`);
 * assert.ok(Math.abs(Number(last!["most"]) - 19) < 1e-12);
 * database.close();
 * ```
 */
export function toSQL(model: LinearModel, { dialect }: Source, options: Options): string {
  checkOptions(owner, options, ["features", "task", "taskColumn"]);
  const { features, task, taskColumn } = options;
  if (features?.length !== model.p) {
    reject("shape", `${owner}.features`, `${model.p} features, as the model has`, said(`${features?.length ?? "none"}`)); // biome-ignore format: one line
  }
  if ((task === undefined) === (taskColumn === undefined)) {
    reject("param", owner, "either a task or a taskColumn", said(task === undefined ? "neither" : "both"));
  }
  const { coef, intercept, T, taskNames } = model;
  /** Intercept and coefficients, told by `say`; features of no weight are left out. */
  const sum = (say: (ofTasks: ArrayLike<number>) => string, weighs: (row: ArrayLike<number>) => boolean) => {
    const rows = features.map((_, j) => coef.data.subarray(j * T, (j + 1) * T));
    const terms = features.flatMap(({ sql }, j) => (weighs(rows[j]!) ? [`${say(rows[j]!)} * ${sql}`] : []));
    const all = [say(intercept), ...terms].join(" + ");
    return model.link === "log" ? `exp(${all})` : `(${all})`;
  };
  if (task !== undefined) {
    const t = taskIndex(`${owner}.task`, task, model);
    return sum(
      (values) => dialect.value(values[t]!),
      (row) => row[t] !== 0,
    );
  }
  if (!taskNames) reject("pair", `${owner}.taskColumn`, "a model whose tasks have names", said("none"));
  const whose = dialect.text(dialect.name(taskColumn!));
  return sum(
    (values) =>
      `CASE ${taskNames.map((name, t) => `WHEN ${whose} = ${dialect.value(name)} THEN ${dialect.value(values[t]!)}`).join(" ")} END`,
    (row) => Array.from(row).some((weight) => weight !== 0),
  );
}
