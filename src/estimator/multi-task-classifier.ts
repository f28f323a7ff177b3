import { part, type Values } from "../base/parameter.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { compatParameter, type LibraryScale, scaleOf } from "./compat.ts";
import { classified, PenalisedClassifier } from "./penalised-classifier.ts";

const table = {
  /** What makes the tasks share, from polytask/penalty. */
  penalty: part<Penalty>(["value"]),
  compat: compatParameter,
  ...classified,
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "penalty">;

/**
 * Multitask classification with any penalty: minimise 1/n̄ Σ_t Σ_i s_ti ℓ_t(x_ti, y_ti) + g(W), n̄ the mean number of rows a task.
 *
 * A task of two classes has the logistic loss log(1 + exp(−ỹ (x·w + b))) and one column of W; a task of K > 2 classes has the
 * softmax loss and K columns beside one another. Labels are strings, numbers or booleans, null where one is missing; `classes` are
 * sorted, one list a task. The answer is certified as that of `MultiTaskRegressor`.
 *
 * With `compat` strengths are those of MALSAR's and RMTL's logistic models, Σ_t 1/n_t Σ_i log(1 + exp(−ỹ f)) + r g(W) + s ‖W‖² with
 * `ridge(s)`, or of scikit-learn's, Σ_i log(1 + exp(−ỹ f)) + r g(W) + s/2 ‖W‖², r or s = 1/C.
 *
 * @see Obozinski, Taskar & Jordan 2010 (l21); Argyriou, Evgeniou & Pontil 2008; MALSAR Logistic_*
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskClassifier } from "polytask";
 * import { l21 } from "polytask/penalty";
 *
 * // the first feature tells both labels, the second none
 * const X = [[0, 1], [1, -1], [2, 1], [3, -1], [4, 1], [5, -1]];
 * const Y = [["no", "S"], ["no", "S"], ["no", "M"], ["yes", "M"], ["yes", "L"], ["yes", null]];
 * const model = new MultiTaskClassifier({ penalty: l21(0.1) }).fit(X, Y, { taskNames: ["sold", "size"] });
 * assert.deepEqual(model.classes, [["no", "yes"], ["L", "M", "S"]]);
 * assert.deepEqual(model.predict([[5, 0]], { task: "sold" }), ["yes"]);
 * const [sold, size] = model.predictProba([[5, 0]]);
 * assert.ok(sold!.get(0, 1) > 0.8 && size!.columns === 3 && model.converged);
 * ```
 */
export class MultiTaskClassifier extends PenalisedClassifier<typeof table> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("MultiTaskClassifier", table, params);
  }

  protected override get formula(): string | undefined {
    const ours = "1/n̄ Σ_t Σ_i s_ti ℓ_t(x_ti, y_ti) + g(W), ℓ_t the loss of task t, g the penalty";
    return this.params.compat === "none" ? ours : undefined;
  }

  protected override penalty(): Penalty {
    return this.params.penalty;
  }

  protected override scale(meanRows: number): LibraryScale | undefined {
    const { compat, penalty } = this.params;
    return compat === "none" ? undefined : scaleOf(compat, "logistic", penalty.name, meanRows);
  }
}
