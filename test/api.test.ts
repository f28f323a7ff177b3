import { expect, test } from "vitest";
import * as data from "../src/data/index.ts";
import * as datafit from "../src/datafit/index.ts";
import * as formula from "../src/formula/index.ts";
import * as polytask from "../src/index.ts";
import * as inspect from "../src/inspect/index.ts";
import * as io from "../src/io/index.ts";
import * as network from "../src/network/index.ts";
import * as penalty from "../src/penalty/index.ts";
import * as plot from "../src/plot/index.ts";
import * as preprocess from "../src/preprocess/index.ts";
import * as progress from "../src/progress/index.ts";
import * as select from "../src/select/index.ts";

// What users can import. A name that goes is a break, one that comes is a promise: change the list on purpose.
test("polytask exports these names", () => {
  expect(Object.keys(polytask).sort()).toMatchInlineSnapshot(`
    [
      "ClassifierChain",
      "ClusteredTaskClassifier",
      "ClusteredTaskRegressor",
      "ClusteringModel",
      "ConvergenceWarning",
      "CoregionalizedGaussianProcess",
      "CurdsAndWheyRegressor",
      "EnsembleOfRegressorChains",
      "GaussianProcessModel",
      "GroupKFold",
      "GroupingOverlapRegressor",
      "IllConditionedWarning",
      "IncompleteSources",
      "KFold",
      "KernelModel",
      "KernelRidge",
      "LeaveOneTaskOut",
      "LinearHeads",
      "LinearModel",
      "MultiOutputClassifier",
      "MultiOutputRegressor",
      "MultiOutputRidge",
      "MultiStageRegressor",
      "MultiTaskClassifier",
      "MultiTaskElasticNet",
      "MultiTaskElasticNetCV",
      "MultiTaskKMeans",
      "MultiTaskLasso",
      "MultiTaskLassoCV",
      "MultiTaskModel",
      "MultiTaskRegressor",
      "MultiTaskRegressorCV",
      "NewTask",
      "NotFittedError",
      "PolytaskError",
      "PolytaskWarning",
      "RandomState",
      "ReducedRankRegressor",
      "RegressorChain",
      "SharedSubspaceClassifier",
      "SharedSubspaceClustering",
      "SharedSubspaceRegressor",
      "ShuffleSplit",
      "StackedSingleTarget",
      "StandardScaler",
      "StoppedError",
      "StratifiedKFold",
      "TaskKFold",
      "TaskRelationshipClassifier",
      "TaskRelationshipRegressor",
      "TaskStatistics",
      "TransformedTarget",
      "accuracyScore",
      "adjustedRandScore",
      "alphaMax",
      "averageRelativeRmse",
      "explainedVarianceScore",
      "fastestBuild",
      "leaveOneOut",
      "meanAbsoluteError",
      "meanSquaredError",
      "mlRegression",
      "r2Score",
      "regularizationPath",
      "rootMeanSquaredError",
      "setWarningHandler",
      "show",
      "statisticsOf",
      "statisticsOfAsync",
      "taskRelations",
      "trainTestSplit",
      "useBuild",
    ]
  `);
});

test("polytask/data exports these names", () => {
  expect(Object.keys(data).sort()).toMatchInlineSnapshot(`
    [
      "Table",
      "dataFolder",
      "fetchOpenml",
      "loadEnergy",
      "loadSchool",
      "makeBuildingLoads",
      "makeMultitask",
      "makeSchools",
      "parseArff",
      "parseCsv",
    ]
  `);
});

test("polytask/penalty exports these names", () => {
  expect(Object.keys(penalty).sort()).toMatchInlineSnapshot(`
    [
      "cappedL1",
      "clustered",
      "columnGroup",
      "decompose",
      "dirty",
      "elasticNet",
      "fusedSparseGroup",
      "graph",
      "l1",
      "l21",
      "lInf1",
      "meanRegularized",
      "ridge",
      "robustFeatures",
      "robustLowRank",
      "sparseGroup",
      "sparseLowRank",
      "sum",
      "taskRelationship",
      "temporal",
      "temporalGroupLasso",
      "traceNorm",
    ]
  `);
});

test("polytask/datafit exports these names", () => {
  expect(Object.keys(datafit).sort()).toMatchInlineSnapshot(`
    [
      "huber",
      "logistic",
      "multinomial",
      "poisson",
      "quadratic",
      "squareRoot",
    ]
  `);
});

test("polytask/preprocess exports these names", () => {
  expect(Object.keys(preprocess).sort()).toMatchInlineSnapshot(`
    [
      "ColumnTransformer",
      "OneHotEncoder",
      "Pipeline",
      "PolynomialFeatures",
      "SimpleImputer",
      "StandardScaler",
      "VarianceThreshold",
      "isNominal",
      "isNumeric",
    ]
  `);
});

test("polytask/progress exports these names", () => {
  expect(Object.keys(progress).sort()).toMatchInlineSnapshot(`
    [
      "withProgressBar",
    ]
  `);
});

test("polytask/select exports these names", () => {
  expect(Object.keys(select).sort()).toMatchInlineSnapshot(`
    [
      "AutoMultiTask",
      "GridSearchCV",
      "RandomizedSearchCV",
      "TaskGrouping",
      "TaskSelector",
      "crossValPredict",
      "crossValPredictAsync",
      "crossValidate",
      "crossValidateAsync",
      "gradientAffinity",
      "higherOrder",
      "higherOrderSets",
      "logUniform",
      "pairwiseGains",
      "pairwiseGainsAsync",
      "partitionTasks",
      "partitionTasksAsync",
      "randint",
      "transferReport",
      "uniform",
    ]
  `);
});

test("polytask/formula exports these names", () => {
  expect(Object.keys(formula)).toEqual(["expression", "Formula"]);
});

test("polytask/inspect exports these names", () => {
  expect(Object.keys(inspect)).toEqual([
    ...["cvPlus", "cvPlusAsync", "linearShap", "partialDependence", "partialDependenceAsync"],
    ...["permutationImportance", "permutationImportanceAsync", "splitConformal"],
    ...["taskBootstrap", "taskBootstrapAsync"],
  ]);
});

test("polytask/network exports these names", () => {
  expect(Object.keys(network).sort()).toMatchInlineSnapshot(`
    [
      "CheckpointWarning",
      "DataLoader",
      "DivergenceWarning",
      "MultiTaskDataset",
      "MultiTaskNetwork",
      "NetworkModel",
      "adam",
      "adamW",
      "alignedMtl",
      "binary",
      "caGrad",
      "classification",
      "constant",
      "cosine",
      "crossStitch",
      "customizedGates",
      "dwa",
      "equal",
      "famo",
      "geometric",
      "gradNorm",
      "imtlG",
      "mgda",
      "mixtureOfExperts",
      "nashMtl",
      "oneTrunk",
      "ownTrunks",
      "pcGrad",
      "poisson",
      "readCheckpoint",
      "regression",
      "rlw",
      "sgd",
      "stepDecay",
      "uncertainty",
      "upGrad",
      "warmUp",
    ]
  `);
});

test("polytask/io exports these names", () => {
  expect(Object.keys(io).sort()).toEqual(["dump", "load", "parse", "save", "toOnnx"]);
});

test("polytask/plot exports these names", () => {
  expect(Object.keys(plot)).toEqual([
    ...["Picture", "plotCoefficients", "plotConflicts", "plotGap", "plotLosses", "plotPath"],
    ...["plotPredictions", "plotRelations", "plotSelection", "plotTransfer"],
  ]);
});
