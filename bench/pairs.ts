// npm run bench:pairs: gains of all 9 591 pairs of School's tasks against one path of 50 strengths of all tasks, interleaved, each from the rows; clusters found.
import { makeMultitask } from "../src/data/index.ts";
import {
  adjustedRandScore,
  MultiTaskRegressor,
  type PenaltyFamily,
  regularizationPath,
} from "../src/index.ts";
import { meanRegularized, ridge, sum, traceNorm } from "../src/penalty/index.ts";
import { pairwiseGains, TaskGrouping } from "../src/select/index.ts";
import { school } from "./datasets/school.ts";
import { median, print, spread } from "./rounds.ts";

const seconds = (work: () => unknown): number => {
  const since = performance.now();
  work();
  return (performance.now() - since) / 1000;
};

const data = school();
const tasks = data?.X.map((X, t) => ({ X, y: data.y[t]! })) ?? [];
const families: Record<string, [PenaltyFamily, number | number[]]> = {
  traceNorm: [traceNorm, 50],
  "meanRegularized + ridge(0.01)": [
    (alpha) => sum(meanRegularized(alpha), ridge(0.01)),
    Array.from({ length: 50 }, (_, k) => 10 * 0.001 ** (k / 49)),
  ],
};
const rows = Object.entries(data ? families : {}).map(([name, [family, alphas]]) => {
  const path = (): unknown => regularizationPath(family, tasks, { alphas });
  const pairs = (): unknown => pairwiseGains(tasks, { cv: 5 });
  path();
  pairs();
  const times = Array.from({ length: 5 }, () => [seconds(pairs), seconds(path)] as const);
  return {
    "path of 50 strengths": name,
    "pairs / path": spread(times.map(([a, b]) => a / b)),
    aim: "< 100",
    "pairs, s": median(times.map(([a]) => a)).toPrecision(2),
    "path, s": median(times.map(([, b]) => b)).toPrecision(2),
  };
});
if (rows.length > 0) print(rows);

const sizes = [15, 20, 30, 40, 60, 120];
const seeds = Array.from({ length: 10 }, (_, k) => k);
const estimator = new MultiTaskRegressor({ penalty: sum(meanRegularized(1), ridge(0.03)) });

/** Adjusted Rand index of groups, one a seed. */
function recovered(nTasks: number, nSamples: number): number[] {
  return seeds.map((randomState) => {
    const made = makeMultitask({ nTasks, nSamples, nClusters: 3, nFeatures: 20, noise: 2, randomState });
    const grouping = new TaskGrouping({ estimator, maxGroups: 3, report: false }).fit(made.tasks);
    return adjustedRandScore(made.clusters!, grouping.assignment);
  });
}

console.log("\nadjusted Rand index of three clusters, 20 features, mean (least to most) over ten seeds");
print(
  sizes.map((n) => {
    const cell = (T: number): string => {
      const found = recovered(T, n);
      const mean = found.reduce((total, value) => total + value, 0) / found.length;
      return `${mean.toFixed(2)} (${Math.min(...found).toFixed(2)} to ${Math.max(...found).toFixed(2)})`;
    };
    return { "rows a task": String(n), "9 tasks, exact": cell(9), "30 tasks, mergers and moves": cell(30) };
  }),
);
