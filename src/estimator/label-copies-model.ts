import {
  ComposedModel,
  checkParts,
  fittedWith,
  readComposed,
  scoresOfParts,
} from "../base/composed-model.ts";
import { type Label, labelList } from "../base/label.ts";
import { listOf, recordOf } from "../check/form.ts";
import type { Dense } from "../matrix/dense.ts";
import type { LabelModel } from "./label-answers.ts";
import { labelsOf, type SingleOutputClassifier, sharesOf } from "./label-copy.ts";

interface Parts {
  /** One a task. */
  readonly copies: readonly SingleOutputClassifier[];
  readonly classes: readonly (readonly Label[])[];
}

const owner = "MultiOutputClassifier estimator";

/** A fitted classifier a task. */
export class LabelCopiesModel extends ComposedModel<Parts> implements LabelModel {
  classes(t: number): readonly Label[] {
    return this.parts.classes[t]!;
  }

  labels(t: number, X: Dense): Label[] {
    return labelsOf(`${owner}.predict`, this.parts.copies[t]!, X);
  }

  probabilities(t: number, X: Dense): Dense {
    return sharesOf(`${owner}.predictProba`, this.parts.copies[t]!, X, this.classes(t).length);
  }

  /** Of every task on the rows of its fit. */
  get fitScores(): readonly number[] | undefined {
    return scoresOfParts(this.parts.copies);
  }

  get scoreName(): string {
    return "training accuracy";
  }

  static from(given: unknown): LabelCopiesModel {
    const parts = readComposed("LabelCopiesModel.from", given, ({ T }) => recordOf(labelParts(T)));
    checkParts("LabelCopiesModel.from copies", parts.copies, () => parts.p);
    return new LabelCopiesModel(parts);
  }
}

/** The forms of fitted classifiers and their classes, one a task. */
export const labelParts = (T: number) => ({
  copies: listOf(fittedWith<SingleOutputClassifier>("clone", "fit", "predict", "predictProba"), T),
  classes: listOf(labelList, T),
});
