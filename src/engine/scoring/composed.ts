import { reject, said } from "../../check/reject.ts";
import type { ChainModel } from "../../estimator/chain-model.ts";
import type { ChainsModel } from "../../estimator/chains-model.ts";
import type { CopiesModel } from "../../estimator/copies-model.ts";
import type { LabelCopiesModel } from "../../estimator/label-copies-model.ts";
import type { StackedModel } from "../../estimator/stacked-model.ts";
import type { TransformedModel } from "../../estimator/transformed-model.ts";
import type { GroupedModel } from "../../select/grouped-model.ts";
import type { Dialect } from "../source.ts";
import { type Affine, alone, combined, written } from "./affine.ts";
import type { Answer, Emit, Predict } from "./answers.ts";
import { type Cells, computed } from "./cells.ts";
import { inverted } from "./transformers.ts";

const number = (score: Affine): Answer => ({ kind: "number", score, link: undefined });

const where = (owner: string): string => `toSQL ${owner} estimator`;

/** What a task's answer is, where it is a number. */
function predictionOf(owner: string, answer: Answer | undefined, dialect: Dialect): Affine {
  if (answer?.kind !== "number") reject("value", where(owner), "one that predicts numbers", said("another"));
  const { score, link } = answer;
  return link === "log" ? alone({ sql: `(${dialect.exp(written(dialect, score))})` }) : score;
}

/** The only task of an estimator. */
const single = (
  owner: string,
  given: unknown,
  dialect: Dialect,
  columns: readonly Cells[],
  predict: Predict,
): Affine => predictionOf(owner, predict(where(owner), given, dialect, columns)[0], dialect);

export const copies: Emit<CopiesModel> = ({ parts }, dialect, columns, predict) =>
  parts.copies.map((copy) => number(single("MultiOutputRegressor", copy, dialect, columns, predict)));

export const labelCopies: Emit<LabelCopiesModel> = ({ parts }, dialect, columns, predict) =>
  parts.copies.map((copy) => predict(where("MultiOutputClassifier"), copy, dialect, columns)[0]!);

/** Links that are linear make a chain that is: every task is one sum over the columns, however long the chain. */
function chained(
  { parts: { order, copies: links } }: ChainModel,
  dialect: Dialect,
  columns: readonly Cells[],
  predict: Predict,
): Affine[] {
  const tasks: Affine[] = [];
  const wide = [...columns];
  for (const [k, copy] of links.entries()) {
    const value = single("RegressorChain", copy, dialect, wide, predict);
    tasks[order[k]!] = value;
    wide.push(computed(dialect, value));
  }
  return tasks;
}

export const chain: Emit<ChainModel> = (model, dialect, columns, predict) =>
  chained(model, dialect, columns, predict).map(number);

export const chains: Emit<ChainsModel> = ({ parts, T }, dialect, columns, predict) => {
  const all = parts.chains.map((one) => chained(one, dialect, columns, predict));
  const share = 1 / all.length;
  return Array.from({ length: T }, (_, t) =>
    number(
      combined(
        0,
        all.map((tasks) => [share, tasks[t]!] as const),
      ),
    ),
  );
};

export const stacked: Emit<StackedModel> = ({ parts }, dialect, columns, predict) => {
  const ask = (copy: unknown, of: readonly Cells[]) =>
    single("StackedSingleTarget", copy, dialect, of, predict);
  const wide = [...columns, ...parts.first.map((copy) => computed(dialect, ask(copy, columns)))];
  return parts.second.map((copy) => number(ask(copy, wide)));
};

export const back: Emit<TransformedModel> = ({ parts }, dialect, columns, predict) =>
  predict("toSQL TransformedTarget regressor", parts.regressor, dialect, columns).map((answer, t) =>
    number(
      inverted(
        "toSQL TransformedTarget transformer",
        parts.ways[t],
        predictionOf("TransformedTarget", answer, dialect),
      ),
    ),
  );

export const grouped: Emit<GroupedModel> = ({ parts: { found, estimators } }, dialect, columns, predict) => {
  const all = estimators.map((one) => predict(where("TaskGrouping"), one, dialect, columns));
  return found.assignment.map((at, t) => all[at]![found.groups[at]!.indexOf(t)]!);
};
