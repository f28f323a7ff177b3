import type { Matrix } from "ml-matrix";
import type { Card } from "../base/display/card.ts";
import { shownAs } from "../base/display/shown.ts";
import { toMatrix } from "../base/linear-model.ts";
import { readNames } from "../base/task-names.ts";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { gram } from "../matrix/product.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { kMeans } from "../solver/clustering/k-means.ts";
import { correlationOf, nothing } from "./task-covariance.ts";

/** A task: its name, or its number where tasks have none. */
export type TaskName = string | number;

/** How tasks are related, as data. */
export interface TaskRelations {
  /** The tasks, in the order of all that follows. */
  readonly tasks: readonly TaskName[];
  /** T x T, of trace 1. */
  readonly covariance: Matrix;
  /** T x T: 1 on the diagonal, 0 beside it for a task without coefficients. */
  readonly correlation: Matrix;
  /** The rank of the covariance: less than T where tasks are copies or mixes of others. */
  readonly rank: number;
  /** One a task: the others that are most like it, or most opposed to it, by |correlation|. */
  readonly nearest: readonly (readonly { readonly task: TaskName; readonly correlation: number }[])[];
  /** Who is with whom. */
  readonly clusters: readonly (readonly TaskName[])[];
  /** One a task: the place of its cluster in `clusters`. */
  readonly assignment: readonly number[];
  /** Tasks that resemble no other. */
  readonly outliers: readonly TaskName[];
}

export interface TaskRelationsOptions {
  /** How many others to name for each task; 5 without it. */
  readonly neighbours?: number;
  /** How many clusters; those of the model, or as many as the widest gap between eigenvalues of the correlation says. */
  readonly clusters?: number;
  /** Draws the centres that clusters start from; 0 without it. */
  readonly randomState?: number | RandomState;
  /** One a task, in place of those that the model knows. */
  readonly taskNames?: readonly string[];
}

/** A fitted model: its coefficients, or what it has learnt of its tasks. */
export interface RelatedModel {
  readonly coef?: MatrixLike;
  readonly taskNames?: readonly string[] | undefined;
  readonly model?: { readonly taskNames: readonly string[] | undefined };
  readonly taskCovariance?: MatrixLike;
  readonly clusterMatrix?: MatrixLike;
  readonly clusters?: readonly number[];
}

/**
 * How the tasks of a fitted model, or of coefficients W, p x T, are related.
 *
 * The covariance is the one that the model learnt: Ω of `TaskRelationshipRegressor`, M / k of `ClusteredTaskRegressor`, K_T of `CoregionalizedGaussianProcess`; for all
 * others that of the coefficients about 0, WᵀW / ‖W‖². Clusters are the model's, or those of k-means on the leading eigenvectors of the
 * correlation. An outlier is a task whose largest |correlation| with another is below the lower fence of all of them,
 * q₁ − 1.5 (q₃ − q₁), and explains less than half of its coefficients, correlation² < 1/2. Where a task of a classifier
 * has several columns of `coef`, columns stand for tasks, and are numbered.
 *
 * @throws PolytaskError where the model is not fitted, or an option is out of its range
 * @see Zhang & Yeung 2010; Ng, Jordan & Weiss 2001 (clusters); von Luxburg 2007, section 8.3 (how many); Tukey 1977 (fences)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TaskRelationshipRegressor, taskRelations } from "polytask";
 *
 * const X = [[1, 0], [2, 1], [3, -1], [4, 1], [5, -1]];
 * const Y = X.map(([a, b]) => [a!, -a!, b!]);
 * const taskNames = ["up", "down", "aside"];
 * const model = new TaskRelationshipRegressor({ alpha: 0, beta: 1e-3 }).fit(X, Y, { taskNames });
 * const { nearest, rank, clusters } = taskRelations(model, { neighbours: 1 });
 * assert.equal(nearest[0]![0]!.task, "down");
 * assert.ok(nearest[0]![0]!.correlation < -0.99);
 * assert.equal(rank, 2); // two directions, three tasks
 * assert.equal(clusters.flat().length, 3);
 * ```
 */
export function taskRelations(
  given: RelatedModel | MatrixLike,
  options: TaskRelationsOptions = {},
): TaskRelations {
  const where = "taskRelations";
  checkOptions(where, options, ["neighbours", "clusters", "randomState", "taskNames"]);
  const model: RelatedModel = isModel(given) ? given : { coef: given };
  const covariance = unitTrace(covarianceOf(where, model));
  const T = covariance.rows;
  const neighbours = readCount(`${where} neighbours`, options.neighbours ?? 5, Infinity);
  const known = model.taskNames ?? model.model?.taskNames;
  const names =
    readNames(`${where} taskNames`, options.taskNames, T) ?? (known?.length === T ? known : undefined);
  const nameOf = (t: number): TaskName => names?.[t] ?? t;
  const correlation = correlationOf(covariance);
  const { values } = eigh(covariance);
  const order = nearestOf(correlation);
  const at = (s: number, t: number): number => correlation.data[s * T + t]!;
  const assignment =
    options.clusters === undefined && model.clusters
      ? model.clusters
      : clustersIn(where, correlation, options);
  const count = Math.max(...assignment) + 1;
  const relations: TaskRelations = {
    tasks: order.map((_, t) => nameOf(t)),
    covariance: toMatrix(covariance),
    correlation: toMatrix(correlation),
    rank: values.filter((value) => value > nothing * values.at(-1)!).length,
    nearest: order.map((others, t) =>
      others.slice(0, neighbours).map((s) => ({ task: nameOf(s), correlation: at(t, s) })),
    ),
    clusters: Array.from({ length: count }, (_, c) =>
      assignment.flatMap((own, t) => (own === c ? [nameOf(t)] : [])),
    ),
    assignment: [...assignment],
    outliers: outliersAmong(order.map(([s], t) => (s === undefined ? 1 : Math.abs(at(t, s))))).map(nameOf),
  };
  return Object.freeze(shownAs(relations, () => cardOf(relations)));
}

/** Every task with its cluster and its nearest others. */
const cardOf = ({ tasks, nearest, assignment, outliers, rank }: TaskRelations): Card => ({
  title: "task relations",
  state: `${tasks.length} tasks, rank ${rank}`,
  tables: [
    {
      caption: "correlations",
      head: ["task", "cluster", "nearest", "correlation", "outlier"],
      rows: tasks.map((task, t) => {
        const [first] = nearest[t]!;
        return [
          `${task}`,
          assignment[t],
          first && `${first.task}`,
          first?.correlation,
          outliers.includes(task) ? "yes" : "",
        ];
      }),
    },
  ],
});

const isModel = (given: unknown): given is RelatedModel =>
  typeof given === "object" && given !== null && ("coef" in given || "taskCovariance" in given);

function covarianceOf(where: string, { clusterMatrix, taskCovariance, coef }: RelatedModel): Dense {
  const learnt = clusterMatrix ?? taskCovariance;
  return learnt ? readMatrix(where, learnt) : gram(readMatrix(`${where} coef`, coef));
}

function unitTrace({ data, rows: T }: Dense): Dense {
  let trace = 0;
  for (let t = 0; t < T; t++) trace += data[t * (T + 1)]!;
  if (trace > 0) return { data: data.map((value) => value / trace), rows: T, columns: T };
  return { data: data.map((_, k) => (k % (T + 1) === 0 ? 1 / T : 0)), rows: T, columns: T };
}

/** The others of every task, the most related first. */
function nearestOf({ data, rows: T }: Dense): number[][] {
  return Array.from({ length: T }, (_, t) => {
    const size = (s: number): number => Math.abs(data[t * T + s]!);
    return Array.from({ length: T }, (_, s) => s)
      .filter((s) => s !== t)
      .sort((a, b) => size(b) - size(a) || a - b);
  });
}

function clustersIn(
  where: string,
  correlation: Dense,
  { clusters, randomState = 0 }: TaskRelationsOptions,
): number[] {
  const T = correlation.rows;
  const { values, vectors } = eigh(correlation); // ascending
  const k = clusters === undefined ? widestGap(values) : readCount(`${where} clusters`, clusters, T);
  const points = zeros(T, k);
  for (let t = 0; t < T; t++) {
    const row = Float64Array.from(
      { length: k },
      (_, i) => vectors.data[t * T + T - 1 - i]! * Math.sqrt(Math.max(0, values[T - 1 - i]!)),
    );
    const size = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    if (size > 0) points.data.set(row.map((x) => x / size), t * k); // biome-ignore format: a sentence
  }
  return kMeans(points, k, randomStateOf(`${where} randomState`, randomState));
}

/** How many eigenvalues stand above the widest gap. */
function widestGap(values: Float64Array): number {
  const T = values.length;
  let [k, widest] = [1, -Infinity];
  for (let i = 1; i < T; i++) {
    const gap = values[T - i]! - values[T - i - 1]!;
    if (gap > widest) [k, widest] = [i, gap];
  }
  return k;
}

/** Tasks whose nearest other is far below all others' nearest, and explains less than half of them. */
function outliersAmong(closeness: readonly number[]): number[] {
  const sorted = [...closeness].sort((a, b) => a - b);
  const quartile = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
    return sorted[below]! + (place - below) * (next - sorted[below]!);
  };
  const fence = quartile(0.25) - 1.5 * (quartile(0.75) - quartile(0.25));
  return closeness.flatMap((own, t) => (own < fence && own * own < 0.5 ? [t] : []));
}

function readCount(where: string, given: number, most: number): number {
  if (Number.isInteger(given) && given >= 1 && given <= most) return given;
  const rule = most === Infinity ? "an integer >= 1" : `an integer from 1 to ${most}, the number of tasks`;
  return reject("param", where, rule, given);
}
