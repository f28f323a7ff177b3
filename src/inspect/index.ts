export { type CvPlusOptions, cvPlus, cvPlusAsync, type Fittable } from "./cv-plus.ts";
export type { ConformalIntervals, ConformalOptions, SharedIntervals, TaskIntervals } from "./intervals.ts";
export { type LinearPredictor, type LinearShap, linearShap } from "./linear-shap.ts";
export {
  type DependenceOptions,
  type PartialDependence,
  partialDependence,
  partialDependenceAsync,
} from "./partial-dependence.ts";
export {
  type PermutationImportance,
  type PermutationOptions,
  permutationImportance,
  permutationImportanceAsync,
} from "./permutation-importance.ts";
export type { Predictor } from "./predictor.ts";
export { splitConformal } from "./split-conformal.ts";
export {
  type BootstrapInterval,
  type BootstrapOptions,
  taskBootstrap,
  taskBootstrapAsync,
} from "./task-bootstrap.ts";
