export { show } from "./base/display/show.ts";
export { KernelModel, type KernelModelDescription } from "./base/kernel-model.ts";
export type { Label, LabelsLike } from "./base/label.ts";
export { LinearHeads, type LinearHeadsDescription, type TaskHead } from "./base/linear-heads.ts";
export { LinearModel, type LinearModelDescription } from "./base/linear-model.ts";
export type { Mark } from "./base/mark.ts";
export { NotFittedError } from "./base/not-fitted.ts";
export type { Task, TaskInputs } from "./base/tasks.ts";
export {
  ConvergenceWarning,
  IllConditionedWarning,
  PolytaskWarning,
  setWarningHandler,
  type WarningHandler,
} from "./base/warning.ts";
export { type Progress, StoppedError } from "./base/work.ts";
export type { FlatMatrix, MatrixLike, MatrixObject, VectorLike } from "./check/matrix.ts";
export { PolytaskError, type RejectCode } from "./check/reject.ts";
export type { CovarianceDescription } from "./covariance/covariance.ts";
export type { KernelFunction } from "./covariance/custom.ts";
export { alphaMax } from "./estimator/alpha-max.ts";
export { ClassifierChain } from "./estimator/classifier-chain.ts";
export { ClusteredTaskClassifier } from "./estimator/clustered-task-classifier.ts";
export { ClusteredTaskRegressor } from "./estimator/clustered-task-regressor.ts";
export { type ClusteringDescription, ClusteringModel } from "./estimator/clustering-model.ts";
export { CoregionalizedGaussianProcess } from "./estimator/coregionalized-gaussian-process.ts";
export { CurdsAndWheyRegressor } from "./estimator/curds-and-whey-regressor.ts";
export { EnsembleOfRegressorChains } from "./estimator/ensemble-of-regressor-chains.ts";
export { type GaussianProcessDescription, GaussianProcessModel } from "./estimator/gaussian-process-model.ts";
export { GroupingOverlapRegressor } from "./estimator/grouping-overlap-regressor.ts";
export { IncompleteSources } from "./estimator/incomplete-sources.ts";
export { KernelRidge } from "./estimator/kernel-ridge.ts";
export type { LabelTask } from "./estimator/label-answers.ts";
export type { SingleOutputClassifier } from "./estimator/label-copy.ts";
export { type LeaveOneOutOptions, type LeftOut, leaveOneOut } from "./estimator/leave-one-out.ts";
export { mlRegression } from "./estimator/ml-regression.ts";
export { MultiOutputClassifier } from "./estimator/multi-output-classifier.ts";
export { MultiOutputRegressor } from "./estimator/multi-output-regressor.ts";
export { MultiOutputRidge } from "./estimator/multi-output-ridge.ts";
export { MultiStageRegressor } from "./estimator/multi-stage-regressor.ts";
export { MultiTaskClassifier } from "./estimator/multi-task-classifier.ts";
export { MultiTaskElasticNet } from "./estimator/multi-task-elastic-net.ts";
export { MultiTaskElasticNetCV } from "./estimator/multi-task-elastic-net-cv.ts";
export { MultiTaskKMeans } from "./estimator/multi-task-k-means.ts";
export { MultiTaskLasso } from "./estimator/multi-task-lasso.ts";
export { MultiTaskLassoCV } from "./estimator/multi-task-lasso-cv.ts";
export { MultiTaskModel, type NamedPredictions } from "./estimator/multi-task-model.ts";
export { MultiTaskRegressor } from "./estimator/multi-task-regressor.ts";
export { MultiTaskRegressorCV } from "./estimator/multi-task-regressor-cv.ts";
export type { NamedOptions, NamedTargets, NamedTask } from "./estimator/named-data.ts";
export { NewTask } from "./estimator/new-task.ts";
export { ReducedRankRegressor } from "./estimator/reduced-rank-regressor.ts";
export { RegressorChain } from "./estimator/regressor-chain.ts";
export {
  type RegularizationPath,
  regularizationPath,
} from "./estimator/regularization-path.ts";
export { SharedSubspaceClassifier } from "./estimator/shared-subspace-classifier.ts";
export { SharedSubspaceClustering } from "./estimator/shared-subspace-clustering.ts";
export { SharedSubspaceRegressor } from "./estimator/shared-subspace-regressor.ts";
export { StackedSingleTarget } from "./estimator/stacked-single-target.ts";
export type { SingleOutputRegressor } from "./estimator/task-copy.ts";
export {
  type RelatedModel,
  type TaskName,
  type TaskRelations,
  type TaskRelationsOptions,
  taskRelations,
} from "./estimator/task-relations.ts";
export { TaskRelationshipClassifier } from "./estimator/task-relationship-classifier.ts";
export { TaskRelationshipRegressor } from "./estimator/task-relationship-regressor.ts";
export type { TargetRegressor, TargetTransformer } from "./estimator/transformed-model.ts";
export { TransformedTarget } from "./estimator/transformed-target.ts";
export * from "./fold/index.ts";
export { type Build, fastestBuild, useBuild } from "./kernel/module.ts";
export { RandomState } from "./matrix/random.ts";
export type { RandomStateData } from "./matrix/random-data.ts";
export * from "./metric/index.ts";
export { StandardScaler } from "./preprocess/standard-scaler.ts";
export type { PenaltyFamily } from "./solver/follow.ts";
export { statisticsOf, statisticsOfAsync } from "./statistics/statistics-of.ts";
export { TaskStatistics } from "./statistics/task-statistics.ts";
