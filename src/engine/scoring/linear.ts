import type { LinearHeads } from "../../base/linear-heads.ts";
import type { LinearModel } from "../../base/linear-model.ts";
import type { IncompleteModel } from "../../estimator/incomplete-model.ts";
import { type Affine, alone, combined, written } from "./affine.ts";
import type { Answer, Emit } from "./answers.ts";
import { type Cells, missing } from "./cells.ts";

/** x · w + b, column of W by column. */
const scoresOf = ({ coef, intercept }: LinearModel, columns: readonly Cells[]): Affine[] =>
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
