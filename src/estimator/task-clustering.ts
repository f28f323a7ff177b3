import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { count, type Parameter, seed, type Values } from "../base/parameter.ts";
import { readTaskNames } from "../base/task-names.ts";
import { checkTasks, isTasks, type TaskInputs } from "../base/tasks.ts";
import type { AsyncOptions, OnProgress } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { randomStateOf } from "../matrix/random.ts";
import type { Clustered, ClusteringRun, ClusteringSettings } from "../solver/clustering/alternate.ts";
import type { RowsOfTasks } from "../solver/clustering/rows-of-tasks.ts";
import { checkSquares } from "../solver/summable.ts";
import { ClusteringModel } from "./clustering-model.ts";
import { doubtOf, warnUnlessConverged } from "./convergence.ts";
import { Learner } from "./learner.ts";
import { askModel } from "./task-model.ts";

/** Where the runs begin: rows drawn by k-means++, or these centres for all tasks. */
const initFor = (owner: string): Parameter<"k-means++" | MatrixLike> => ({
  default: "k-means++",
  rule: '"k-means++" or a matrix of centres, k x p',
  accepts: (value) => value === "k-means++" || (typeof value === "object" && value !== null),
  wrong: ["random", 0, null],
  own: (value) => (value === "k-means++" ? value : readMatrix(`${owner}.init`, value, { copy: true })),
});

/** What all clusterings are told. */
export const clusteringParameters = (owner: string) => ({
  /** How many clusters there are in every task. */
  nClusters: count(8, 1, Infinity),
  init: initFor(owner),
  /** How many runs there are, each from a start of its own; one where `init` is given. */
  nInit: count(10, 1, Infinity),
  /** The most assignments of a run. */
  maxIter: count(300, 1, Infinity),
  /** The seed of the starts. */
  randomState: seed(),
});

type ClusteringTable = ReturnType<typeof clusteringParameters>;

/** What clusterings of several tasks do, whatever ties the tasks together. */
export abstract class TaskClustering<Table extends ClusteringTable> extends Learner<
  Table,
  ClusteringModel,
  RowsOfTasks
> {
  protected override read(
    where: string,
    [given, options]: readonly unknown[],
    extra: readonly (keyof AsyncOptions)[],
  ): { data: RowsOfTasks; options: AsyncOptions } {
    checkOptions(where, options, extra);
    return { data: readRows(where, given), options: (options ?? {}) as AsyncOptions };
  }

  /** How the runs are to begin, for these rows; refuses centres or numbers of clusters that do not fit. */
  protected settingsFor(where: string, { X }: RowsOfTasks): ClusteringSettings {
    const { nClusters: k, init, nInit, maxIter, randomState } = this.params as Values<ClusteringTable>;
    if (k > X.rows) reject("value", `${where} X`, `at least nClusters = ${k} rows in all`, said(`${X.rows}`));
    const random = randomStateOf(`${this.name}.randomState`, randomState);
    if (init === "k-means++") return { k, init: undefined, nInit, maxIter, random };
    const centers = readMatrix(`${this.name}.init`, init);
    if (centers.rows !== k || centers.columns !== X.columns) {
      const got = said(`${centers.rows} x ${centers.columns}`);
      reject("shape", `${this.name}.init`, `${k} x ${X.columns} numbers, one row a cluster`, got);
    }
    return { k, init: centers.data, nInit, maxIter, random };
  }

  /** Puts together what a solver has found. */
  protected modelOf(
    { task, p, T, taskNames }: RowsOfTasks,
    k: number,
    { state, labels, runs, marks, converged }: Clustered<{ centers: Float64Array; shared: Float64Array }>,
    subspace: ClusteringModel["subspace"],
  ): ClusteringModel {
    const size = k * p;
    const shaped = (data: Float64Array): Dense => ({ data, rows: k, columns: p });
    return new ClusteringModel({
      ...{ p, T, taskNames, k, subspace, runs, marks, converged },
      centers: Array.from({ length: T }, (_, t) => shaped(state.centers.slice(t * size, (t + 1) * size))),
      shared: shaped(state.shared),
      labels: Array.from({ length: T }, (_, t) => labels.filter((_, i) => task[i] === t)),
    });
  }

  protected override get form(): Form<ClusteringModel> {
    return madeBy(ClusteringModel);
  }

  protected override learn(model: ClusteringModel): void {
    super.learn(model);
    warnUnlessConverged(this.name, model, (mark) => doubtOf(mark, "allow more in maxIter"));
  }

  /** Clusters the rows of every task; a matrix alone is one task. Returns this. */
  fit(tasks: readonly TaskInputs[] | MatrixLike, options?: { onProgress?: OnProgress }): this;
  fit(...given: unknown[]): this {
    return this.fitNow(given);
  }

  /** Like `fit`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. */
  fitAsync(tasks: readonly TaskInputs[] | MatrixLike, options?: AsyncOptions): Promise<this>;
  fitAsync(...given: unknown[]): Promise<this> {
    return this.fitSoon(given);
  }

  /** The clusters of the same rows in every task: one list a task. */
  predict(X: MatrixLike): Int32Array[];
  /** The clusters of rows of one task, given by index or name. */
  predict(X: MatrixLike, options: { task: number | string }): Int32Array;
  /** The clusters of rows of every task, matched by name if all have names, else by position. */
  predict(tasks: readonly TaskInputs[]): Int32Array[];
  predict(
    given: MatrixLike | readonly TaskInputs[],
    options?: { task: number | string },
  ): Int32Array | Int32Array[] {
    const model = this.learnt("predict");
    return askModel(
      model,
      `${this.name}.predict`,
      given,
      options,
      (t, X) => model.applyTask(t, X),
      (X) => Array.from({ length: model.T }, (_, t) => model.applyTask(t, X)),
    );
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): ClusteringModel {
    return this.learnt("model");
  }

  /** The cluster of every row of `fit`, one list a task. */
  get labels(): Int32Array[] {
    return this.learnt("labels").labels.map((labels) => labels.slice());
  }

  /** The centres of every task, k x p each. */
  get clusterCenters(): Matrix[] {
    return this.learnt("clusterCenters").centers.map(toMatrix);
  }

  /** The centres of all tasks together, k x p. */
  get sharedCenters(): Matrix {
    return toMatrix(this.learnt("sharedCenters").shared);
  }

  /** The objective that the best run ended with. */
  get objective(): number {
    return this.learnt("objective").marks.at(-1)!.objective;
  }

  /** Where every run ended: how far they spread says how far to trust the best. */
  get restarts(): readonly ClusteringRun[] {
    return this.learnt("restarts").runs;
  }

  /** The objective of the best run after every assignment; `stationarity` is the share of rows that changed their cluster. */
  get marks(): readonly Mark[] {
    return this.learnt("marks").marks;
  }

  /** The number of assignments of the best run. */
  get nIter(): number {
    return this.learnt("nIter").marks.length;
  }

  /** Whether no row changed its cluster any more: a fixed point, not that there is no better one. */
  get converged(): boolean {
    return this.learnt("converged").converged;
  }
}

/** Reads the rows of every task; they are copied into one matrix. */
function readRows(where: string, given: unknown): RowsOfTasks {
  const tasks = isTasks(given) ? (given as readonly TaskInputs[]) : [{ X: given as MatrixLike }];
  checkTasks(where, tasks, ["X"]);
  const taskNames = readTaskNames(where, tasks);
  const blocks = tasks.map(({ X }, t) =>
    readMatrix(isTasks(given) ? `${where} task ${t} X` : `${where} X`, X),
  );
  const p = blocks[0]!.columns;
  const odd = blocks.findIndex(({ columns }) => columns !== p);
  if (odd >= 0) {
    const rule = `${p} columns, as in the first task`;
    reject("shape", `${where} task ${odd} X`, rule, said(`${blocks[odd]!.columns}`));
  }
  const X = zeros(
    blocks.reduce((sum, { rows }) => sum + rows, 0),
    p,
  );
  const task = new Int32Array(X.rows);
  let first = 0;
  for (const [t, { data, rows }] of blocks.entries()) {
    X.data.set(data, first * p);
    task.fill(t, first, first + rows);
    first += rows;
  }
  checkSquares(where, "X", X.data);
  return { X, task, p, T: blocks.length, taskNames };
}
