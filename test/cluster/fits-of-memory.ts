import assert from "node:assert/strict";
import { statisticsFrom } from "../../src/engine/index.ts";
import { statisticsOf } from "../../src/index.ts";
import { dataSets } from "../engine/data-sets.ts";
import { cases, sameFit } from "../engine/same-fits.ts";
import type { Tally } from "../package/tally.ts";
import { apart } from "./apart.ts";
import type { Cluster } from "./cluster.ts";

/** The statistics of rows in shards, and what is learnt from them, beside those of the same rows in memory. */
export async function fitsOfMemory(tally: Tally, cluster: Cluster): Promise<void> {
  const engine = await cluster.open();
  for (const data of await dataSets()) {
    await cluster.load(data);
    const found = await statisticsFrom(engine.table(data.name), data.request);
    const expected = statisticsOf(...(data.memory as Parameters<typeof statisticsOf>));
    await tally.check(`${data.name}: rows in shards have the statistics of memory`, () => {
      assert.deepEqual(found.statistics.taskNames, expected.taskNames);
      for (let t = 0; t < expected.T; t++) {
        const [one, other] = [found.statistics.task(t), expected.task(t)];
        assert.equal(one.count, other.count);
        for (const part of ["meanX", "meanY", "gram", "cross", "square"] as const)
          assert.ok(
            apart(one[part], other[part]) < 1e-10,
            `${part} of task ${t}: ${apart(one[part], other[part])}`,
          );
      }
      return `${expected.T} tasks`;
    });
    for (const which of Object.keys(cases))
      await tally.check(`${data.name}: ${which} is that of memory, to 1e-9`, () =>
        sameFit(which, data, found),
      );
  }
  await engine.close();
}
