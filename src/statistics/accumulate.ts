import type { TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { type Block, f64, openArena } from "../kernel/arena.ts";
import { gemm, syrk } from "../kernel/product.ts";
import { meansOf, writeCentred } from "./centred.ts";
import { type Group, groupsOf } from "./group.ts";
import { type Moments, mergeMoments, noMoments } from "./moments.ts";
import { TaskStatistics } from "./task-statistics.ts";

/** Rows that are centred and multiplied at a time: they stay in the cache from the first pass to the last. */
const rowsAtATime = (p: number): number => Math.max(64, Math.min(2048, Math.floor(2 ** 17 / p)));

/** The statistics of checked data. */
export function* accumulate({ p, T, taskNames, blocks }: TaskData): Work<TaskStatistics> {
  const groups = blocks.flatMap(groupsOf);
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  let done = 0;
  const found = [];
  for (const group of groups) {
    found.push({
      tasks: group.tasks,
      moments: yield* momentsOf(group, done / total, group.rows.length / total),
    });
    done += group.rows.length;
  }
  return new TaskStatistics(p, T, taskNames, found);
}

/** The moments of a group: those of its runs of rows, merged. */
export function* momentsOf(group: Group, from = 0, share = 1): Work<Moments> {
  const p = group.X.columns;
  const T = group.columns.length;
  const n = group.rows.length;
  const height = Math.min(n, rowsAtATime(p));
  let sum = noMoments(p, T);
  const arena = openArena({ A: f64(height * p), Y: f64(height * T), G: f64(p * p), C: f64(p * T) });
  try {
    for (let start = 0; start < n; start += height) {
      sum = mergeMoments(sum, momentsOfRun(group, start, Math.min(n, start + height), arena.blocks));
      yield* report({ stage: "statistics", fraction: from + share * Math.min(1, (start + height) / n) });
    }
  } finally {
    arena.close();
  }
  return sum;
}

function momentsOfRun(
  group: Group,
  start: number,
  end: number,
  { A, Y, G, C }: { readonly A: Block; readonly Y: Block; readonly G: Block; readonly C: Block },
): Moments {
  const run = { group, start, end };
  const n = end - start;
  const p = group.X.columns;
  const T = group.columns.length;
  const means = meansOf(run);
  writeCentred(run, means, A.values, Y.values);
  syrk(G, A, { n: p, k: n, transposeA: true });
  gemm(C, A, Y, { m: p, n: T, k: n, transposeA: true });
  const gram = new Float64Array((p * (p + 1)) / 2);
  const full = G.values;
  for (let i = 0, at = 0; i < p; at += ++i) gram.set(full.subarray(i * p, i * p + i + 1), at);
  const square = new Float64Array(T);
  const targets = Y.values;
  for (let k = 0; k < n * T; k++) square[k % T]! += targets[k]! * targets[k]!;
  return { count: n, ...means, gram, cross: C.values.slice(), square };
}
