import type { TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { type Block, f64, openArena } from "../kernel/arena.ts";
import { gemm, syrk } from "../kernel/product.ts";
import { loadRows, type Room, roomFor } from "./centred.ts";
import { type Group, groupsOf } from "./group.ts";
import { lowerOf, type Moments, mergeMoments, noMoments } from "./moments.ts";
import { TaskStatistics } from "./task-statistics.ts";

/** Rows that are centred and multiplied at a time: they stay in the cache from the first pass to the last. */
const rowsAtATime = (p: number): number => Math.max(64, Math.min(2048, Math.floor(2 ** 17 / p)));

/** The statistics of checked data. */
export function* accumulate(data: TaskData): Work<TaskStatistics> {
  const { p, T, taskNames } = data;
  const groups = groupsOf(data);
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

/** Runs that are added up one after the other. */
const runsOfShard = 32;

/** Rows are added up in shards, of which a group of so many rows has that many: each by itself, then all in their order. */
export const shardsOf = ({ X, rows }: Group): number =>
  Math.ceil(rows.length / (rowsAtATime(X.columns) * runsOfShard));

/** The moments of a group: those of its shards, merged. */
export function* momentsOf(group: Group, from = 0, share = 1): Work<Moments> {
  const shards = shardsOf(group);
  let sum = noMoments(group.X.columns, group.columns.length);
  for (let k = 0; k < shards; k++)
    sum = mergeMoments(sum, yield* momentsOfShard(group, k, from + (share * k) / shards, share / shards));
  return sum;
}

/** The moments of a shard: those of its runs of rows, merged. */
export function* momentsOfShard(group: Group, shard: number, from = 0, share = 1): Work<Moments> {
  const p = group.X.columns;
  const T = group.columns.length;
  const run = rowsAtATime(p);
  const first = shard * run * runsOfShard;
  const last = Math.min(group.rows.length, first + run * runsOfShard);
  let sum = noMoments(p, T);
  const { wishes, of } = roomFor(group, Math.min(run, last - first));
  const { blocks, close } = openArena({ ...wishes, G: f64(p * p), C: f64(p * T) });
  try {
    const room = of(blocks);
    for (let start = first; start < last; start += run) {
      const end = Math.min(last, start + run);
      sum = mergeMoments(sum, momentsOfRun(group, start, end, room, blocks.G, blocks.C));
      yield* report({ stage: "statistics", fraction: from + (share * (end - first)) / (last - first) });
    }
  } finally {
    close();
  }
  return sum;
}

function momentsOfRun(group: Group, start: number, end: number, room: Room, G: Block, C: Block): Moments {
  const n = end - start;
  const p = group.X.columns;
  const T = group.columns.length;
  const means = loadRows(group, start, end, room, true);
  syrk(G, room.A, { n: p, k: n, transposeA: true });
  gemm(C, room.A, room.Y, { m: p, n: T, k: n, transposeA: true });
  const square = new Float64Array(T);
  const targets = room.Y.values;
  for (let k = 0; k < n * T; k++) square[k % T]! += targets[k]! * targets[k]!;
  return { count: n, ...means, gram: lowerOf(G.values, p), cross: C.values.slice(), square };
}
