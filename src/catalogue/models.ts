import { KernelModel } from "../base/kernel-model.ts";
import { LinearHeads } from "../base/linear-heads.ts";
import { LinearModel } from "../base/linear-model.ts";
import { ChainModel } from "../estimator/chain-model.ts";
import { ChainsModel } from "../estimator/chains-model.ts";
import { ClusteringModel } from "../estimator/clustering-model.ts";
import { CopiesModel } from "../estimator/copies-model.ts";
import { GaussianProcessModel } from "../estimator/gaussian-process-model.ts";
import { IncompleteModel } from "../estimator/incomplete-model.ts";
import { LabelChainModel } from "../estimator/label-chain-model.ts";
import { LabelCopiesModel } from "../estimator/label-copies-model.ts";
import { StackedModel } from "../estimator/stacked-model.ts";
import { TransformedModel } from "../estimator/transformed-model.ts";
import { NetworkModel } from "../network/network-model.ts";
import { GroupedModel } from "../select/grouped-model.ts";
import { MethodReport } from "../select/method-report.ts";
import { TaskStatistics } from "../statistics/task-statistics.ts";

interface ModelClass {
  from(given: never): { describe(): object };
}

/** Every fitted model, and statistics, by the name that a file has for it. Each checks what it is made of. */
export const models: ReadonlyMap<string, ModelClass> = new Map<string, ModelClass>(
  Object.entries({
    ClusteringModel,
    ChainModel,
    ChainsModel,
    CopiesModel,
    IncompleteModel,
    LabelChainModel,
    LabelCopiesModel,
    StackedModel,
    TransformedModel,
    GroupedModel,
    MethodReport,
    GaussianProcessModel,
    KernelModel,
    LinearHeads,
    LinearModel,
    NetworkModel,
    TaskStatistics,
  }),
);

/** The name of the class of a model of ours; undefined for all else, classes that inherit from ours among them. */
export const modelName = (value: object): string | undefined =>
  [...models].find(([, Class]) => (Class as unknown) === value.constructor)?.[0];
