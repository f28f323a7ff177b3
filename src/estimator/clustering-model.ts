import type { Mark } from "../base/mark.ts";
import { readNames, type TaskShape } from "../base/task-names.ts";
import { readNumbers } from "../check/numbers.ts";
import { reject } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import type { ClusteringRun } from "../solver/clustering/alternate.ts";
import { squareBetween } from "../solver/clustering/rows-of-tasks.ts";
import { squareWithin } from "../solver/clustering/subspace-means.ts";

/** What a fit has learnt, as plain data: fit for JSON and for ever. */
export interface ClusteringDescription {
  readonly kind: "Clustering";
  readonly version: 1;
  readonly p: number;
  readonly T: number;
  readonly taskNames?: readonly string[];
  /** Number of clusters. */
  readonly k: number;
  /** k x p, row-major, one list a task. */
  readonly centers: readonly (readonly number[])[];
  /** k x p, row-major. */
  readonly shared: readonly number[];
  /** How much of a distance is that from `shared` in the span of `basis`, p x l. */
  readonly subspace?: { readonly sharing: number; readonly basis: readonly number[] };
  readonly labels: readonly (readonly number[])[];
  readonly runs: readonly ClusteringRun[];
  readonly marks: readonly Omit<Mark, "gap">[];
  readonly converged: boolean;
}

interface Subspace {
  readonly sharing: number;
  /** p x l, orthonormal columns. */
  readonly basis: Dense;
}

type Parts = Pick<
  ClusteringModel,
  | ("p" | "T" | "taskNames" | "k" | "centers" | "shared" | "subspace")
  | ("labels" | "runs" | "marks" | "converged")
>;

/** Clusters of several tasks: immutable, and what is saved. */
export class ClusteringModel implements TaskShape {
  readonly p: number;
  readonly T: number;
  readonly taskNames: readonly string[] | undefined;
  readonly k: number;
  /** k x p, one a task. */
  readonly centers: readonly Dense[];
  /** Those of all tasks together, k x p. */
  readonly shared: Dense;
  readonly subspace: Subspace | undefined;
  /** The cluster of every row that was learnt from, one list a task. */
  readonly labels: readonly Int32Array[];
  readonly runs: readonly ClusteringRun[];
  readonly marks: readonly Mark[];
  readonly converged: boolean;

  constructor(parts: Parts) {
    this.p = parts.p;
    this.T = parts.T;
    this.taskNames = parts.taskNames;
    this.k = parts.k;
    this.centers = Object.freeze([...parts.centers]);
    this.shared = parts.shared;
    this.subspace = parts.subspace;
    this.labels = Object.freeze([...parts.labels]);
    this.runs = Object.freeze(parts.runs.map((run) => Object.freeze({ ...run })));
    this.marks = Object.freeze(parts.marks.map((mark) => Object.freeze({ ...mark })));
    this.converged = parts.converged;
    Object.freeze(this);
  }

  /** The clusters of rows of task t, the first of equally near ones. */
  applyTask(t: number, X: Dense): Int32Array {
    const { data: centers } = this.centers[t]!;
    const { sharing, basis } = this.subspace ?? { sharing: 0, basis: this.shared };
    const labels = new Int32Array(X.rows);
    for (let i = 0; i < X.rows; i++) {
      let least = Infinity;
      for (let c = 0; c < this.k; c++) {
        let square = (1 - sharing) * squareBetween(X, i, centers, c);
        if (this.subspace)
          square += sharing * squareWithin(X.data, i, this.shared.data, c, basis.data, this.p, basis.columns);
        if (square < least) [least, labels[i]] = [square, c];
      }
    }
    return labels;
  }

  /** The model as plain data; `ClusteringModel.from` takes it back. */
  describe(): ClusteringDescription {
    return {
      kind: "Clustering",
      version: 1,
      p: this.p,
      T: this.T,
      ...(this.taskNames && { taskNames: this.taskNames }),
      k: this.k,
      centers: this.centers.map(({ data }) => [...data]),
      shared: [...this.shared.data],
      ...(this.subspace && {
        subspace: { sharing: this.subspace.sharing, basis: [...this.subspace.basis.data] },
      }),
      labels: this.labels.map((labels) => [...labels]),
      runs: this.runs,
      marks: this.marks.map(({ gap: _, ...mark }) => mark),
      converged: this.converged,
    };
  }

  toJSON(): ClusteringDescription {
    return this.describe();
  }

  /** Rebuilds a model from what `describe` gave, through JSON or not. Predicts the same. */
  static from(given: ClusteringDescription): ClusteringModel {
    const where = "ClusteringModel.from";
    if (given?.kind !== "Clustering") reject("value", where, 'an object of kind "Clustering"', given?.kind);
    if (given.version !== 1)
      reject("value", `${where} version`, "1, the newest this library knows", given.version);
    const { p, T, k, taskNames, centers, shared, subspace, labels, runs, marks, converged } = given;
    for (const [name, count] of Object.entries({ p, T, k })) {
      if (!Number.isInteger(count) || count < 1) reject("shape", `${where} ${name}`, "a count >= 1", count);
    }
    for (const [name, lists] of Object.entries({ centers, labels })) {
      if (!Array.isArray(lists) || lists.length !== T)
        reject("shape", `${where} ${name}`, `${T} lists`, lists);
    }
    if (![runs, marks].every(Array.isArray) || typeof converged !== "boolean")
      reject("value", where, "runs, marks and converged", given);
    const l = subspace && Array.isArray(subspace.basis) ? subspace.basis.length / p : 1;
    if (subspace && !(subspace.sharing >= 0 && subspace.sharing <= 1 && Number.isInteger(l) && l >= 1))
      reject("value", `${where} subspace`, "a basis of p rows and a sharing from 0 to 1", subspace);
    return new ClusteringModel({
      ...{ p, T, k, runs, converged },
      taskNames: readNames(`${where} taskNames`, taskNames, T),
      centers: centers.map((list) => matrix(`${where} centers`, list, k, p)),
      shared: matrix(`${where} shared`, shared, k, p),
      subspace: subspace && {
        sharing: subspace.sharing,
        basis: matrix(`${where} subspace basis`, subspace.basis, p, l),
      },
      labels: labels.map((list) => Int32Array.from(list)),
      marks: marks.map((mark) => ({ ...mark, gap: Infinity })),
    });
  }
}

const matrix = (where: string, given: readonly number[], rows: number, columns: number): Dense => ({
  data: readNumbers(where, given, rows * columns, `${rows} x ${columns} numbers`),
  rows,
  columns,
});
