import { drain } from "../../base/work.ts";
import type { Dense } from "../../matrix/dense.ts";
import type { RandomState } from "../../matrix/random.ts";
import { cluster } from "./alternate.ts";
import { tiedMeans } from "./tied-means.ts";

/** Which of k clusters each point, a row, is in: the best of ten starts, clusters numbered in the order of their first points. */
export function kMeans(points: Dense, k: number, random: RandomState): number[] {
  const { rows: N, columns: p } = points;
  const rows = { X: points, T: 1, p, taskNames: undefined, task: new Int32Array(N) };
  const settings = { k, init: undefined, nInit: 10, maxIter: 300, random };
  const { labels } = drain(cluster(rows, tiedMeans(rows, k, 0), settings));
  const numbers = new Map<number, number>();
  return Array.from(labels, (label) => {
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label)!;
  });
}
