import assert from "node:assert/strict";
import { type Source, type StatisticsOptions, statisticsFrom } from "../../src/engine/index.ts";
import { MultiOutputRidge, MultiTaskRegressor, statisticsOf } from "../../src/index.ts";
import { l21, taskRelationship, traceNorm } from "../../src/penalty/index.ts";
import type { Tally } from "../package/tally.ts";
import { apart } from "./apart.ts";

/** The statistics of the rows of a cluster, and what is learnt from them, beside those of the same rows in memory. */
export async function fitsOfMemory(
  tally: Tally,
  source: Source,
  school: Awaited<ReturnType<typeof import("../../src/data/index.ts").loadSchool>>,
  request: StatisticsOptions,
): Promise<void> {
  const { tasks } = school;
  const expected = statisticsOf(tasks);

  await tally.check("rows in three shards have the statistics of memory", async () => {
    const { statistics } = await statisticsFrom(source, request);
    assert.deepEqual([...statistics.taskNames!].sort(), tasks.map(({ name }) => name).sort());
    for (const [t, { name }] of tasks.entries()) {
      const [found, own] = [statistics.task(statistics.taskNames!.indexOf(name)), expected.task(t)];
      assert.equal(found.count, own.count);
      for (const part of ["meanX", "gram", "cross", "square"] as const)
        assert.ok(apart(found[part], own[part]) < 1e-11, `${part} of task ${t}: ${apart(found[part], own[part])}`); // biome-ignore format: one line
    }
    return `${tasks.length} schools, ${school.source.startsWith("simulated") ? "simulated" : "the published table"}`;
  });

  await tally.check("ridge, l21, trace norm and MTRL are those of memory, to 1e-9", async () => {
    const { statistics } = await statisticsFrom(source, request);
    const ridge = new MultiOutputRidge().fit(tasks).coef.to1DArray();
    assert.ok(apart(new MultiOutputRidge().fitStatistics(statistics).coef.to1DArray(), ridge) < 1e-9);
    for (const penalty of [l21(0.5), traceNorm(0.5), taskRelationship(0.1, 0.01)]) {
      const model = new MultiTaskRegressor({ penalty, tol: 1e-8 });
      const [found, own] = [model.clone().fitStatistics(statistics), model.fit(tasks)];
      const objective = own.marks.at(-1)!.objective;
      assert.ok(Math.abs(found.marks.at(-1)!.objective / objective - 1) < 1e-9, penalty.name);
    }
  });
}
