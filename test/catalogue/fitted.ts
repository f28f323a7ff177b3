import { Table } from "../../src/data/index.ts";
import { huber, logistic, multinomial, poisson as poissonLoss, quadratic } from "../../src/datafit/index.ts";
import * as core from "../../src/index.ts";
import * as networks from "../../src/network/index.ts";
import { l1, l21, meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import * as preprocess from "../../src/preprocess/index.ts";
import * as select from "../../src/select/index.ts";

/** A fitted estimator, and inputs that it was not fitted on. */
export interface Fitted {
  readonly label: string;
  readonly make: () => object;
  readonly X: unknown;
}

const [p, T] = [5, 3];
const rows = (n: number, first: number) =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: p }, (_, j) => (((i + first) * 7 + j * j * 5 + (i + first) * j) % 13) / 3 - 2),
  );
export const X: number[][] = rows(23, 0);
export const fresh: number[][] = rows(7, 31).map((row) => row.map((x, j) => x + j / 50));
export const Y: number[][] = X.map((row, i) =>
  Array.from({ length: T }, (_, t) => row[0]! * (t + 1) - row[t]! + ((i * 5) % 7) / 9),
);
const labels = Y.map(([a, b, c]) => [a! > 0 ? "up" : "down", b! > 1 ? 2 : b! > -1 ? 1 : 0, c! > 0]);
const names = { taskNames: ["heating", "cooling", "light"] };
const counts = Y.map((row) => row.map((y) => Math.round(Math.abs(y))));
const named = {
  size: Y.map(([y]) => y!),
  side: labels.map(([label]) => label!),
  many: counts.map(([y]) => y!),
};
const level = labels.map(([, label]) => label!);
const holes = X.map((row, i) => row.map((x, j) => ((i + j) % 4 ? x : NaN)));
const freshHoles = fresh.map((row, i) => row.map((x, j) => ((i + j) % 3 ? x : NaN)));
const incomplete = (of: number[][]) => of.map((row, i) => row.map((x, j) => (i % 2 && j > 2 ? NaN : x)));
const towns = ["Bern", "Basel", "Chur"];
const table = (of: number[][]) =>
  Table.from({
    town: of.map(([x]) => towns[Math.abs(Math.round(x! * 3)) % 3]!),
    area: of.map(([x]) => x!),
    rooms: of.map(([, x]) => x!),
  });
const places = (of: number[][]) => of.map((row) => row.slice(0, 2).map((x) => Math.round(x) % 2));

const inner = new core.MultiOutputRidge({ alpha: 0.5 });
const classifier = new core.MultiTaskClassifier({ penalty: ridge(0.1) });
const { MultiTaskNetwork, classification, binary, poisson, regression } = networks;
const { crossStitch, customizedGates, mixtureOfExperts, ownTrunks } = networks;
const { Pipeline } = preprocess;

const numbers = (label: string, one: { fit(X: unknown, Y: unknown, options?: object): object }): Fitted => ({
  label,
  make: () => one.fit(X, Y, names),
  X: fresh,
});
const classes = (label: string, one: { fit(X: unknown, Y: unknown): object }): Fitted => ({
  label,
  make: () => one.fit(X, labels),
  X: fresh,
});
const columns = (label: string, one: object, given: unknown = X, asked: unknown = fresh): Fitted => ({
  label,
  make: () => (one as { fit(X: unknown): object }).fit(given),
  X: asked,
});

/** One of every class of the catalogue at least. A new class joins by a line, or the catalogue's tests fail. */
export const fitted: Readonly<Record<string, readonly Fitted[]>> = {
  AutoMultiTask: [
    numbers("", new select.AutoMultiTask({ methods: ["ridge", "single"], alphas: 3, cv: 3 }) as never),
  ],
  ClassifierChain: [
    classes("", new core.ClassifierChain({ estimator: classifier, order: [1, 2, 0] }) as never),
  ],
  ClusteredTaskClassifier: [classes("", new core.ClusteredTaskClassifier({ k: 2 }) as never)],
  ClusteredTaskRegressor: [numbers("", new core.ClusteredTaskRegressor({ k: 2 }) as never)],
  ColumnTransformer: [
    columns(
      "of a table",
      new preprocess.ColumnTransformer({
        transformers: [
          ["numbers", new core.StandardScaler(), ["rooms", "area"]],
          ["labels", new preprocess.OneHotEncoder(), preprocess.isNominal],
        ],
      }),
      table(X),
      table(fresh),
    ),
    columns(
      "of a matrix",
      new preprocess.ColumnTransformer({
        transformers: [
          ["scaled", new core.StandardScaler(), [3, 0]],
          ["more", new preprocess.PolynomialFeatures(), [1, 2]],
        ],
        remainder: "passthrough",
      }),
    ),
  ],
  CoregionalizedGaussianProcess: (["rbf", "matern32", "matern52"] as const).map((kernel) =>
    numbers(kernel, new core.CoregionalizedGaussianProcess({ kernel, optimizer: "none" }) as never),
  ),
  CurdsAndWheyRegressor: [numbers("", new core.CurdsAndWheyRegressor() as never)],
  EnsembleOfRegressorChains: [
    numbers(
      "",
      new core.EnsembleOfRegressorChains({ estimator: inner, nChains: 3, cv: 3, randomState: 4 }) as never,
    ),
  ],
  GridSearchCV: [
    numbers(
      "",
      new select.GridSearchCV({ estimator: inner, paramGrid: { alpha: [0.1, 1, 10] }, cv: 3 }) as never,
    ),
    numbers(
      "task by task",
      new select.GridSearchCV({
        ...{ estimator: inner, paramGrid: { alpha: [0.1, 1, 10, 100] }, cv: 3 },
        ...{ perTask: true, returnTrainScore: true },
      }) as never,
    ),
    classes(
      "of a classifier",
      new select.GridSearchCV({
        estimator: classifier,
        paramGrid: { penalty: [l1(0.1), l21(0.2)] },
        cv: 3,
      }) as never,
    ),
  ],
  GroupingOverlapRegressor: [numbers("", new core.GroupingOverlapRegressor({ randomState: 2 }) as never)],
  IncompleteSources: [
    {
      label: "",
      make: () => new core.IncompleteSources({ sources: [3, 2], alpha: 0.01 }).fit(incomplete(X), named.size),
      X: incomplete(fresh),
    },
  ],
  KernelRidge: (["linear", "rbf", "polynomial"] as const).map((kernel) =>
    numbers(kernel, new core.KernelRidge({ kernel, gamma: 0.1, degree: 2 }) as never),
  ),
  MultiOutputClassifier: [classes("", new core.MultiOutputClassifier({ estimator: classifier }) as never)],
  MultiOutputRegressor: [
    numbers("", new core.MultiOutputRegressor({ estimator: inner }) as never),
    numbers(
      "of pipelines",
      new core.MultiOutputRegressor({
        estimator: new Pipeline({
          steps: [
            ["scale", new core.StandardScaler()],
            ["learn", new core.KernelRidge({ kernel: "rbf", gamma: 0.2 })],
          ],
        }) as never,
      }) as never,
    ),
  ],
  MultiOutputRidge: [
    numbers("", new core.MultiOutputRidge({ alpha: [0.1, 1, 3] }) as never),
    {
      label: "of tasks with rows of their own",
      make: () =>
        inner.fit([
          { X: X.slice(0, 9), y: named.size.slice(0, 9) },
          { X: X.slice(5), y: named.many.slice(5) },
        ]),
      X: fresh,
    },
  ],
  MultiStageRegressor: [numbers("", new core.MultiStageRegressor({ alpha: 0.1 }) as never)],
  MultiTaskClassifier: [classes("", new core.MultiTaskClassifier({ penalty: l21(0.05) }) as never)],
  MultiTaskElasticNet: [numbers("", new core.MultiTaskElasticNet({ alpha: 0.1 }) as never)],
  MultiTaskElasticNetCV: [numbers("", new core.MultiTaskElasticNetCV({ alphas: 5, cv: 3 }) as never)],
  MultiTaskKMeans: [
    {
      label: "",
      make: () =>
        new core.MultiTaskKMeans({ nClusters: 2, randomState: 0 }).fit([
          { X },
          { X: holes.map((row) => row.map((x) => (Number.isNaN(x) ? 1 : x))) },
        ]),
      X: fresh,
    },
  ],
  MultiTaskLasso: [numbers("", new core.MultiTaskLasso({ alpha: 0.1 }) as never)],
  MultiTaskLassoCV: [numbers("", new core.MultiTaskLassoCV({ alphas: 5, cv: 3 }) as never)],
  MultiTaskModel: [
    {
      label: "",
      make: () =>
        new core.MultiTaskModel({
          datafit: {
            size: huber(2),
            side: logistic(),
            level: multinomial(),
            many: poissonLoss(),
            plain: quadratic(),
          },
          penalty: l21(0.05),
        }).fit(X, { ...named, level, plain: named.size }),
      X: fresh,
    },
  ],
  MultiTaskNetwork: [
    ...(["identity", "relu", "tanh", "sigmoid", "gelu", "silu"] as const).map((activation) => ({
      label: activation,
      make: () =>
        new MultiTaskNetwork({
          ...{ hidden: [6, 4], activation, epochs: 4, randomState: 1 },
          tasks: { size: regression(), side: binary(), level: classification(), many: poisson() },
        }).fit(X, { ...named, level }),
      X: fresh,
    })),
    ...[mixtureOfExperts({ experts: 3 }), customizedGates(), crossStitch(), ownTrunks()].map((trunk) => ({
      label: trunk.name,
      make: () =>
        new MultiTaskNetwork({
          ...{ hidden: [6, 4], trunk, epochs: 4, randomState: 1 },
          tasks: { size: regression(), side: binary(), level: classification(), many: poisson() },
        }).fit(X, { ...named, level }),
      X: fresh,
    })),
    ...[[], [5], [5, 3]].map((adapters) => ({
      label: `with inputs of their own, adapters ${adapters}`,
      make: () =>
        new MultiTaskNetwork({
          ...{ hidden: [6, 4], trunk: crossStitch(), inputs: "own", adapters, epochs: 4, randomState: 1 },
          tasks: { size: regression(), side: classification() },
        }).fit({
          size: { X: X.map((row) => row.slice(0, 2)), y: named.size },
          side: { X, y: named.side },
        }),
      X: { size: fresh.map((row) => row.slice(0, 2)), side: fresh },
    })),
    {
      label: "with inputs of their own",
      make: () =>
        new MultiTaskNetwork({
          ...{ hidden: [6, 4], inputs: "own", epochs: 4, randomState: 1 },
          tasks: { size: regression(), side: classification() },
        }).fit({
          size: { X: X.map((row) => row.slice(0, 2)), y: named.size },
          side: { X, y: named.side },
        }),
      X: { size: fresh.map((row) => row.slice(0, 2)), side: fresh },
    },
    {
      label: "without hidden layers",
      make: () =>
        new MultiTaskNetwork({
          hidden: [],
          tasks: { size: regression({ delta: 1 }) },
          epochs: 3,
          randomState: 0,
        }).fit(X, { size: named.size }),
      X: fresh,
    },
  ],
  MultiTaskRegressor: [
    numbers("", new core.MultiTaskRegressor({ penalty: sum(meanRegularized(0.5), l1(0.1)) }) as never),
    {
      label: "of counts",
      make: () => new core.MultiTaskRegressor({ penalty: l21(0.1), datafit: poissonLoss() }).fit(X, counts),
      X: fresh,
    },
  ],
  MultiTaskRegressorCV: [
    numbers("", new core.MultiTaskRegressorCV({ penalty: l21, alphas: 5, cv: 3 }) as never),
  ],
  OneHotEncoder: [
    columns(
      "of numbers",
      new preprocess.OneHotEncoder({ handleUnknown: "ignore" }),
      places(X),
      places(fresh),
    ),
    columns(
      "of labels",
      new preprocess.OneHotEncoder({ drop: "ifBinary", handleUnknown: "ignore" }),
      [
        ["Bern", true, 1],
        ["Basel", false, 2],
        ["Chur", true, 7],
      ],
      [
        ["Bern", false, 7],
        ["Genf", true, 1],
        ["Chur", true, 3],
      ],
    ),
  ],
  Pipeline: [
    {
      label: "of numbers",
      make: () =>
        new Pipeline({
          steps: [
            ["fill", new preprocess.SimpleImputer({ addIndicator: true })],
            ["more", new preprocess.PolynomialFeatures({ degree: 2 })],
            ["keep", new preprocess.VarianceThreshold()],
            ["scale", new core.StandardScaler()],
            ["learn", new core.MultiTaskLasso({ alpha: 0.1 })],
          ],
        }).fit(holes, Y, names),
      X: freshHoles,
    },
    {
      label: "of a table",
      make: () =>
        new Pipeline({
          steps: [
            [
              "columns",
              new preprocess.ColumnTransformer({
                transformers: [
                  ["labels", new preprocess.OneHotEncoder({ drop: "first" }), "town"],
                  ["numbers", new core.StandardScaler(), ["rooms", "area"]],
                ],
              }),
            ],
            ["learn", classifier],
          ],
        }).fit(table(X), labels),
      X: table(fresh),
    },
    {
      label: "of a network",
      make: () =>
        new Pipeline({
          steps: [
            ["scale", new core.StandardScaler()],
            [
              "learn",
              new MultiTaskNetwork({ hidden: [4], epochs: 3, randomState: 0, tasks: { size: regression() } }),
            ],
          ],
        }).fit(X, { size: named.size }),
      X: fresh,
    },
    columns(
      "of transformers",
      new Pipeline({
        steps: [
          ["scale", new core.StandardScaler()],
          ["more", new preprocess.PolynomialFeatures()],
        ],
      }),
    ),
  ],
  PolynomialFeatures: [
    columns("", new preprocess.PolynomialFeatures({ degree: 3 })),
    columns(
      "of interactions",
      new preprocess.PolynomialFeatures({ degree: 3, interactionOnly: true, includeBias: false }),
    ),
  ],
  RandomizedSearchCV: [
    numbers(
      "",
      new select.RandomizedSearchCV({
        ...{ estimator: inner, paramDistributions: { alpha: select.logUniform(0.1, 10) } },
        ...{ nIter: 4, cv: 3, randomState: 3 },
      }) as never,
    ),
  ],
  ReducedRankRegressor: [numbers("", new core.ReducedRankRegressor({ rank: 2 }) as never)],
  RegressorChain: [numbers("", new core.RegressorChain({ estimator: inner, order: [2, 0, 1] }) as never)],
  SharedSubspaceClassifier: [classes("", new core.SharedSubspaceClassifier({ k: 1 }) as never)],
  SharedSubspaceClustering: [
    {
      label: "",
      make: () =>
        new core.SharedSubspaceClustering({ nClusters: 2, randomState: 1 }).fit([
          { X, name: "one" },
          { X: fresh, name: "other" },
        ]),
      X: fresh,
    },
  ],
  SharedSubspaceRegressor: [numbers("", new core.SharedSubspaceRegressor({ k: 1 }) as never)],
  SimpleImputer: [
    columns(
      "of a matrix",
      new preprocess.SimpleImputer({ strategy: "median", addIndicator: true }),
      holes,
      freshHoles,
    ),
    columns(
      "that drops a feature",
      new preprocess.SimpleImputer(),
      holes.map((row) => [NaN, ...row]),
      freshHoles.map((row) => [1, ...row]),
    ),
  ],
  StackedSingleTarget: [numbers("", new core.StackedSingleTarget({ estimator: inner, cv: 3 }) as never)],
  StandardScaler: [
    columns("", new core.StandardScaler()),
    columns("without means", new core.StandardScaler({ withMean: false }), holes, freshHoles),
    columns("of a table", new core.StandardScaler(), table(X).select(["area", "rooms"]), table(fresh)),
  ],
  TaskGrouping: [
    numbers(
      "",
      new select.TaskGrouping({
        estimator: new core.MultiTaskRegressor({ penalty: sum(meanRegularized(0.5), ridge(0.1)) }),
        ...{ cv: 2, maxGroups: 2 },
      }) as never,
    ),
  ],
  TaskRelationshipClassifier: [classes("", new core.TaskRelationshipClassifier({ alpha: 0.3 }) as never)],
  TaskRelationshipRegressor: [
    numbers("", new core.TaskRelationshipRegressor({ alpha: 0.3, beta: 0.1 }) as never),
    numbers("searched", new core.TaskRelationshipRegressor({ alpha: 0.3, beta: "cv", cv: 3 }) as never),
  ],
  TaskSelector: [numbers("found", new select.TaskSelector({ size: 2 }) as never)],
  TransformedTarget: [
    numbers(
      "",
      new core.TransformedTarget({ regressor: inner, transformer: new core.StandardScaler() }) as never,
    ),
  ],
  VarianceThreshold: [columns("", new preprocess.VarianceThreshold({ threshold: 1.3 }))],
};

type Asked = Record<"predict" | "predictProba" | "transform" | "mode", ((X: unknown) => unknown) | undefined>;

/** What a fitted estimator says of inputs: predictions and probabilities, columns, or its choice. */
export function answersOf(model: object, X: unknown): unknown {
  const { predict, predictProba, transform, mode } = model as Asked;
  const { steps } = (model as { params: { steps?: readonly (readonly [string, object])[] } }).params;
  if (predict && "predict" in (steps?.at(-1)?.[1] ?? model))
    return { predict: predict.call(model, X), predictProba: predictProba?.call(model, X) };
  return transform ? transform.call(model, X) : mode!.call(model, undefined);
}
