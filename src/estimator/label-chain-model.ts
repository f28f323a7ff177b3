import { ComposedModel, checkParts, readComposed, scoresOfParts } from "../base/composed-model.ts";
import type { Label } from "../base/label.ts";
import { recordOf } from "../check/form.ts";
import type { Dense } from "../matrix/dense.ts";
import { orderForm } from "./chain-model.ts";
import type { LabelModel } from "./label-answers.ts";
import { labelParts } from "./label-copies-model.ts";
import { labelsOf, type SingleOutputClassifier, sharesOf } from "./label-copy.ts";
import { widen } from "./sheet.ts";

interface Parts {
  /** Tasks by number. */
  readonly order: readonly number[];
  /** In this order. */
  readonly copies: readonly SingleOutputClassifier[];
  /** One list a task. */
  readonly classes: readonly (readonly Label[])[];
}

const owner = "ClassifierChain estimator";

/** Fitted classifiers of tasks one after the other, each with the earlier tasks' labels among its inputs. */
export class LabelChainModel extends ComposedModel<Parts> implements LabelModel {
  classes(t: number): readonly Label[] {
    return this.parts.classes[t]!;
  }

  labels(t: number, X: Dense): Label[] {
    return labelsOf(`${owner}.predict`, this.#copyOf(t), this.#inputs(t, X));
  }

  probabilities(t: number, X: Dense): Dense {
    return sharesOf(`${owner}.predictProba`, this.#copyOf(t), this.#inputs(t, X), this.classes(t).length);
  }

  #copyOf(t: number): SingleOutputClassifier {
    return this.parts.copies[this.parts.order.indexOf(t)]!;
  }

  /** The inputs of a task's link: features and predicted labels of earlier tasks. */
  #inputs(t: number, X: Dense): Dense {
    const { order, copies, classes } = this.parts;
    const columns: Float64Array[] = [];
    for (const [k, task] of order.slice(0, order.indexOf(t)).entries())
      columns.push(...marks(labelsOf(`${owner}.predict`, copies[k]!, widen(X, columns)), classes[task]!));
    return widen(X, columns);
  }

  /** Of every task on the rows of its fit, with the inputs that it had there. */
  get fitScores(): readonly number[] | undefined {
    return scoresOfParts(this.parts.order.map((_, t) => this.parts.copies[this.parts.order.indexOf(t)]));
  }

  get scoreName(): string {
    return "training accuracy";
  }

  static from(given: unknown): LabelChainModel {
    const parts = readComposed("LabelChainModel.from", given, ({ T }) =>
      recordOf({ order: orderForm(T), ...labelParts(T) }),
    );
    const { p, order, copies, classes } = parts;
    const width = (k: number): number =>
      order.slice(0, k).reduce((sum, task) => sum + classes[task]!.length - 1, p);
    checkParts("LabelChainModel.from copies", copies, width);
    return new LabelChainModel(parts);
  }
}

/** A column of 0 and 1 for every class but the first. */
export const marks = (labels: readonly Label[], classes: readonly Label[]): Float64Array[] =>
  classes.slice(1).map((one) => Float64Array.from(labels, (label) => Number(label === one)));
