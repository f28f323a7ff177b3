import type { Matrix } from "ml-matrix";
import type { Label } from "../base/label.ts";
import type { LinearHeads } from "../base/linear-heads.ts";
import { toMatrix } from "../base/linear-model.ts";
import { type Parameter, part, type Values } from "../base/parameter.ts";
import type { AsyncOptions, OnProgress, Work } from "../base/work.ts";
import type { Form } from "../check/form.ts";
import type { MatrixLike } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import type { Dense } from "../matrix/dense.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { fitLoss } from "../solver/loss/fit-loss.ts";
import { fittedHeads } from "./fitted-heads.ts";
import { answerOf, headOf } from "./heads.ts";
import { HeadsLearner } from "./heads-learner.ts";
import type { LabelData } from "./label-data.ts";
import { type NamedOptions, type NamedTargets, type NamedTask, readNamedArguments } from "./named-data.ts";
import { onRows, penalised } from "./penalised-regressor.ts";
import { scoreNamed } from "./score-named.ts";
import { readInputs } from "./task-model.ts";

type Datafits = Readonly<Record<string, Datafit>>;

const isDatafit = (value: unknown): boolean =>
  typeof value === "object" && value !== null && typeof (value as Partial<Datafit>).evaluate === "function";

/** The loss of every task, by its name. */
const datafits: Parameter<Datafits> = {
  default: undefined as unknown as Datafits,
  own: (value) => Object.freeze({ ...(value as Datafits) }),
  rule: "a record of losses by task name, from polytask/datafit",
  accepts: (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    Object.values(value).every(isDatafit),
  wrong: [undefined, null, 0, {}, [], { price: 1 }, "logistic"],
};

const table = {
  datafit: datafits,
  /** What makes the tasks share, from polytask/penalty. */
  penalty: part<Penalty>(["value"]),
  ...penalised,
  ...onRows,
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "datafit" | "penalty">;

/** Predictions by task name: numbers where the loss is one of numbers, else labels. */
export type NamedPredictions = Record<string, Float64Array | Label[]>;

/**
 * Tasks of different kinds under one penalty, such as a price and a label: minimise Σ_t φ_t(X_t w_t + b_t) + g(W), where
 * φ_t = 1/n̄ Σ_i s_ti ℓ_t(y_ti, ·) is the loss of task t and n̄ the mean number of rows a task.
 *
 * Data go in and predictions come out as records by task name. A softmax task of K classes owns K adjacent columns of W, every
 * other task one, in the order of `datafit`. The answer is certified as that of `MultiTaskRegressor`; where a loss has no conjugate
 * (`expression`), by its stationarity.
 *
 * @see Yang, Kim & Xing 2009, Heterogeneous multitask learning with joint sparsity constraints
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskModel } from "polytask";
 * import { logistic, quadratic } from "polytask/datafit";
 * import { l21 } from "polytask/penalty";
 *
 * const X = [[0, 1], [1, -1], [2, 1], [3, -1], [4, 1], [5, -1]];
 * const price = [1, 3, 5, 7, NaN, 11];
 * const label = ["cheap", "cheap", "cheap", "dear", "dear", null];
 * const model = new MultiTaskModel({ datafit: { price: quadratic(), label: logistic() }, penalty: l21(0.05) });
 * const answer = model.fit(X, { price, label }).predict([[6, 0]]);
 * assert.ok(Math.abs(Number(answer["price"]![0]) - 13) < 0.5);
 * assert.deepEqual(answer["label"], ["dear"]);
 * assert.ok(model.converged && model.coef.columns === 2);
 * ```
 */
export class MultiTaskModel extends HeadsLearner<typeof table, LabelData> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("MultiTaskModel", table, params);
  }

  protected override get formula(): string {
    return "Σ_t φ_t(X_t w_t + b_t) + g(W), φ_t the loss of task t, g the penalty";
  }

  protected override read(
    where: string,
    given: readonly unknown[],
    extra: readonly (keyof AsyncOptions)[],
    copy: boolean,
  ): { data: LabelData; options: AsyncOptions } {
    return readNamedArguments(where, given, this.params.datafit, extra, copy);
  }

  /** Tasks are asked for by name, and are those of the losses. */
  protected override get form(): Form<LinearHeads> {
    const names = Object.keys(this.params.datafit);
    return (where, given) => {
      const model = super.form(where, given);
      const isMine = model.taskNames?.join("\n") === names.join("\n");
      return isMine ? model : reject("value", where, `the tasks ${names.join(", ")}`, model.taskNames);
    };
  }

  protected override *solve(data: LabelData, where: string): Work<LinearHeads> {
    const heads = Object.entries(this.params.datafit).map(([name, datafit], t) =>
      headOf(`${where} task ${JSON.stringify(name)}`, datafit, data.classes[t]!),
    );
    const linear = yield* fitLoss(data, heads, this.params.penalty, { ...this.params, where });
    const answers = heads.map((head, t) => answerOf(head, data.classes[t]!));
    return fittedHeads(linear, answers, data);
  }

  /** Fits all tasks on the same rows: X is n x p, the record has n targets a task. Returns this. */
  fit(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions & { onProgress?: OnProgress },
  ): this;
  /** Fits tasks that have rows of their own. Returns this. */
  fit(tasks: Readonly<Record<string, NamedTask>>, options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    return this.fitNow(given);
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions & AsyncOptions,
  ): Promise<this>;
  fitAsync(tasks: Readonly<Record<string, NamedTask>>, options?: AsyncOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    return this.fitSoon(given);
  }

  /** The classes of every task that has some, by name. */
  get classes(): Readonly<Record<string, readonly Label[]>> {
    const { heads, taskNames } = this.learnt("classes");
    const own = heads.flatMap((head, t) =>
      head.kind === "classes" ? [[taskNames![t]!, head.classes] as const] : [],
    );
    return Object.fromEntries(own);
  }

  /** Predictions of all tasks on the same rows, n a task: the mean of a number, the likeliest label. */
  predict(X: MatrixLike): NamedPredictions {
    const model = this.learnt("predict");
    const one = (t: number, inputs: Dense): Float64Array | Label[] =>
      model.heads[t]!.kind === "number" ? model.numbers(t, inputs) : model.labels(t, inputs);
    return this.#each("predict", X, one, [...model.heads.keys()]);
  }

  /** P(class | x) of every task that has classes, n x K_t, columns as in `classes`. */
  predictProba(X: MatrixLike): Record<string, Matrix> {
    const model = this.learnt("predictProba");
    const among = [...model.heads.keys()].filter((t) => model.heads[t]!.kind === "classes");
    return this.#each("predictProba", X, (t, inputs) => toMatrix(model.probabilities(t, inputs)), among);
  }

  /** How good predictions are, by task name: R² of numbers, the share of labels that are right. */
  score(
    X: MatrixLike,
    targets: Readonly<Record<string, NamedTargets>>,
    options?: NamedOptions,
  ): Record<string, number>;
  score(tasks: Readonly<Record<string, NamedTask>>): Record<string, number>;
  score(...given: unknown[]): Record<string, number> {
    const model = this.learnt("score");
    const shape = { p: model.p, T: model.T, taskNames: model.taskNames! };
    return scoreNamed(`${this.name}.score`, given, shape, (t, X) => {
      const numbers = model.heads[t]!.kind === "number";
      return { numbers, predicted: numbers ? model.numbers(t, X) : model.labels(t, X) };
    });
  }

  /** An answer a task, by name, for some of the tasks. */
  #each<R>(
    asked: string,
    X: MatrixLike,
    one: (t: number, X: Dense) => R,
    among: readonly number[],
  ): Record<string, R> {
    const model = this.learnt(asked);
    const inputs = readInputs(`${this.name}.${asked} X`, X, model);
    return Object.fromEntries(among.map((t) => [model.taskNames![t]!, one(t, inputs)]));
  }
}
