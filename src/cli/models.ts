import type { OnProgress } from "../base/work.ts";
import { reject } from "../check/reject.ts";
import { ClusteredTaskRegressor } from "../estimator/clustered-task-regressor.ts";
import { MultiTaskLassoCV } from "../estimator/multi-task-lasso-cv.ts";
import { MultiTaskRegressorCV } from "../estimator/multi-task-regressor-cv.ts";
import { TaskRelationshipRegressor } from "../estimator/task-relationship-regressor.ts";
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

/** Fits a pipeline on the data of a `DataSet`. */
export function fitOn(pipe: Pipeline, given: readonly unknown[], onProgress: OnProgress): Promise<Pipeline> {
  const [data, Y, names] = given as [never, never, object | undefined];
  if (Y === undefined) return pipe.fitAsync(data, { onProgress });
  return pipe.fitAsync(data, Y, { ...names, onProgress });
}

/** Models by the name that `--model` takes; each chooses its strength by cross-validation on the rows that it learns from. */
const models: Readonly<Record<string, (cv: number) => Step>> = {
  ridge: (cv) => new MultiTaskRegressorCV({ penalty: ridge, cv }),
  lasso: (cv) => new MultiTaskLassoCV({ cv }),
  l21: (cv) => new MultiTaskRegressorCV({ penalty: l21, cv }),
  traceNorm: (cv) => new MultiTaskRegressorCV({ penalty: traceNorm, cv }),
  meanRegularized: (cv) =>
    new MultiTaskRegressorCV({ penalty: (alpha) => sum(meanRegularized(alpha), ridge(0.01)), cv }),
  taskRelationship: (cv) => new TaskRelationshipRegressor({ alpha: 0.01, beta: "cv", cv }),
  clustered: (cv) => new ClusteredTaskRegressor({ alpha: "cv", cv }),
};

export const modelNames: readonly string[] = Object.keys(models);

/** A model behind what columns need: labels become columns of 0 and 1, missing numbers their mean, numbers one scale. */
export function modelNamed(name: string, cv: number): Pipeline {
  if (!Object.hasOwn(models, name)) reject("param", "--model", `one of ${modelNames.join(", ")}`, name);
  return behindColumns(models[name]!(cv));
}

/** An estimator behind what columns need. */
export const behindColumns = (learn: Step): Pipeline => {
  const numbers = new Pipeline({
    steps: [
      ["fill", new SimpleImputer()],
      ["scale", new StandardScaler()],
    ],
  });
  const columns = new ColumnTransformer({
    transformers: [
      ["numbers", numbers, isNumeric],
      ["labels", new OneHotEncoder({ handleUnknown: "ignore", drop: "ifBinary" }), isNominal],
    ],
  });
  return new Pipeline({
    steps: [
      ["columns", columns],
      ["learn", learn],
    ],
  });
};
