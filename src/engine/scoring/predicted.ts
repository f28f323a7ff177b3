import { KernelModel } from "../../base/kernel-model.ts";
import { LinearHeads } from "../../base/linear-heads.ts";
import { LinearModel } from "../../base/linear-model.ts";
import { modelIn, opened } from "../../catalogue/opened.ts";
import { reject, said } from "../../check/reject.ts";
import { ChainModel } from "../../estimator/chain-model.ts";
import { ChainsModel } from "../../estimator/chains-model.ts";
import { CopiesModel } from "../../estimator/copies-model.ts";
import { IncompleteModel } from "../../estimator/incomplete-model.ts";
import { LabelCopiesModel } from "../../estimator/label-copies-model.ts";
import { StackedModel } from "../../estimator/stacked-model.ts";
import { TransformedModel } from "../../estimator/transformed-model.ts";
import { GroupedModel } from "../../select/grouped-model.ts";
import type { Share } from "../../select/models-by-task.ts";
import type { Dialect } from "../source.ts";
import type { Answer, Emit, Predict } from "./answers.ts";
import type { Cells } from "./cells.ts";
import { back, chain, chains, copies, grouped, labelCopies, stacked } from "./composed.ts";
import { incomplete, kernel, linear, linearHeads } from "./linear.ts";
import { transformed } from "./transformers.ts";

/** How every model that is linear is put into SQL, by its class. */
const emits: ReadonlyMap<unknown, Emit<never>> = new Map<unknown, Emit<never>>([
  [ChainModel, chain],
  [ChainsModel, chains],
  [CopiesModel, copies],
  [GroupedModel, grouped],
  [IncompleteModel, incomplete],
  [KernelModel, kernel],
  [LabelCopiesModel, labelCopies],
  [LinearHeads, linearHeads],
  [LinearModel, linear],
  [StackedModel, stacked],
  [TransformedModel, back],
]);

const rule = "a linear model, or what is made of linear models";

/** Puts a fitted estimator or a model into SQL. */
export const predicted: Predict = (where, given, dialect, columns) => {
  const model = modelIn(where, given);
  if (model) {
    const emit = emits.get(model.constructor) as Emit<object> | undefined;
    if (!emit)
      reject("value", where, rule, said((given as { name?: string }).name ?? model.constructor.name));
    return emit(model, dialect, columns, predicted);
  }
  const { name, state } = opened(where, given);
  if (state["last"])
    return predicted(
      `${where} ${name}`,
      state["last"],
      dialect,
      transformed(`${where} ${name}`, given, dialect, columns),
    );
  if (state["shares"]) return shared(where, state["shares"] as readonly Share[], dialect, columns);
  return reject("value", where, rule, said(name));
};

/** What the best of a search say, each of its tasks. */
function shared(
  where: string,
  shares: readonly Share[],
  dialect: Dialect,
  columns: readonly Cells[],
): readonly Answer[] {
  if (shares.length === 0) reject("state", where, "a search with refit", said("one without"));
  const answers: Answer[] = [];
  for (const { estimator, tasks } of shares)
    for (const [k, answer] of predicted(where, estimator, dialect, columns).entries())
      answers[tasks[k]!] = answer;
  return answers;
}
