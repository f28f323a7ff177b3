import assert from "node:assert/strict";
import { batchesFrom, statisticsFrom, toSQL } from "../../src/engine/index.ts";
import { MultiOutputRidge, type Task } from "../../src/index.ts";
import { DataLoader, MultiTaskDataset, MultiTaskNetwork, regression } from "../../src/network/index.ts";
import { badInputs, namesStay, refuses, toldByBlocks } from "../engine/bad-input.ts";
import { clusters, type DataSet, dataSets } from "../engine/data-sets.ts";
import { scoreCase, scored } from "../engine/scoring-court.ts";
import { edges } from "../engine/scoring-edges.ts";
import type { Tally } from "../package/tally.ts";
import { apart } from "./apart.ts";
import type { Cluster } from "./cluster.ts";
import { faults } from "./faults.ts";
import { fitsOfMemory } from "./fits-of-memory.ts";
import { losses } from "./losses.ts";

/** What holds of every engine whose servers are real. */
export async function everyEngine(tally: Tally, cluster: Cluster, nine: string): Promise<void> {
  await fitsOfMemory(tally, cluster);
  await losses(tally, cluster, nine);
  const engine = await cluster.open();
  const data = clusters();

  await tally.check("predictions written as SQL, and back into a table, are those of memory, to 1e-12", () =>
    predictions(cluster, data),
  );

  await tally.check(
    `${scored.length} fitted estimators written as SQL say what they say in memory, to 1e-12`,
    async () => {
      let worst = 0;
      for (const one of scored) {
        const difference = await scoreCase(engine, one);
        assert.ok(difference < 1e-12, `${one.label}: ${difference}`);
        worst = Math.max(worst, difference);
      }
      return worst.toExponential(1);
    },
  );

  for (const [what, holds] of Object.entries(edges)) await tally.check(what, () => holds(engine));

  await tally.check("batches come page by page, in the order of a key", async () => {
    const { name, rows } = (await dataSets()).at(-1)!;
    const asked = { features: ["x1"], targets: ["y"], key: "key", batchSize: 1000 };
    const found: number[] = [];
    for await (const { targets } of (await batchesFrom(engine.table(name), asked)).epoch(1))
      found.push(...(targets["y"] as Float64Array));
    assert.deepEqual(found, rows.map((row) => row.at(-1))); // biome-ignore format: one line
    return `${found.length} rows of ${name}`;
  });

  await tally.check(
    "a network that learns from pages is that of the rows in memory, bit by bit",
    async () => {
      const { name, rows, columns } = (await dataSets()).at(-1)!;
      const features = Object.keys(columns).filter((column) => column.startsWith("x"));
      const at = (row: readonly number[], column: string) => row[Object.keys(columns).indexOf(column)]!;
      const X = rows.map((row) => features.map((feature) => at(row, feature)));
      const [asked, batchSize] = [{ features, targets: ["y"], key: "key" }, 100];
      const network = () => new MultiTaskNetwork({ tasks: { y: regression() }, hidden: [5], epochs: 2, randomState: 3 }); // biome-ignore format: one line
      const dataset = new MultiTaskDataset(X, { y: rows.map((row) => at(row, "y")) });
      const far = await network().fitAsync(await batchesFrom(engine.table(name), { ...asked, batchSize }));
      const near = network().fit(new DataLoader(dataset, { batchSize }));
      assert.deepEqual(far.model.describe(), near.model.describe());
      return `${rows.length} rows of ${name}, ${features.length} features`;
    },
  );

  await cluster.load({ name: "kept", columns: { one: "whole" }, rows: [[1]], part: "one" });
  const tried = { query: engine.query, nine };
  for (const [what, bad] of Object.entries(badInputs))
    await tally.check(`${what} is refused in a sentence`, () => refuses(tried, bad));
  await tally.check("names and texts stay what they are, whatever is in them", () => namesStay(tried));
  await tally.check("progress is told by blocks of columns", () => toldByBlocks(tried));
  await engine.close();

  await faults(tally, cluster, data);
}

/** Predictions of rows in shards, in the words of the engine, and what the engine's own client writes of them into a table. */
async function predictions(cluster: Cluster, { name, request, memory }: DataSet): Promise<string> {
  const engine = await cluster.open();
  const rows = engine.table(name);
  const { statistics, features } = await statisticsFrom(rows, request);
  const ridge = new MultiOutputRidge().fitStatistics(statistics);
  const score = toSQL(ridge.model, rows, { features, taskColumn: "task" });
  await cluster.write("predicted", `SELECT *, ${score} AS score FROM ${rows.from}`);
  const key = rows.dialect.name("key");
  const asked = await rows.query(`SELECT ${score} AS score FROM ${rows.from} ORDER BY ${key}`);
  const written = await rows.query(`SELECT score FROM ${engine.table("predicted").from} ORDER BY ${key}`);
  await engine.close();
  const wanted = ridge.predict(memory[0] as readonly Task[]).flatMap((own) => Array.from(own));
  const differences = [asked, written].map((scored) => {
    assert.equal(scored.length, wanted.length);
    return apart(scored.map((row) => Number(row["score"])), wanted); // biome-ignore format: one line
  });
  for (const difference of differences) assert.ok(difference < 1e-12, `${difference}`);
  return `${wanted.length} rows, ${differences.map((difference) => difference.toExponential(1)).join(" and ")}`;
}
