/**
 * How well relations of tasks are recovered, against the number of rows a task: adjusted Rand index of clusters, rank, AUC of edges
 * and of outliers, and how far correlations and coefficients are off. Means over seeds; strengths by cross-validation on the same rows.
 */
import { type MadeMultitask, makeMultitask } from "../src/data/index.ts";
import {
  adjustedRandScore,
  GroupingOverlapRegressor,
  MultiTaskRegressorCV,
  setWarningHandler,
  type Task,
} from "../src/index.ts";
import type { Dense } from "../src/matrix/dense.ts";
import { svd } from "../src/matrix/svd.ts";
import { fusedSparseGroup, l21, ridge, temporal, traceNorm } from "../src/penalty/index.ts";

const [T, p, noise] = [12, 20, 2];
const sizes = [15, 30, 60, 120];
const seeds = [0, 1, 2, 3, 4];
const alphas = Array.from({ length: 9 }, (_, k) => 3 / 2 ** k);

const estimators: Record<string, (tasks: Task[]) => Dense> = {
  ridge: (tasks) =>
    found(new MultiTaskRegressorCV({ penalty: ridge, alphas, cv: 3, fitIntercept: false }).fit(tasks)),
  l21: (tasks) =>
    found(new MultiTaskRegressorCV({ penalty: l21, alphas, cv: 3, fitIntercept: false }).fit(tasks)),
  traceNorm: (tasks) =>
    found(new MultiTaskRegressorCV({ penalty: traceNorm, alphas, cv: 3, fitIntercept: false }).fit(tasks)),
  temporal: (tasks) => {
    const penalty = [0.3, 3, 30].map((by) => (alpha: number) => temporal(by * alpha, alpha));
    return found(new MultiTaskRegressorCV({ penalty, alphas, cv: 3, fitIntercept: false }).fit(tasks));
  },
  fusedSparseGroup: (tasks) => {
    const penalty = (alpha: number) => fusedSparseGroup(0.1 * alpha, alpha, alpha);
    return found(new MultiTaskRegressorCV({ penalty, alphas, cv: 3, fitIntercept: false }).fit(tasks));
  },
  "GO-MTL": (tasks) =>
    found(
      new GroupingOverlapRegressor({
        ...{ nLatent: 3, mu: 0.3, lambda: 0.05, tol: 1e-6, nInit: 2, randomState: 0, fitIntercept: false },
      }).fit(tasks),
    ),
};

const found = ({ model }: { readonly model: { readonly coef: Dense } }): Dense => model.coef;

/** Cosines of the columns of W, T x T. */
function cosines({ data, rows }: Dense): number[][] {
  const product = (s: number, t: number): number => {
    let sum = 0;
    for (let j = 0; j < rows; j++) sum += data[j * T + s]! * data[j * T + t]!;
    return sum;
  };
  const of = (s: number, t: number): number =>
    product(s, t) / (Math.sqrt(product(s, s) * product(t, t)) || 1);
  return Array.from({ length: T }, (_, s) => Array.from({ length: T }, (_, t) => (s === t ? 1 : of(s, t))));
}

/** The clusters that are nearest on average become one, until there are k. */
function clustersOf(C: number[][], k: number): number[] {
  let clusters = C.map((_, t) => [t]);
  const near = (a: number[], b: number[]): number =>
    a.reduce((sum, s) => sum + b.reduce((all, t) => all + C[s]![t]!, 0), 0) / (a.length * b.length);
  while (clusters.length > k) {
    const pairs = clusters.flatMap((a, i) => clusters.slice(i + 1).map((b) => ({ a, b, near: near(a, b) })));
    const { a, b } = pairs.reduce((best, pair) => (pair.near > best.near ? pair : best));
    clusters = [...clusters.filter((one) => one !== a && one !== b), [...a, ...b]];
  }
  return C.map((_, t) => clusters.findIndex((one) => one.includes(t)));
}

/** The share of pairs of one that is and one that is not in which the first has the larger score. */
function auc(scores: readonly { readonly is: boolean; readonly score: number }[]): number {
  const [yes, no] = [scores.filter(({ is }) => is), scores.filter(({ is }) => !is)];
  const wins = yes.flatMap((a) => no.map((b) => (a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0)));
  return mean(wins);
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** What the structure is about: its name, and how well W tells it. */
const readings: Record<string, { title: string; read: (W: Dense, made: MadeMultitask) => number }> = {
  clusters: {
    title: "ARI",
    read: (W, { clusters }) => adjustedRandScore(clusters!, clustersOf(cosines(W), 3)),
  },
  lowRank: {
    title: "rank",
    read: (W) => {
      const { s } = svd(W);
      return s.filter((value) => value > 1e-6 * s[0]!).length;
    },
  },
  graph: { title: "edge AUC", read: (W, { edges }) => edgeAuc(W, edges!) },
  temporal: { title: "edge AUC", read: (W, { edges }) => edgeAuc(W, edges!) },
  outliers: {
    title: "outlier AUC",
    read: (W, { outliers }) =>
      auc(cosines(W).map((row, t) => ({ is: outliers!.includes(t), score: -mean(row) }))),
  },
};

function edgeAuc(W: Dense, edges: readonly (readonly [number, number])[]): number {
  const C = cosines(W);
  const pairs = C.flatMap((row, s) => row.slice(0, s).map((score, t) => ({ s, t, score })));
  const is = ({ s, t }: { s: number; t: number }): boolean => edges.some(([a, b]) => a === t && b === s);
  return auc(pairs.map((pair) => ({ is: is(pair), score: pair.score })));
}

/** Root mean square of what cosines are off, and of coefficients as a share of their size. */
function errors(W: Dense, { coef }: MadeMultitask): [number, number] {
  const [a, b] = [cosines(W).flat(), cosines(coef).flat()];
  const off = a.flatMap((value, k) => (k % (T + 1) === 0 ? [] : [(value - b[k]!) ** 2]));
  const [lost, size] = [W.data.map((w, k) => (w - coef.data[k]!) ** 2), coef.data.map((w) => w * w)];
  return [Math.sqrt(mean(off)), Math.sqrt(mean([...lost]) / mean([...size]))];
}

setWarningHandler(() => {});
for (const [structure, { title, read }] of Object.entries(readings)) {
  console.log(
    `\n${structure}: ${title} / error of correlations / error of coefficients, ${T} tasks, ${p} features`,
  );
  console.log(["rows a task".padEnd(18), ...sizes.map((n) => String(n).padStart(20))].join(""));
  for (const [name, learn] of Object.entries(estimators)) {
    const cells = sizes.map((nSamples) => {
      const scores = seeds.map((randomState) => {
        const made = makeMultitask({
          ...{ structure: structure as "clusters", nTasks: T, nFeatures: p, nSamples, noise, randomState },
          nInformative: 8,
        });
        const W = learn(made.tasks);
        return [read(W, made), ...errors(W, made)];
      });
      return [0, 1, 2].map((k) => mean(scores.map((score) => score[k]!)).toFixed(2)).join(" / ");
    });
    console.log([name.padEnd(18), ...cells.map((cell) => cell.padStart(20))].join(""));
  }
}
