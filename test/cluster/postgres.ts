// A PostgreSQL server that asks three others, tables in three partitions: what holds of every engine, and what is PostgreSQL's own.
import assert from "node:assert/strict";
import { statisticsFrom } from "../../src/engine/index.ts";
import { Tally } from "../package/tally.ts";
import { everyEngine } from "./every-engine.ts";
import { PostgresShards, postgresPrograms } from "./postgres-shards.ts";

const tally = new Tally("postgres");
const programs = postgresPrograms();
if (!programs) throw new Error("no PostgreSQL: install Debian's package postgresql");
const shards = await PostgresShards.start(3, programs);

try {
  await everyEngine(tally, shards, "generate_series(0, 8) AS t(i)");

  await tally.check("every shard adds up its own rows", async () => {
    const plan = await shards.send(
      0,
      "EXPLAIN (VERBOSE) SELECT task, sum(x1 * x2) FROM clusters GROUP BY task",
    );
    const text = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
    assert.equal(text.match(/Remote SQL: SELECT task, sum\(\(x1 \* x2\)\)/g)?.length, 3);
  });

  await tally.check("names with a schema, decimal numbers, columns of labels", async () => {
    await shards.send(0, "CREATE TABLE priced (price numeric, y float8, color text)");
    await shards.send(0, "INSERT INTO priced VALUES (1.5, 1, 'red'), (2.5, 2, 'blue'), (3.5, NULL, 'red')");
    const server = await shards.open();
    const asked = { features: ["price", { column: "color" }], targets: ["y"] };
    const { statistics, features } = await statisticsFrom(server.table("public.priced"), asked);
    await server.close();
    assert.deepEqual(features.map(({ name }) => name), ["price", "color=blue", "color=red"]); // biome-ignore format: one line
    assert.deepEqual([...statistics.task(0).meanX], [2, 0.5, 0.5]);
  });
} finally {
  await shards.stop();
}
tally.close();
