/**
 * How well relations of tasks are recovered, against the number of rows a task: adjusted Rand index of clusters, rank, AUC of edges
 * and of outliers, and how far correlations and coefficients are off. Means over seeds; strengths by cross-validation on the same rows.
 *
 * Tasks are as alike as the cosine of their coefficients, and clusters are found from those, but where a model says it itself: the
 * relationship estimator by its Ω, which is held against the Ω of the true coefficients, the clustered one by its clusters. The number
 * of clusters is told, and `graph` is told the edges where the structure has some; where it has none its row has dashes.
 */
import { type MadeMultitask, makeMultitask } from "../src/data/index.ts";
import { correlationOf, relationOf } from "../src/estimator/task-covariance.ts";
import {
  adjustedRandScore,
  ClusteredTaskRegressor,
  GroupingOverlapRegressor,
  MultiTaskRegressorCV,
  type PenaltyFamily,
  setWarningHandler,
  type Task,
  TaskRelationshipRegressor,
  taskRelations,
} from "../src/index.ts";
import type { Dense } from "../src/matrix/dense.ts";
import { svd } from "../src/matrix/svd.ts";
import {
  fusedSparseGroup,
  graph,
  l21,
  meanRegularized,
  ridge,
  sum,
  temporal,
  traceNorm,
} from "../src/penalty/index.ts";

const [T, p, noise] = [12, 20, 2];
const sizes = [15, 30, 60, 120];
const seeds = [0, 1, 2, 3, 4];
const ridges = [0.001, 0.03, 0.3];
const alphas = Array.from({ length: 9 }, (_, k) => 3 / 2 ** k);

/** What an estimator has learnt, and how alike that makes the tasks. */
interface Learnt {
  readonly W: Dense;
  readonly alike: (W: Dense) => number[][];
  readonly clusters: readonly number[];
}

const searched = (penalty: PenaltyFamily | PenaltyFamily[]) => (tasks: Task[]) =>
  told(new MultiTaskRegressorCV({ penalty, alphas, cv: 3, fitIntercept: false }).fit(tasks));

const estimators: Record<string, (tasks: Task[], edges: MadeMultitask["edges"]) => Learnt | undefined> = {
  ridge: searched(ridge),
  l21: searched(l21),
  traceNorm: searched(traceNorm),
  temporal: searched([0.3, 3, 30].map((by) => (alpha) => temporal(by * alpha, alpha))),
  fusedSparseGroup: searched((alpha) => fusedSparseGroup(0.1 * alpha, alpha, alpha)),
  "GO-MTL": (tasks) =>
    told(
      new GroupingOverlapRegressor({
        ...{ nLatent: 3, mu: 0.3, lambda: 0.05, tol: 1e-6, nInit: 2, randomState: 0, fitIntercept: false },
      }).fit(tasks),
    ),
  meanRegularized: searched(ridges.map((by) => (alpha) => sum(meanRegularized(alpha), ridge(by)))),
  "graph, told": (tasks, edges) =>
    edges && searched(ridges.map((by) => (alpha) => sum(graph(edges, alpha), ridge(by))))(tasks),
  relationship: (tasks) => {
    const betas = alphas.map((alpha) => alpha / 10);
    const model = new TaskRelationshipRegressor({
      ...{ alpha: "cv", beta: "cv", alphas: ridges, betas, cv: 3, fitIntercept: false },
    }).fit(tasks);
    return { W: model.model.coef, alike: omega, clusters: taskRelations(model, { clusters: 3 }).assignment };
  },
  clustered: (tasks) => {
    const strengths = { alpha: "cv", beta: "cv", alphas, betas: ridges } as const;
    const model = new ClusteredTaskRegressor({ k: 3, ...strengths, cv: 3, fitIntercept: false }).fit(tasks);
    return { W: model.model.coef, alike: cosines, clusters: model.clusters };
  },
};

function told({ model }: { readonly model: { readonly coef: Dense } }): Learnt {
  return { W: model.coef, alike: cosines, clusters: clustersOf(cosines(model.coef), 3) };
}

/** The correlations of Ω. */
const omega = (W: Dense): number[][] => {
  const { data } = correlationOf(relationOf(W));
  return Array.from({ length: T }, (_, t) => Array.from(data.subarray(t * T, (t + 1) * T)));
};

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

/** What the structure is about: its name, and how well that is told. */
const readings: Record<string, { title: string; read: (learnt: Learnt, made: MadeMultitask) => number }> = {
  clusters: { title: "ARI", read: (learnt, made) => adjustedRandScore(made.clusters!, learnt.clusters) },
  lowRank: {
    title: "rank",
    read: ({ W }) => {
      const { s } = svd(W);
      return s.filter((value) => value > 1e-6 * s[0]!).length;
    },
  },
  graph: { title: "edge AUC", read: edgeAuc },
  temporal: { title: "edge AUC", read: edgeAuc },
  outliers: {
    title: "outlier AUC",
    read: ({ W, alike }, { outliers }) =>
      auc(alike(W).map((row, t) => ({ is: outliers!.includes(t), score: -mean(row) }))),
  },
};

function edgeAuc({ W, alike }: Learnt, { edges }: MadeMultitask): number {
  const pairs = alike(W).flatMap((row, s) => row.slice(0, s).map((score, t) => ({ s, t, score })));
  const is = ({ s, t }: { s: number; t: number }): boolean => edges!.some(([a, b]) => a === t && b === s);
  return auc(pairs.map((pair) => ({ is: is(pair), score: pair.score })));
}

/** Root mean square of what correlations are off, and of coefficients as a share of their size. */
function errors({ W, alike }: Learnt, { coef }: MadeMultitask): [number, number] {
  const [a, b] = [alike(W).flat(), alike(coef).flat()];
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
      const scores = seeds.flatMap((randomState) => {
        const made = makeMultitask({
          ...{ structure: structure as "clusters", nTasks: T, nFeatures: p, nSamples, noise, randomState },
          nInformative: 8,
        });
        const learnt = learn(made.tasks, made.edges);
        return learnt ? [[read(learnt, made), ...errors(learnt, made)]] : [];
      });
      if (scores.length === 0) return "-";
      return [0, 1, 2].map((k) => mean(scores.map((score) => score[k]!)).toFixed(2)).join(" / ");
    });
    console.log([name.padEnd(18), ...cells.map((cell) => cell.padStart(20))].join(""));
  }
}
