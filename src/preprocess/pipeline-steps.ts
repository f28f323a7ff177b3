import type { Matrix } from "ml-matrix";
import { fittedWith } from "../base/composed-model.ts";
import type { Task } from "../base/tasks.ts";
import type { OnProgress, Progress } from "../base/work.ts";
import { type Form, listOf, optional, recordOf, text } from "../check/form.ts";
import type { Inputs } from "./inputs.ts";
import { namedSteps, type Step } from "./named-steps.ts";
import type { TransformerStep } from "./transformer-step.ts";

/** What a step is called, and the step. */
export type PipelineStep<S extends Step = Step> = readonly [name: string, step: S | "passthrough"];

export const table = {
  /** Transformers, the last one a transformer or an estimator. */
  steps: namedSteps<PipelineStep>(
    'a list of [name, step or "passthrough"]',
    ["steps"],
    (one) => one.length === 2,
  ),
};

/** Parameters whose last step is known by its type. */
export type Parameters<Last extends Step> = {
  readonly steps: readonly [
    ...(readonly PipelineStep[]),
    readonly [name: string, step: Last | "passthrough"],
  ];
};

/** What is predicted: labels where the last step has probabilities, else numbers. */
export type Answers<Last, Labels, Numbers> = Last extends { predictProba(...given: never[]): unknown }
  ? Labels
  : Numbers;

/** Tasks with rows of their own, whose inputs may be tables. */
export type PipelineTask = Omit<Task, "X" | "y"> & { readonly X: Inputs; readonly y?: unknown };

/** Rows to predict for, one task's. */
export type PipelineInputs = Pick<PipelineTask, "X" | "name">;

/** The last step, when it is called. */
interface Callable {
  fit(...given: unknown[]): unknown;
  fitAsync?(...given: unknown[]): unknown;
}

/** What `fit` of a pipeline leaves. */
export interface Fitted {
  readonly transformers: readonly TransformerStep[];
  readonly last: Callable | undefined;
  readonly names: readonly string[];
}

/** The same in a file. */
export const fittedForm: Form<Fitted> = /* @__PURE__ */ recordOf({
  transformers: listOf(fittedWith<TransformerStep>("clone", "fit", "transform")),
  last: optional(fittedWith<Callable>("clone", "fit", "predict")),
  names: listOf(text),
});

/** Probabilities in the three forms of `predict`. */
export interface PredictProba {
  (X: Inputs): Matrix[];
  (X: Inputs, options: { task: number | string }): Matrix;
  (tasks: readonly PipelineInputs[]): Matrix[];
}

/** The options of the last step: its progress is the last of `steps` equal shares. */
export const rest = (onProgress: OnProgress | undefined, steps: number): object =>
  onProgress
    ? {
        onProgress: ({ stage, fraction }: Progress) =>
          onProgress({ stage, fraction: (steps - 1 + fraction) / steps }),
      }
    : {};
