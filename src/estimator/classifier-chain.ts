import type { Label } from "../base/label.ts";
import { part, seed, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import { report, type Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import { KFold } from "../fold/k-fold.ts";
import { type Splitter, splitsOf } from "../fold/splitter.ts";
import type { Dense } from "../matrix/dense.ts";
import { randomStateOf } from "../matrix/random.ts";
import { orderOf, orderParameter } from "./chain.ts";
import { LabelChainModel, marks } from "./label-chain-model.ts";
import { fitLabelCopy, labelsOf, type SingleOutputClassifier } from "./label-copy.ts";
import type { LabelData } from "./label-data.ts";
import { LabelEstimator } from "./label-estimator.ts";
import { rowsOf, sheetsOf, widen } from "./sheet.ts";
import { foldsOf } from "./target-inputs.ts";

const table = {
  /** The classifier that every task gets a copy of. */
  estimator: part<SingleOutputClassifier>(["clone", "fit", "predict", "predictProba"]),
  order: orderParameter,
  /** Folds whose held-out rows give the labels that train later tasks; true labels where it is left out. */
  cv: foldsOf(undefined),
  /** Draws the order where it is random. */
  randomState: seed(),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator">;

/**
 * One copy of a classifier a task, in an order: its inputs are the features and the labels of all earlier tasks, in training the true ones
 * (or, with `cv`, those that models predict that have not seen the row), afterwards those that are predicted. A task has a column of 0 and 1 for every class but the first: one, where it has two classes.
 *
 * Where an earlier label is not known (it is missing, has weight 0, or its task has rows of its own), the predicted one stands in for it.
 *
 * @see Read, Pfahringer, Holmes & Frank 2009; scikit-learn, `sklearn.multioutput.ClassifierChain`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ClassifierChain, MultiTaskClassifier } from "polytask";
 * import { ridge } from "polytask/penalty";
 *
 * const X = [[0], [1], [2], [3]];
 * const Y = [["no", 1], ["no", 1], ["yes", 2], ["yes", null]];
 * const chain = new ClassifierChain({ estimator: new MultiTaskClassifier({ penalty: ridge(0.1) }) }).fit(X, Y);
 * assert.deepEqual(chain.predict([[4]]), [["yes", 2]]);
 * ```
 */
export class ClassifierChain extends LabelEstimator<typeof table, LabelChainModel> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("ClassifierChain", table, params);
  }

  /** The tasks by number, in the order of the chain. */
  get order(): readonly number[] {
    return this.learnt("order").parts.order;
  }

  protected override get form(): Form<LabelChainModel> {
    return madeBy(LabelChainModel);
  }

  protected override *solve(data: LabelData, where: string): Work<LabelChainModel> {
    const { p, T, taskNames, classes } = data;
    const { estimator, order: given, cv, randomState } = this.params;
    const drawn = () => Array.from(randomStateOf("ClassifierChain.randomState", randomState).permutation(T));
    const order = given === "random" ? drawn() : orderOf("ClassifierChain.order", given, T);
    const sheets = sheetsOf(data);
    const more = sheets.map((): Float64Array[] => []);
    const copies: SingleOutputClassifier[] = [];
    const asked = `${where} estimator.predict`;
    for (const [k, task] of order.entries()) {
      const home = sheets.findIndex(({ tasks }) => tasks.has(task));
      const { rows, y, weight } = sheets[home]!.tasks.get(task)!;
      const own = classes[task]!;
      const labels = Array.from(y, (code) => own[code]!);
      const X = rowsOf(widen(sheets[home]!.X, more[home]!), rows);
      const name = taskLabel(task, taskNames);
      const copy = fitLabelCopy(where, name, estimator, X, labels, weight);
      copies.push(copy);
      const trains =
        cv === undefined || k === T - 1 ? labels : heldOut(where, name, estimator, X, labels, weight, cv);
      for (const [s, sheet] of sheets.entries()) {
        const known = labelsOf(asked, copy, widen(sheet.X, more[s]!));
        if (s === home) for (const [at, i] of rows.entries()) known[i] = trains[at]!;
        more[s]!.push(...marks(known, own));
      }
      yield* report({ stage: taskLabel(task, taskNames), fraction: (k + 1) / T });
    }
    return new LabelChainModel({ p, T, taskNames, order, copies, classes });
  }
}

/** The label of every row by a copy that has not seen it. */
function heldOut(
  where: string,
  label: string,
  base: SingleOutputClassifier,
  X: Dense,
  labels: readonly Label[],
  weight: Float64Array | undefined,
  cv: number | Splitter,
): readonly Label[] {
  const out = [...labels];
  const splitter = typeof cv === "number" ? new KFold({ nSplits: cv }) : cv;
  for (const [k, { train, test }] of splitsOf(`${where} cv`, splitter, labels.length).entries()) {
    const some = weight && Float64Array.from(train, (i) => weight[i]!);
    const own = Array.from(train, (i) => labels[i]!);
    if (new Set(own).size < 2)
      reject("value", `${where} cv fold ${k} ${label}`, "two or more classes to train on", said("one"));
    const copy = fitLabelCopy(where, label, base, rowsOf(X, train), own, some);
    const found = labelsOf(`${where} estimator.predict`, copy, rowsOf(X, test));
    for (const [at, i] of test.entries()) out[i] = found[at]!;
  }
  return out;
}
