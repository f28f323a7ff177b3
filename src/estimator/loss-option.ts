import { readArguments } from "../base/arguments.ts";
import { type TaskShape, taskLabel } from "../base/task-names.ts";
import { isTasks, type TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { Head } from "../solver/loss/empirical-loss.ts";
import { openLoss } from "../solver/loss/open-loss.ts";
import { type Opened, openStatistics, type PenalisedSettings } from "../solver/opened.ts";
import { openData } from "../solver/penalised.ts";
import { isStatistics, type TaskStatistics } from "../statistics/task-statistics.ts";
import { headOf } from "./heads.ts";
import { type LabelData, readLabelArguments } from "./label-data.ts";

export interface DatafitOption {
  /** The loss of every task, from polytask/datafit; squared loss without it. Targets are labels where it is one of classes. */
  readonly datafit: Datafit;
}

/** What penalties are tried on: rows and a loss, or statistics. */
interface Ground<O> {
  readonly shape: TaskShape;
  /** Of every task, where the loss is one of classes. */
  readonly classes: LabelData["classes"];
  /** None for squared loss. */
  readonly heads: readonly Head[] | undefined;
  readonly options: O & Partial<DatafitOption>;
  /** Opens it for penalties like one. */
  open(like: Penalty, settings: PenalisedSettings): Work<Opened>;
}

/** Reads (X, Y, options), (tasks, options) or (statistics, options). */
export function readGround<O extends object>(
  where: string,
  given: readonly unknown[],
  extra: readonly (string & keyof (O & DatafitOption))[],
): Ground<O> {
  if (isStatistics(given[0])) return onStatistics(where, given[0], given[1], extra);
  const { data, heads, options } = readWithLoss<O>(where, given, extra);
  return {
    ...{ shape: data, classes: data.classes, heads, options },
    *open(like, settings) {
      if (!heads) return yield* openData(data, like, settings);
      return openLoss(data, heads, { ...settings, solver: "auto" });
    },
  };
}

function onStatistics<O extends object>(
  where: string,
  statistics: TaskStatistics,
  given: unknown,
  extra: readonly string[],
): Ground<O> {
  const options = (given ?? {}) as O & Partial<DatafitOption>;
  checkOptions(where, options, extra);
  if (options.datafit !== undefined)
    reject("pair", `${where}.datafit`, "squared loss, where there are no rows", options.datafit);
  return {
    ...{ shape: statistics, classes: [], heads: undefined, options },
    *open(_, settings) {
      yield* report({ stage: "statistics", fraction: 1 });
      return openStatistics(statistics, settings);
    },
  };
}

/** Reads data with the loss that the options name, and with labels where it is one of classes. */
function readWithLoss<O extends object>(
  where: string,
  given: readonly unknown[],
  extra: readonly (string & keyof (O & DatafitOption))[],
): { data: LabelData; heads: Head[] | undefined; options: O & Partial<DatafitOption> } {
  type All = O & Partial<DatafitOption>;
  const { datafit } = (given[isTasks(given[0]) ? given.length - 1 : 2] ?? {}) as Partial<DatafitOption>;
  const known = extra as readonly (string & keyof All)[];
  if (datafit === undefined) {
    const { data, options } = readArguments<All>(where, given, known);
    return { data: { ...data, classes: [] }, heads: undefined, options };
  }
  if (typeof datafit?.evaluate !== "function")
    reject("param", `${where}.datafit`, "a loss, from polytask/datafit", datafit);
  const { data, options } =
    datafit.target === "number"
      ? withoutClasses(readArguments<All>(where, given, known))
      : readLabelArguments<All>(where, given, known);
  const heads = data.classes.map((classes, t) =>
    headOf(`${where} ${taskLabel(t, data.taskNames)}`, datafit, classes),
  );
  return { data, heads, options };
}

const withoutClasses = <O>({ data, options }: { data: TaskData; options: O }) => ({
  data: { ...data, classes: Array.from({ length: data.T }, () => []) },
  options,
});
