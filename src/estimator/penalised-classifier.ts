import type { LinearHeads } from "../base/linear-heads.ts";
import type { Parameter, ParameterTable, Values } from "../base/parameter.ts";
import type { Work } from "../base/work.ts";
import { logistic } from "../datafit/logistic.ts";
import { multinomial } from "../datafit/multinomial.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { scaled } from "../penalty/scaled.ts";
import { fitLoss } from "../solver/loss/fit-loss.ts";
import { groupsOf, meanWeightOf } from "../statistics/group.ts";
import type { LibraryScale } from "./compat.ts";
import { fittedHeads } from "./fitted-heads.ts";
import { answerOf, headOf } from "./heads.ts";
import type { LabelData } from "./label-data.ts";
import { LinearClassifier } from "./linear-classifier.ts";
import { type LossProblem, problemOf } from "./loss-problem.ts";
import { onRows, penalised } from "./penalised-regressor.ts";

/** The parameters that every classifier with a penalty has. */
export const classified = { ...penalised, ...onRows };

type Classified = ParameterTable & {
  [K in keyof typeof classified]: Parameter<Values<typeof classified>[K]>;
};

/** Logistic and softmax losses with a penalty: a subclass says which. */
export abstract class PenalisedClassifier<Table extends Classified> extends LinearClassifier<Table> {
  /** The penalty that the parameters ask for. */
  protected abstract penalty(): Penalty;

  /** How its strengths become ours; undefined where they are. */
  protected scale(_meanRows: number): LibraryScale | undefined {
    return undefined;
  }

  /** Of tasks of two classes. */
  [problemOf](meanRows: number): LossProblem {
    const params = this.params as Values<Classified> as Values<typeof classified>;
    const scale = this.scale(meanRows);
    const penalty = scale ? scaled(this.penalty(), scale) : this.penalty();
    const taskWeight = scale?.taskWeight ?? params.taskWeight;
    return { ...params, datafit: logistic(), penalty, taskWeight };
  }

  protected override *solve(data: LabelData, where: string): Work<LinearHeads> {
    const { penalty, ...problem } = this[problemOf](meanWeightOf(groupsOf(data), data.T));
    const heads = data.classes.map((classes) =>
      headOf(where, classes.length > 2 ? multinomial() : problem.datafit, classes),
    );
    const linear = yield* fitLoss(data, heads, penalty, { ...problem, where });
    const answers = heads.map((head, t) => answerOf(head, data.classes[t]!));
    return fittedHeads(linear, answers, data);
  }
}
