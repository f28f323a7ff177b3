import { KernelModel } from "../base/kernel-model.ts";
import { LinearHeads } from "../base/linear-heads.ts";
import { LinearModel } from "../base/linear-model.ts";
import { ClusteringModel } from "../estimator/clustering-model.ts";
import { GaussianProcessModel } from "../estimator/gaussian-process-model.ts";
import { NetworkModel } from "../network/network-model.ts";
import { TaskStatistics } from "../statistics/task-statistics.ts";

interface ModelClass {
  from(given: never): { describe(): object };
}

/** Every fitted model, and statistics, by the name that a file has for it. Each checks what it is made of. */
export const models: ReadonlyMap<string, ModelClass> = new Map<string, ModelClass>(
  Object.entries({
    ClusteringModel,
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
