import { createHash } from "node:crypto";
import { loadSchool, makeMultitask } from "../../src/data/index.ts";
import type { Request } from "../../src/engine/index.ts";
import type { Splitter } from "../../src/index.ts";
import { RandomState } from "../../src/index.ts";
import { sharedFolder } from "../data/shared.ts";

/** The rows of a table. */
export interface Table {
  readonly name: string;
  /** Its columns: whole numbers or doubles. */
  readonly columns: Readonly<Record<string, "whole" | "double">>;
  /** NaN is a missing number. */
  readonly rows: readonly (readonly number[])[];
  /** The column of whole numbers by which rows go to shards. */
  readonly part: string;
}

/** The rows of a table, and what they are in memory. */
export interface DataSet extends Table {
  /** What is asked of the engine, folds too. */
  readonly request: Request;
  /** What an estimator is fitted to in memory. */
  readonly memory: readonly unknown[];
  /** The folds of the engine, row by row. */
  readonly cv: Splitter;
  /** How strong penalties are. */
  readonly alpha: number;
}

const count = 3;

/** The folds that engines make of keys; every task has rows of its own, or all share those of the first. */
const foldsOf = (keys: readonly (readonly number[])[]): Splitter => ({
  by: "targets",
  split(_, of) {
    const own = (keys[of!.tasks[0]!] ?? keys[0]!).map((key) => Number.parseInt(createHash("md5").update(`${key}`).digest("hex").slice(0, 8), 16) % count); // biome-ignore format: one line
    const rows = (k: number, held: boolean) => [...own.keys()].filter((i) => (own[i] === k) === held);
    return Array.from({ length: count }, (_, k) => ({ train: rows(k, false), test: rows(k, true) }));
  },
});

const named = (letter: string, size: number): string[] => Array.from({ length: size }, (_, k) => `${letter}${k + 1}`); // biome-ignore format: one line

interface Rows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Tasks that have rows of their own, named by numbers. */
function ofTasks(
  name: string,
  alpha: number,
  given: readonly { name: string; X: Rows; y: ArrayLike<number> }[],
): DataSet {
  const tasks = [...given].sort((a, b) => Number(a.name) - Number(b.name));
  const features = named("x", tasks[0]!.X.columns);
  let rows = 0;
  const keys = tasks.map(({ y }) => Array.from(y, () => rows++));
  return {
    ...{ name, alpha, part: "task", cv: foldsOf(keys), memory: [tasks] },
    columns: { key: "whole", task: "whole", ...Object.fromEntries(features.map((x) => [x, "double"] as const)), y: "double" }, // biome-ignore format: one line
    rows: tasks.flatMap(({ name, X, y }, t) => keys[t]!.map((key, i) => [key, Number(name), ...X.data.subarray(i * X.columns, (i + 1) * X.columns), y[i]!])), // biome-ignore format: one line
    request: { features, targets: ["y"], task: "task", fold: { key: "key", count } },
  };
}

/** London's schools as they were published, where the table lies beside the repository, else schools that are made like them. */
async function school(): Promise<DataSet> {
  const { tasks, simulated } = await loadSchool({ cacheDir: sharedFolder, offline: "simulate" });
  return ofTasks(simulated ? "simulated_school" : "school", 0.5, tasks as never);
}

/** Tasks in clusters, each with rows of its own. */
export function clusters(): DataSet {
  const { tasks } = makeMultitask({ nTasks: 11, nFeatures: 7, nSamples: 61, nClusters: 2, noise: 3, randomState: 1 }); // biome-ignore format: one line
  return ofTasks("clusters", 0.2, tasks.map((task, t) => ({ ...task, name: `${t + 5}` })) as never);
}

/** Targets of the same rows, some of them missing, and weights; columns that lie far from 0. */
function targets(): DataSet {
  const random = new RandomState(3);
  const [n, p, T] = [203, 5, 3];
  const X = Array.from({ length: n }, () => Array.from({ length: p }, (_, j) => 10 ** (2 * j) + random.randn())); // biome-ignore format: one line
  const Y = X.map((x, i) => Array.from({ length: T }, (_, t) => ((i + 2 * t) % 7 === 3 ? Number.NaN : x[t]! + x[0]! + 2 * random.randn()))); // biome-ignore format: one line
  const weight = X.map((_, i) => 0.5 + (i % 3));
  const [features, names] = [named("x", p), named("y", T)];
  return {
    ...{ name: "targets", alpha: 0.2, part: "part", cv: foldsOf([X.map((_, i) => i)]) },
    memory: [X, Y, { sampleWeight: weight, taskNames: names }],
    columns: { key: "whole", part: "whole", weight: "double", ...Object.fromEntries([...features, ...names].map((x) => [x, "double"] as const)) }, // biome-ignore format: one line
    rows: X.map((x, i) => [i, i % 3, weight[i]!, ...x, ...Y[i]!]),
    request: { features, targets: names, weight: "weight", fold: { key: "key", count } },
  };
}

/** What every engine is tried with. */
export const dataSets = async (): Promise<readonly DataSet[]> => [clusters(), targets(), await school()];
