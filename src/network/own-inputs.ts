import type { Values } from "../base/parameter.ts";
import { reject, said } from "../check/reject.ts";
import { checkNames, isNamedTasks } from "../estimator/named-data.ts";
import type { Part } from "../kernel/network-plan.ts";
import { type NetworkData, readNetworkData, type TrainOptions } from "./data.ts";
import type { Head } from "./head.ts";
import type { table } from "./parameters.ts";
import type { TrainingThreadOptions } from "./training-threads.ts";

/**
 * Reads tasks whose inputs are their own: ({ name: { X, y } }, options), every X as wide as it is. The first layer has a stretch of columns for
 * every task, its adapter into the layers that all share; elsewhere a row is 0.
 */
export function readOwnInputs(
  where: string,
  [given, options]: readonly unknown[],
  tasks: Readonly<Record<string, Head>>,
  extra: readonly string[],
  copy: boolean,
  whole = true,
): { data: NetworkData; options: TrainingThreadOptions & TrainOptions } {
  if (!isNamedTasks(given))
    reject("shape", where, "{ name: { X, y } }, as every task has inputs of its own", given);
  const taskNames = Object.keys(tasks);
  checkNames(`${where} targets`, given, taskNames);
  const parts = taskNames.map((name) =>
    readNetworkData(where, [{ [name]: given[name] }, options], { [name]: tasks[name]! }, extra, copy, whole),
  );
  const n = parts.reduce((sum, { data }) => sum + data.n, 0);
  let first = 0;
  const places = parts.map(({ data }) => {
    const from = first;
    first += data.n;
    return from;
  });
  /** A task's values on its own rows, 0 on those of the others. */
  const spread = (pick: (data: NetworkData) => readonly Float64Array[]): Float64Array[] =>
    parts.map(({ data }, t) => {
      const all = new Float64Array(n);
      all.set(pick(data)[0]!, places[t]);
      return all;
    });
  const data: NetworkData = {
    n,
    p: parts.reduce((sum, part) => sum + part.data.p, 0),
    inputs: parts.map((part) => part.data.p),
    taskNames,
    X: parts.flatMap((part, t) => part.data.X.map((block) => ({ ...block, task: taskNames[t]! }))),
    targets: spread(({ targets }) => targets),
    weights: spread(({ weights }) => weights),
    classes: parts.map((part) => part.data.classes[0]!),
    resume: parts[0]!.data.resume,
    checkpoint: parts[0]!.data.checkpoint,
  };
  return { data, options: parts[0]!.options };
}

/** Where every task's columns begin, and how many there are, where tasks have inputs of their own. */
export function stretchesOf(inputs: readonly number[] | undefined): Part[] | undefined {
  let first = 0;
  return inputs?.map((count) => {
    first += count;
    return { first: first - count, count };
  });
}

/** Refuses adapters of shared inputs, and a network that would share nothing; a penalty between the first layers is soft sharing. */
export function checkAdapters(
  where: string,
  {
    inputs,
    hidden,
    adapters,
    penalties,
    trunk,
  }: Pick<Values<typeof table>, "inputs" | "hidden" | "adapters" | "penalties" | "trunk">,
): void {
  if (inputs === "shared") {
    if (adapters.length > 0)
      reject("pair", `${where} adapters`, 'inputs: "own" beside them', said('"shared"'));
    return;
  }
  const least = penalties.adapters || adapters.length > 0 || trunk.least > 0 ? 1 : 2;
  if (hidden.length < least) {
    const rule =
      least === 1
        ? "a hidden layer"
        : "two hidden layers or more: the first takes every task's own inputs, the others are shared";
    reject("pair", `${where} hidden`, rule, said(`${hidden.length}`));
  }
}
