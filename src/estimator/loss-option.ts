import { readArguments } from "../base/arguments.ts";
import { taskLabel } from "../base/task-names.ts";
import { isTasks, type TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { Head } from "../solver/loss/empirical-loss.ts";
import { openLoss } from "../solver/loss/open-loss.ts";
import type { Opened, PenalisedSettings } from "../solver/opened.ts";
import { openData } from "../solver/penalised.ts";
import { headOf } from "./heads.ts";
import { type LabelData, readLabelArguments } from "./label-data.ts";

export interface DatafitOption {
  /** The loss of every task, from polytask/datafit; squared loss without it. Targets are labels where it is one of classes. */
  readonly datafit: Datafit;
}

/** Reads data with the loss that the options name, and with labels where it is one of classes; no heads for squared loss. */
export function readWithLoss<O extends object>(
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

/** Opens them for penalties like one. */
export function* openWith(
  data: TaskData,
  heads: readonly Head[] | undefined,
  like: Penalty,
  settings: PenalisedSettings,
): Work<Opened> {
  return heads
    ? openLoss(data, heads, { ...settings, solver: "auto" })
    : yield* openData(data, like, settings);
}
