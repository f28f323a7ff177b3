import type { TaskData } from "../base/tasks.ts";
import { drain, type Work } from "../base/work.ts";
import { type Build, currentBuild, useBuild } from "../kernel/module.ts";
import { onThreads } from "../parallel/on-threads.ts";
import { hasThreads } from "../parallel/thread.ts";
import { momentsOfShard, shardsOf } from "./accumulate.ts";
import { type Group, groupsOf } from "./group.ts";
import { type Moments, mergeMoments } from "./moments.ts";
import { TaskStatistics } from "./task-statistics.ts";

/** A shard of a group that a thread is to add up, with the group where the thread does not have it yet. */
export interface ShardOrder {
  readonly shard: number;
  readonly group: Group | undefined;
  readonly build: Build;
}

/** Whether there shall be other threads, and can be, with memory that they share. */
export const areThreads = (size: number): boolean =>
  size > 1 && hasThreads() && typeof SharedArrayBuffer !== "undefined";

/**
 * The statistics of checked data, on threads that share memory: numbers that stand elsewhere are copied there at once. Each thread adds up
 * shards, which are merged in their order, so that any number of threads gives the same bits.
 */
export const accumulateOnThreads = (data: TaskData, size: number): Work<TaskStatistics> =>
  addUp(sharedGroups(groupsOf(data)), data, size);

function* addUp(groups: readonly Group[], { p, T, taskNames }: TaskData, size: number): Work<TaskStatistics> {
  const jobs = groups.flatMap((of, group) =>
    Array.from({ length: shardsOf(of) }, (_, shard) => ({ group, shard })),
  );
  const build = currentBuild();
  const holds: number[] = [];
  const found = yield* onThreads<(typeof jobs)[number], Moments>(size, jobs, ({ group, shard }, thread) => {
    const known = holds[thread] === group;
    holds[thread] = group;
    return { shard, build, group: known ? undefined : groups[group] } satisfies ShardOrder;
  });
  const sums = groups.map(({ tasks }, k) => ({
    tasks,
    moments: found.filter((_, at) => jobs[at]!.group === k).reduce(mergeMoments),
  }));
  return new TaskStatistics(p, T, taskNames, sums);
}

/** The other side: what a thread does with its orders. */
export function addsShards(): (order: ShardOrder) => Moments {
  let group: Group;
  return (order) => {
    useBuild(order.build);
    group = order.group ?? group;
    return drain(momentsOfShard(group, order.shard));
  };
}

/** Groups whose numbers stand in shared memory; what they have in common stands there once. */
function sharedGroups(groups: readonly Group[]): Group[] {
  const copies = new Map<object, Float64Array>();
  const shared = (data: Float64Array): Float64Array => {
    if (data.buffer instanceof SharedArrayBuffer) return data;
    const copy = copies.get(data) ?? new Float64Array(new SharedArrayBuffer(8 * data.length));
    if (!copies.has(data)) copy.set(data);
    copies.set(data, copy);
    return copy;
  };
  return groups.map((group) => {
    const { X, Y, rows, weight } = group;
    const numbers = new Int32Array(new SharedArrayBuffer(4 * rows.length));
    numbers.set(rows);
    return {
      ...group,
      ...{ X: { ...X, data: shared(X.data) }, Y: { ...Y, data: shared(Y.data) } },
      ...{ rows: numbers, weight: weight && shared(weight) },
    };
  });
}
