import type { Mark } from "../../base/mark.ts";
import { report, type Work, within } from "../../base/work.ts";
import type { RandomState } from "../../matrix/random.ts";
import { plusPlus } from "./plus-plus.ts";
import { type RowsOfTasks, squareBetween } from "./rows-of-tasks.ts";

/** A clustering as two halves, each of which knows its best answer to the other. */
export interface Clustering<S> {
  /** Begins anew: every task has these centres, k x p. */
  begin(centers: Float64Array): void;
  /** Takes the centres, and what else there is, that are best for the labels. */
  settle(labels: Int32Array): void;
  /** Writes the labels that are best for what was settled last, the first of equals; returns the objective. */
  assign(labels: Int32Array): number;
  /** What was settled last, copied. */
  read(): S;
}

export interface ClusteringSettings {
  readonly k: number;
  /** Centres to begin with, k x p; where undefined k-means++ draws them from the rows of all tasks, `nInit` times. */
  readonly init: Float64Array | undefined;
  readonly nInit: number;
  readonly maxIter: number;
  readonly random: RandomState;
}

/** Where one run ended. */
export interface ClusteringRun {
  readonly objective: number;
  readonly nIter: number;
  /** No label changed any more. */
  readonly converged: boolean;
}

export interface Clustered<S> {
  readonly state: S;
  /** N: the cluster of every row. */
  readonly labels: Int32Array;
  readonly runs: readonly ClusteringRun[];
  /** The curve of the best run: after every assignment, with the share of rows that changed their cluster as stationarity. */
  readonly marks: readonly Mark[];
  readonly converged: boolean;
}

/**
 * Lloyd's alternation, from one start or the best of several: each half answers the other exactly, so the objective falls until
 * no label changes. That is a fixed point, and seldom the least objective there is: `runs` tells how far the starts spread.
 *
 * @see Lloyd 1982, Least squares quantization in PCM
 */
export function* cluster<S>(
  rows: RowsOfTasks,
  clustering: Clustering<S>,
  { k, init, nInit, maxIter, random }: ClusteringSettings,
): Work<Clustered<S>> {
  const count = init ? 1 : nInit;
  const runs: ClusteringRun[] = [];
  let best: Omit<Clustered<S>, "runs"> | undefined;
  let least = Infinity;
  for (let run = 0; run < count; run++) {
    const centers = init ?? plusPlus(rows.X, k, random);
    const found = yield* within(
      alternate(rows, clustering, centers, k, maxIter),
      run / count,
      (run + 1) / count,
    );
    const { objective } = found.marks.at(-1)!;
    runs.push({ objective, nIter: found.marks.length, converged: found.converged });
    // of equals the first: rounding alone makes no run better
    if (best && !(objective < least * (1 - 1e-12))) continue;
    best = found;
    least = objective;
  }
  return { ...best!, runs };
}

function* alternate<S>(
  rows: RowsOfTasks,
  clustering: Clustering<S>,
  centers: Float64Array,
  k: number,
  maxIter: number,
): Work<Omit<Clustered<S>, "runs">> {
  const since = performance.now();
  const N = rows.X.rows;
  const [labels, before] = [new Int32Array(N), new Int32Array(N)];
  const marks: Mark[] = [];
  const mark = (objective: number, changed: number): void => {
    const seconds = (performance.now() - since) / 1000;
    marks.push({ iteration: marks.length + 1, objective, gap: Infinity, stationarity: changed / N, seconds });
  };
  clustering.begin(centers);
  mark(nearest(rows, centers, k, labels), N);
  let changed = N;
  while (changed > 0 && marks.length < maxIter) {
    yield* report({ stage: "clusters", fraction: marks.length / maxIter });
    clustering.settle(labels);
    before.set(labels);
    const objective = clustering.assign(labels);
    changed = 0;
    for (let i = 0; i < N; i++) if (labels[i] !== before[i]) changed++;
    mark(objective, changed);
  }
  return { state: clustering.read(), labels, marks, converged: changed === 0 };
}

/** The nearest of the centres, whatever the task; returns the sum of the squared distances. */
function nearest({ X }: RowsOfTasks, centers: Float64Array, k: number, labels: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < X.rows; i++) {
    let least = Infinity;
    for (let c = 0; c < k; c++) {
      const square = squareBetween(X, i, centers, c);
      if (square < least) [least, labels[i]] = [square, c];
    }
    sum += least;
  }
  return sum;
}
