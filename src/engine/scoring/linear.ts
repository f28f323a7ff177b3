import type { KernelModel } from "../../base/kernel-model.ts";
import type { LinearHeads } from "../../base/linear-heads.ts";
import type { LinearModel } from "../../base/linear-model.ts";
import { reject, said } from "../../check/reject.ts";
import type { IncompleteModel } from "../../estimator/incomplete-model.ts";
import { transpose } from "../../matrix/dense.ts";
import { multiply } from "../../matrix/product.ts";
import { type Affine, alone, combined, written } from "./affine.ts";
import type { Answer, Emit } from "./answers.ts";
import { type Cells, missing } from "./cells.ts";

/** x · w + b, column of W by column. */
const scoresOf = (
  { coef, intercept }: Pick<LinearModel, "coef" | "intercept">,
  columns: readonly Cells[],
): Affine[] =>
  Array.from(intercept, (constant, t) =>
    combined(
      constant,
      columns.map(({ number }, j) => [coef.data[j * coef.columns + t]!, number] as const),
    ),
  );

export const linear: Emit<LinearModel> = (model, _, columns) =>
  scoresOf(model, columns).map((score): Answer => ({ kind: "number", score, link: model.link }));

export const linearHeads: Emit<LinearHeads> = ({ linear: model, heads }, _, columns) => {
  const scores = scoresOf(model, columns);
  return heads.map((head): Answer => {
    if (head.kind === "number") return { kind: "number", score: scores.shift()!, link: head.link };
    return { kind: "classes", classes: head.classes, scores: scores.splice(0, head.columns) };
  });
};

/** An expansion Σ_i d_it x · x_i over rows is a sum over columns with the weights Σ_i d_it x_i; of other kernels it is none. */
export const kernel: Emit<KernelModel> = (model, _, columns) => {
  const { name } = model.covariance.describe();
  if (name !== "linear") reject("value", "toSQL kernel", "a linear one", said(name));
  const answers: Answer[] = [];
  for (const { X, dual, tasks } of model.groups) {
    const coef = multiply(transpose(X), dual, { build: "plain" });
    const intercept = Float64Array.from(tasks, (t) => model.intercept[t]!);
    for (const [k, score] of scoresOf({ coef, intercept }, columns).entries())
      answers[tasks[k]!] = { kind: "number", score, link: undefined };
  }
  return answers;
};

/** The model of the sources that a row has; NULL where they never came together. */
export const incomplete: Emit<IncompleteModel> = ({ parts }, dialect, columns) => {
  const scores = scoresOf(parts.linear, columns);
  const arms = parts.patterns.map((pattern, k) => {
    const there = new Set(pattern.split(", ").map(Number));
    const tests = columns.map(({ number }, j) => {
      const test = missing(dialect, written(dialect, number), true);
      return there.has(parts.owner[j]!) ? `NOT ${test}` : test;
    });
    return `WHEN ${tests.join(" AND ")} THEN ${written(dialect, scores[k]!)}`;
  });
  return [{ kind: "number", score: alone({ sql: `CASE ${arms.join(" ")} END` }), link: undefined }];
};
