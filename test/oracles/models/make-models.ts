/** Made the files beside it, with polytask 0.1.0: `npx node test/oracles/models/make-models.ts`. New families join; old files stay. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as core from "../../../src/index.ts";
import { save } from "../../../src/io/index.ts";
import { MultiTaskNetwork, regression } from "../../../src/network/index.ts";
import { l21 } from "../../../src/penalty/index.ts";
import {
  ColumnTransformer,
  OneHotEncoder,
  Pipeline,
  PolynomialFeatures,
  SimpleImputer,
  VarianceThreshold,
} from "../../../src/preprocess/index.ts";
import { AutoMultiTask, GridSearchCV, TaskGrouping } from "../../../src/select/index.ts";

const rows = (n: number, first: number) =>
  Array.from({ length: n }, (_, i) =>
    [0, 1, 2].map((j) => (((i + first) * 7 + j * 5 + i * j) % 13) / 4 - 1.5),
  );
const X = rows(11, 0);
const Y = X.map(([a, b, c]) => [a! - b!, 2 * a! + c!]);
const labels = Y.map((row) => row.map((y) => (y > 0 ? "up" : "down")));
const tasks = { a: regression() };

const inner = new core.MultiOutputRidge({ alpha: 0.3 });
const labelled = new core.MultiTaskClassifier({ penalty: l21(0.1) });

const models = {
  autoMultiTask: new AutoMultiTask({ methods: ["ridge", "single"], alphas: 3, cv: 3 }).fit(X, Y),
  chain: new core.RegressorChain({ estimator: inner, order: [1, 0] }).fit(X, Y),
  chains: new core.EnsembleOfRegressorChains({ estimator: inner, cv: 3, randomState: 0 }).fit(X, Y),
  classifierChain: new core.ClassifierChain({ estimator: labelled }).fit(X, labels),
  clustering: new core.MultiTaskKMeans({ nClusters: 2, randomState: 0 }).fit([{ X }, { X: rows(9, 5) }]),
  columns: new Pipeline({
    steps: [
      [
        "columns",
        new ColumnTransformer({
          transformers: [
            ["scale", new core.StandardScaler(), [0, 2]],
            ["codes", new OneHotEncoder({ handleUnknown: "ignore" }), 1],
          ],
        }),
      ],
      ["more", new PolynomialFeatures()],
      ["fill", new SimpleImputer()],
      ["keep", new VarianceThreshold()],
      ["learn", inner],
    ],
  }).fit(X, Y),
  copies: new core.MultiOutputRegressor({ estimator: inner }).fit(X, Y),
  grouping: new TaskGrouping({ estimator: inner, cv: 2, report: false }).fit(X, Y),
  incomplete: new core.IncompleteSources({ sources: [2, 1] }).fit(
    X,
    Y.map(([y]) => y!),
  ),
  labelCopies: new core.MultiOutputClassifier({ estimator: labelled }).fit(X, labels),
  search: new GridSearchCV({ estimator: inner, paramGrid: { alpha: [0.1, 10] }, cv: 3, perTask: true }).fit(
    X,
    Y,
  ),
  stacked: new core.StackedSingleTarget({ estimator: inner, cv: 3 }).fit(X, Y),
  transformed: new core.TransformedTarget({ regressor: inner, transformer: new core.StandardScaler() }).fit(
    X,
    Y,
  ),
  classifier: new core.MultiTaskClassifier({ penalty: l21(0.1) }).fit(X, labels),
  gaussianProcess: new core.CoregionalizedGaussianProcess({ optimizer: "none" }).fit(X, Y),
  kernelRidge: new core.KernelRidge({ kernel: "rbf", gamma: 0.1 }).fit(X, Y),
  lassoCV: new core.MultiTaskLassoCV({ alphas: 3, cv: 3 }).fit(X, Y),
  network: new MultiTaskNetwork({ hidden: [3], tasks, epochs: 2, randomState: 1 }).fit(X, {
    a: Y.map(([y]) => y!),
  }),
  pipeline: new Pipeline({
    steps: [
      ["scale", new core.StandardScaler()],
      ["learn", new core.MultiTaskRegressor({ penalty: l21(0.1) })],
    ],
  }).fit(X, Y),
  ridge: new core.MultiOutputRidge({ alpha: 0.3 }).fit(X, Y, { taskNames: ["left", "right"] }),
};

const asked = rows(4, 3);
const predictions = Object.fromEntries(
  Object.entries(models).map(([name, model]) => [name, (model.predict as (X: number[][]) => unknown)(asked)]),
);
for (const [name, model] of Object.entries(models)) {
  const path = `test/oracles/models/${name}.safetensors`;
  if (!existsSync(path)) await save(model, path);
}
const path = "test/oracles/models/predictions.json";
const old = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).predictions : {};
writeFileSync(path, JSON.stringify({ X: asked, predictions: { ...predictions, ...old } }));
