import { reject } from "../check/reject.ts";
import { ClusteredTaskRegressor } from "../estimator/clustered-task-regressor.ts";
import { MultiTaskLassoCV } from "../estimator/multi-task-lasso-cv.ts";
import { MultiTaskRegressorCV } from "../estimator/multi-task-regressor-cv.ts";
import { TaskRelationshipRegressor } from "../estimator/task-relationship-regressor.ts";
import { geometric } from "../matrix/geometric.ts";
import { l21 } from "../penalty/l21.ts";
import { meanRegularized } from "../penalty/mean-regularized.ts";
import { ridge } from "../penalty/ridge.ts";
import { sum } from "../penalty/sum.ts";
import { traceNorm } from "../penalty/trace-norm.ts";
import { ColumnTransformer, isNominal, isNumeric } from "../preprocess/column-transformer.ts";
import type { Step } from "../preprocess/named-steps.ts";
import { OneHotEncoder } from "../preprocess/one-hot-encoder.ts";
import { Pipeline } from "../preprocess/pipeline.ts";
import { SimpleImputer } from "../preprocess/simple-imputer.ts";
import { StandardScaler } from "../preprocess/standard-scaler.ts";

/** Where a penalty has no dual, no strength is known at which nothing is learnt. */
const strengths = geometric(100, 1e-6, 25);

/** Models by the name that `--model` takes; each chooses its strength by cross-validation on the rows that it learns from. */
const models: Readonly<Record<string, (cv: number) => Step>> = {
  ridge: (cv) => new MultiTaskRegressorCV({ penalty: ridge, alphas: strengths, cv }),
  lasso: (cv) => new MultiTaskLassoCV({ cv }),
  l21: (cv) => new MultiTaskRegressorCV({ penalty: l21, cv }),
  traceNorm: (cv) => new MultiTaskRegressorCV({ penalty: traceNorm, cv }),
  meanRegularized: (cv) =>
    new MultiTaskRegressorCV({
      penalty: (alpha) => sum(meanRegularized(alpha), ridge(0.01)),
      alphas: strengths,
      cv,
    }),
  taskRelationship: (cv) => new TaskRelationshipRegressor({ alpha: 0.01, beta: "cv", cv }),
  clustered: (cv) => new ClusteredTaskRegressor({ alpha: "cv", cv }),
};

export const modelNames: readonly string[] = Object.keys(models);

/** A model behind what columns need. */
export function modelNamed(name: string, cv: number): Pipeline {
  if (!Object.hasOwn(models, name)) reject("param", "--model", `one of ${modelNames.join(", ")}`, name);
  return behindColumns(models[name]!(cv));
}

/** Labels as columns of 0 and 1, missing numbers as their mean, numbers on one scale. */
export const columnsAsNumbers = (): ColumnTransformer => {
  const numbers = new Pipeline({
    steps: [
      ["fill", new SimpleImputer()],
      ["scale", new StandardScaler()],
    ],
  });
  return new ColumnTransformer({
    transformers: [
      ["numbers", numbers, isNumeric],
      ["labels", new OneHotEncoder({ handleUnknown: "ignore", drop: "ifBinary" }), isNominal],
    ],
  });
};

/** An estimator behind what columns need. */
export const behindColumns = (learn: Step): Pipeline =>
  new Pipeline({
    steps: [
      ["columns", columnsAsNumbers()],
      ["learn", learn],
    ],
  });
