// npm run bench:pairs: gains of all 9 591 pairs of School's tasks against one path of 50 strengths of all tasks, interleaved, each from the rows; clusters found.
import { drain } from "../src/base/work.ts";
import { makeMultitask } from "../src/data/index.ts";
import { adjustedRandScore, type PenaltyFamily, regularizationPath } from "../src/index.ts";
import type { Dense } from "../src/matrix/dense.ts";
import { meanRegularized, ridge, sum, traceNorm } from "../src/penalty/index.ts";
import { bestGroups, type Groups, mergedGroups } from "../src/select/group-tasks.ts";
import { pairwiseGains } from "../src/select/index.ts";
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

/** Mean, least and most of the adjusted Rand indices of groups, one a seed. */
function recovered(nTasks: number, nSamples: number, group: (losses: Dense) => Groups): string {
  const found = seeds.map((randomState) => {
    const made = makeMultitask({ nTasks, nSamples, nClusters: 3, nFeatures: 20, noise: 2, randomState });
    const data = Float64Array.from(pairwiseGains(made.tasks).gains.to1DArray(), (gain) => 1 - gain);
    return adjustedRandScore(made.clusters!, group({ data, rows: nTasks, columns: nTasks }).assignment);
  });
  const mean = found.reduce((total, value) => total + value, 0) / found.length;
  return `${mean.toFixed(2)} (${Math.min(...found).toFixed(2)} to ${Math.max(...found).toFixed(2)})`;
}

console.log("\nadjusted Rand index of three clusters, 20 features, mean (least to most) over ten seeds");
print(
  sizes.map((n) => ({
    "rows a task": String(n),
    "9 tasks, best sets": recovered(
      9,
      n,
      (losses) => drain(bestGroups(losses, { budget: 3, cost: () => 1 }))!,
    ),
    "9 tasks, mergers and moves": recovered(9, n, (losses) => mergedGroups(losses, 3)),
    "30 tasks, mergers and moves": recovered(30, n, (losses) => mergedGroups(losses, 3)),
  })),
);
