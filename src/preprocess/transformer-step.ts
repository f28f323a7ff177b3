import { reject } from "../check/reject.ts";
import type { Inputs } from "./inputs.ts";
import type { Step } from "./named-steps.ts";

/** A step that transforms: ours, a pipeline, or the user's own. */
export interface TransformerStep extends Step {
  fit(X: unknown): unknown;
  transform(X: unknown): unknown;
  inverseTransform?(Z: unknown): unknown;
  getFeatureNamesOut?(names?: readonly string[]): readonly string[];
  /** The targets of a table, where a transformer knows them, as a formula does. */
  targets?(table: Inputs): { readonly Y: unknown; readonly taskNames: readonly string[] } | undefined;
}

/** A step as one that transforms, or a refusal. */
export function asTransformer(where: string, step: Step): TransformerStep {
  if (typeof (step as Partial<TransformerStep>).transform === "function") return step as TransformerStep;
  return reject("pair", where, "a transformer, an object with clone, fit, transform", step);
}
