import { ClassifierChain } from "../estimator/classifier-chain.ts";
import { ClusteredTaskClassifier } from "../estimator/clustered-task-classifier.ts";
import { ClusteredTaskRegressor } from "../estimator/clustered-task-regressor.ts";
import { CoregionalizedGaussianProcess } from "../estimator/coregionalized-gaussian-process.ts";
import { CurdsAndWheyRegressor } from "../estimator/curds-and-whey-regressor.ts";
import { EnsembleOfRegressorChains } from "../estimator/ensemble-of-regressor-chains.ts";
import { GroupingOverlapRegressor } from "../estimator/grouping-overlap-regressor.ts";
import { IncompleteSources } from "../estimator/incomplete-sources.ts";
import { KernelRidge } from "../estimator/kernel-ridge.ts";
import { MultiOutputClassifier } from "../estimator/multi-output-classifier.ts";
import { MultiOutputRegressor } from "../estimator/multi-output-regressor.ts";
import { MultiOutputRidge } from "../estimator/multi-output-ridge.ts";
import { MultiStageRegressor } from "../estimator/multi-stage-regressor.ts";
import { MultiTaskClassifier } from "../estimator/multi-task-classifier.ts";
import { MultiTaskElasticNet } from "../estimator/multi-task-elastic-net.ts";
import { MultiTaskElasticNetCV } from "../estimator/multi-task-elastic-net-cv.ts";
import { MultiTaskKMeans } from "../estimator/multi-task-k-means.ts";
import { MultiTaskLasso } from "../estimator/multi-task-lasso.ts";
import { MultiTaskLassoCV } from "../estimator/multi-task-lasso-cv.ts";
import { MultiTaskModel } from "../estimator/multi-task-model.ts";
import { MultiTaskRegressor } from "../estimator/multi-task-regressor.ts";
import { MultiTaskRegressorCV } from "../estimator/multi-task-regressor-cv.ts";
import { ReducedRankRegressor } from "../estimator/reduced-rank-regressor.ts";
import { RegressorChain } from "../estimator/regressor-chain.ts";
import { SharedSubspaceClassifier } from "../estimator/shared-subspace-classifier.ts";
import { SharedSubspaceClustering } from "../estimator/shared-subspace-clustering.ts";
import { SharedSubspaceRegressor } from "../estimator/shared-subspace-regressor.ts";
import { StackedSingleTarget } from "../estimator/stacked-single-target.ts";
import { TaskRelationshipClassifier } from "../estimator/task-relationship-classifier.ts";
import { TaskRelationshipRegressor } from "../estimator/task-relationship-regressor.ts";
import { TransformedTarget } from "../estimator/transformed-target.ts";
import { MultiTaskNetwork } from "../network/multi-task-network.ts";
import { ColumnTransformer } from "../preprocess/column-transformer.ts";
import { OneHotEncoder } from "../preprocess/one-hot-encoder.ts";
import { Pipeline } from "../preprocess/pipeline.ts";
import { PolynomialFeatures } from "../preprocess/polynomial-features.ts";
import { SimpleImputer } from "../preprocess/simple-imputer.ts";
import { StandardScaler } from "../preprocess/standard-scaler.ts";
import { VarianceThreshold } from "../preprocess/variance-threshold.ts";
import { AutoMultiTask } from "../select/auto-multi-task.ts";
import { GridSearchCV } from "../select/grid-search-cv.ts";
import { RandomizedSearchCV } from "../select/randomized-search-cv.ts";
import { TaskGrouping } from "../select/task-grouping.ts";
import { TaskSelector } from "../select/task-selector.ts";

type EstimatorClass = new (params: never) => object;

/** Every estimator class, by the name that its estimators have. */
export const estimators: ReadonlyMap<string, EstimatorClass> = new Map(
  Object.entries({
    AutoMultiTask,
    ClassifierChain,
    ClusteredTaskClassifier,
    ClusteredTaskRegressor,
    ColumnTransformer,
    CoregionalizedGaussianProcess,
    CurdsAndWheyRegressor,
    EnsembleOfRegressorChains,
    GridSearchCV,
    GroupingOverlapRegressor,
    IncompleteSources,
    KernelRidge,
    MultiOutputClassifier,
    MultiOutputRegressor,
    MultiOutputRidge,
    MultiStageRegressor,
    MultiTaskClassifier,
    MultiTaskElasticNet,
    MultiTaskElasticNetCV,
    MultiTaskKMeans,
    MultiTaskLasso,
    MultiTaskLassoCV,
    MultiTaskModel,
    MultiTaskNetwork,
    MultiTaskRegressor,
    MultiTaskRegressorCV,
    OneHotEncoder,
    Pipeline,
    PolynomialFeatures,
    RandomizedSearchCV,
    ReducedRankRegressor,
    RegressorChain,
    SharedSubspaceClassifier,
    SharedSubspaceClustering,
    SharedSubspaceRegressor,
    SimpleImputer,
    StackedSingleTarget,
    StandardScaler,
    TaskGrouping,
    TaskRelationshipClassifier,
    TaskRelationshipRegressor,
    TaskSelector,
    TransformedTarget,
    VarianceThreshold,
  } satisfies Record<string, EstimatorClass>),
);
