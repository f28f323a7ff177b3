import type { Matrix } from "ml-matrix";
import type { Table as Shown } from "../base/display/card.ts";
import { Estimator, seenTables } from "../base/estimator.ts";
import type { Label } from "../base/label.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { NestedParameters } from "../base/nested.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { Values } from "../base/parameter.ts";
import type { FitOptions } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, report, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { copied, type Given, mapInputs, readGiven } from "./given.ts";
import { type Inputs, isTable, type Outputs, stack } from "./inputs.ts";
import { replaceSteps, type Step, stepsByName } from "./named-steps.ts";
import {
  type Answers,
  type Fitted,
  fittedForm,
  type Parameters,
  type PipelineInputs,
  type PipelineTask,
  type PredictProba,
  rest,
  table,
} from "./pipeline-steps.ts";
import { asTransformer, type TransformerStep } from "./transformer-step.ts";

/**
 * Transformers one after the other, and an estimator of what comes out. The steps that were handed in stay unfitted: `fit` fits copies,
 * which `step(name)` shows. Weights go to the estimator alone, as in scikit-learn.
 *
 * Where tasks have rows of their own, a transformer is fitted on the rows of all of them together; the same X handed in for several
 * tasks counts once. A first step that knows the targets, such as a `Formula`, needs no Y. A parameter of a step is `name__parameter`,
 * a step `name`: `setParams({ scale__withMean: false })`.
 *
 * @throws PolytaskError where a step but the last is no transformer; before `fit`; where the last step cannot do what is asked
 * @see scikit-learn, `sklearn.pipeline.Pipeline`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { Pipeline, SimpleImputer, StandardScaler } from "polytask/preprocess";
 *
 * const X = [[0, 1], [1, NaN], [2, 5], [3, 4]];
 * const Y = [[1, 0], [3, -1], [5, NaN], [7, -3]];
 * const model = new Pipeline({
 *   steps: [["fill", new SimpleImputer()], ["scale", new StandardScaler()], ["ridge", new MultiOutputRidge({ alpha: 0.1 })]],
 * }).fit(X, Y);
 * assert.ok(model.score(X, Y) > 0.99);
 * assert.deepEqual(model.setParams({ ridge__alpha: 3 }).getParams({ deep: true }).ridge__alpha, 3);
 * ```
 */
export class Pipeline<Last extends Step = Step> extends Estimator<typeof table> {
  #fitted: Fitted | undefined;

  static readonly parameters = table;

  constructor(params: Parameters<Last>) {
    super("Pipeline", table, params as Values<typeof table>);
  }

  /** Fits step after step on shared rows (X, Y, options), or on X alone where the last step is a transformer. Returns this. */
  fit(X: Inputs, Y?: unknown, options?: FitOptions & { onProgress?: OnProgress }): this;
  /** Fits tasks that have rows of their own. Returns this. */
  fit(tasks: readonly PipelineTask[], options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    const read = readGiven(`${this.name}.fit`, given, ["onProgress"]);
    const { onProgress } = read.options as AsyncOptions;
    const ready = drain(this.#prepare(read), onProgress);
    if (ready.last) ready.last.fit(...ready.arguments(rest(onProgress, this.params.steps.length)));
    this.#fitted = ready;
    return this;
  }

  /** Like `fit`, giving way to other work between steps and as the last step does; the inputs are copied before the first pause. */
  fitAsync(X: Inputs, Y?: unknown, options?: FitOptions & AsyncOptions): Promise<this>;
  fitAsync(tasks: readonly PipelineTask[], options?: AsyncOptions): Promise<this>;
  async fitAsync(...given: unknown[]): Promise<this> {
    const read = copied(readGiven(`${this.name}.fitAsync`, given, ["signal", "onProgress"]));
    const { signal, onProgress } = read.options as AsyncOptions;
    const ready = await drainAsync(this.#prepare(read), read.options as AsyncOptions);
    const options = rest(onProgress, this.params.steps.length);
    if (ready.last?.fitAsync)
      await ready.last.fitAsync(...ready.arguments({ ...options, ...(signal && { signal }) }));
    else if (ready.last) ready.last.fit(...ready.arguments(options));
    this.#fitted = ready;
    return this;
  }

  protected override seen(): readonly Shown[] | "not fitted" {
    if (this.#fitted === undefined) return "not fitted";
    return (this.#fitted.last as Partial<Estimator<typeof table>> | undefined)?.[seenTables]?.() ?? [];
  }

  /** What the last step predicts of transformed rows, in its three forms. */
  predict(X: Inputs): Answers<Last, Label[][], Matrix>;
  predict(X: Inputs, options: { task: number | string }): Answers<Last, Label[], Float64Array>;
  predict(tasks: readonly PipelineInputs[]): Answers<Last, Label[][], Float64Array[]>;
  predict(...given: unknown[]): unknown {
    return this.#ask("predict", given);
  }

  /** Probabilities, one matrix a task; undefined where the last step has none, which tells a regressor from a classifier. */
  get predictProba(): Answers<Last, PredictProba, undefined> {
    const last = this.params.steps.at(-1)?.[1] as { predictProba?: unknown } | undefined;
    const ask = (...given: unknown[]) => this.#ask("predictProba", given);
    return (typeof last?.predictProba === "function" ? ask : undefined) as never;
  }

  /** The last step's own score. */
  score(
    X: Inputs,
    Y?: unknown,
    options?: {
      readonly multioutput?: "uniformAverage" | readonly number[];
      readonly sampleWeight?: unknown;
    },
  ): number;
  score(
    X: Inputs,
    Y: unknown,
    options: { readonly multioutput: "rawValues"; readonly sampleWeight?: unknown },
  ): number[];
  score(tasks: readonly PipelineTask[], options?: object): number;
  score(...given: unknown[]): unknown {
    const [X, Y, ...more] = given;
    const targets =
      Y === undefined && isTable(X) ? this.#learnt("score").transformers[0]?.targets?.(X) : undefined;
    return this.#ask("score", targets ? [X, targets.Y, ...more] : given);
  }

  /** The rows after all transformers. */
  transform(X: Inputs): Outputs {
    const { transformers, last } = this.#learnt("transform");
    if (last) reject("pair", `${this.name}.transform`, "a last step that transforms", last);
    return transformers.reduce<unknown>((inputs, step) => step.transform(inputs), X) as Outputs;
  }

  /** Back from transformed rows to the original ones, where every transformer knows the way. */
  inverseTransform(Z: Inputs): Outputs {
    const { transformers, last, names } = this.#learnt("inverseTransform");
    if (last) reject("pair", `${this.name}.inverseTransform`, "a last step that transforms", last);
    return transformers.reduceRight<unknown>((inputs, step, k) => {
      if (step.inverseTransform) return step.inverseTransform(inputs);
      return reject("pair", `${this.name}.inverseTransform`, "steps with inverseTransform", said(names[k]!));
    }, Z) as Outputs;
  }

  /** `fit` and `transform` of the same rows. */
  fitTransform(X: Inputs): Outputs {
    return this.fit(X).transform(X);
  }

  /** What the columns are called that come out of the transformers. */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    const { transformers } = this.#learnt("getFeatureNamesOut");
    const last = transformers.reduce<readonly string[] | undefined>((inputs, step) => {
      const out = step.getFeatureNamesOut?.(inputs);
      return out ?? reject("pair", `${this.name}.getFeatureNamesOut`, "steps with getFeatureNamesOut", step);
    }, names);
    return [...(last ?? reject("pair", `${this.name}.getFeatureNamesOut`, "a transformer or names", names))];
  }

  /** A fitted step by its name. */
  step(name: string): Step {
    const { transformers, last, names } = this.#learnt("step");
    const found = [...transformers, ...(last ? [last] : [])][names.indexOf(name)];
    return (
      (found as Step | undefined) ?? reject("value", `${this.name}.step`, `one of ${names.join(", ")}`, name)
    );
  }

  /** What a file keeps of it: its fitted steps. */
  [giveState](): LearntState | undefined {
    if (!this.#fitted) return undefined;
    const { transformers, last, names } = this.#fitted;
    return { transformers, last, names };
  }

  [takeState](state: LearntState): void {
    this.#fitted = fittedForm(this.name, state);
  }

  /** A new, unfitted copy with other parameters, steps by their names, or parameters of steps as `name__parameter`. */
  override setParams(changes: Readonly<Record<string, unknown>>): this {
    return super.setParams(changes as NestedParameters);
  }

  protected override parts(): object {
    return stepsByName(this.params, this.params.steps);
  }

  protected override assemble(changes: Record<string, unknown>): Partial<Values<typeof table>> {
    return replaceSteps("steps", this.params.steps, changes);
  }

  /** Fits the transformers; what is left is to fit the last step, if it is an estimator. */
  *#prepare({
    inputs,
    fitArguments,
    where,
    Y,
  }: Given): Work<Fitted & { arguments: (options: object) => unknown[] }> {
    const steps = this.params.steps.filter(
      (step): step is readonly [string, Step] => step[1] !== "passthrough",
    );
    const predicts = typeof (steps.at(-1)?.[1] as { predict?: unknown } | undefined)?.predict === "function";
    const transforming = predicts ? steps.slice(0, -1) : steps;
    const transformers: TransformerStep[] = [];
    let now = inputs;
    let targets: ReturnType<NonNullable<TransformerStep["targets"]>> | undefined;
    for (const [k, [name, step]] of transforming.entries()) {
      const transformer = asTransformer(`${where} ${name}`, step.clone() as Step);
      transformer.fit(stack(where, now));
      if (k === 0 && Y === undefined && now.length === 1 && isTable(now[0]))
        targets = transformer.targets?.(now[0]);
      now = now.map((X) => transformer.transform(X) as Inputs);
      transformers.push(transformer);
      yield* report({ stage: name, fraction: (k + 1) / this.params.steps.length });
    }
    return {
      transformers,
      names: steps.map(([name]) => name),
      last: predicts ? (steps.at(-1)![1].clone() as unknown as Fitted["last"]) : undefined,
      arguments: (options) => fitArguments(now, options, targets),
    };
  }

  #ask(asked: string, given: readonly unknown[]): unknown {
    const { transformers, last, names } = this.#learnt(asked);
    const answer = (last as Partial<Record<string, (...given: unknown[]) => unknown>> | undefined)?.[asked];
    if (!answer)
      reject("pair", `${this.name}.${asked}`, `a last step with ${asked}`, said(names.at(-1) ?? "none"));
    const through = (X: Inputs): unknown =>
      transformers.reduce<unknown>((inputs, step) => step.transform(inputs), X);
    return answer.apply(last, mapInputs(given, through));
  }

  #learnt(asked: string): Fitted {
    if (!this.#fitted) throw new NotFittedError(this.name, asked);
    return this.#fitted;
  }
}
