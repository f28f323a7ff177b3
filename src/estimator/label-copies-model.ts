import { ComposedModel, fittedWith, readComposed } from "../base/composed-model.ts";
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

  static from(given: unknown): LabelCopiesModel {
    return new LabelCopiesModel(
      readComposed("LabelCopiesModel.from", given, ({ T }) => recordOf(labelParts(T))),
    );
  }
}

/** The forms of fitted classifiers and their classes, one a task. */
export const labelParts = (T: number) => ({
  copies: listOf(fittedWith<SingleOutputClassifier>("clone", "fit", "predict", "predictProba"), T),
  classes: listOf(labelList, T),
});
