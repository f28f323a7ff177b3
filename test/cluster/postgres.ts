// A PostgreSQL server that asks three others, a table in three partitions: the statistics and fits of memory, and what is said when one is gone.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { loadSchool } from "../../src/data/index.ts";
import { openPostgres, statisticsFrom, toSQL } from "../../src/engine/index.ts";
import { MultiOutputRidge } from "../../src/index.ts";
import { Tally } from "../package/tally.ts";
import { apart } from "./apart.ts";
import { fitsOfMemory } from "./fits-of-memory.ts";
import { PostgresShards, postgresPrograms } from "./postgres-shards.ts";

const tally = new Tally("postgres");
const programs = postgresPrograms();
if (!programs) throw new Error("no PostgreSQL: install Debian's package postgresql");
const shards = await PostgresShards.start(3, programs);
const server = await openPostgres(shards.options(0));

try {
  const school = await loadSchool({ offline: "simulate" });
  const { tasks } = school;
  const p = 28;
  const features = Array.from({ length: p }, (_, j) => `x${j + 1}`);
  const columns = ["school int", "pupil bigint", "score float8", ...features.map((name) => `${name} float8`)].join(", "); // biome-ignore format: one line
  let pupil = 0;
  const rows = tasks.flatMap(({ name, X, y }) =>
    Array.from(y, (score, i) => [Number(name), pupil++, score, ...X.data.subarray(i * p, (i + 1) * p)]),
  );
  await shards.send(0, `CREATE TABLE pupils (${columns}) PARTITION BY LIST (school)`);
  for (let k = 0; k < 3; k++) {
    await shards.send(k + 1, `CREATE TABLE pupils_here (${columns})`);
    const own = rows.filter(([school]) => school! % 3 === k);
    const insert = "INSERT INTO pupils_here SELECT (v->>0)::int, (v->>1)::bigint, (v->>2)::float8";
    const rest = features.map((_, j) => `(v->>${j + 3})::float8`).join(", ");
    await shards.send(k + 1, `${insert}, ${rest} FROM json_array_elements($1::json) AS rows(v)`, [JSON.stringify(own)]); // biome-ignore format: one line
    const schools = tasks.map(({ name }) => Number(name)).filter((school) => school % 3 === k);
    await shards.send(0, `CREATE FOREIGN TABLE pupils_${k} PARTITION OF pupils FOR VALUES IN (${schools}) SERVER shard${k} OPTIONS (table_name 'pupils_here')`); // biome-ignore format: one line
  }
  const request = { features, targets: ["score"], task: "school" };
  await fitsOfMemory(tally, server.table("pupils"), school, request);

  await tally.check("every shard adds up its own rows", async () => {
    const plan = await shards.send(0, "EXPLAIN (VERBOSE) SELECT school, sum(x1 * x2) FROM pupils GROUP BY school"); // biome-ignore format: one line
    const text = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
    assert.equal(text.match(/Remote SQL: SELECT school, sum\(\(x1 \* x2\)\)/g)?.length, 3);
  });

  await tally.check("predictions written as SQL are those of memory, to 1e-12", async () => {
    const some = server.query("SELECT * FROM pupils WHERE school <= 7");
    const { statistics, features: coded } = await statisticsFrom(some, request);
    const { model } = new MultiOutputRidge().fitStatistics(statistics);
    const score = toSQL(model, some, { features: coded, taskColumn: "school" });
    const scored = await some.query(`SELECT ${score} AS score FROM ${some.from} ORDER BY pupil`);
    const own = tasks.filter(({ name }) => Number(name) <= 7);
    const wanted = own.flatMap(({ name, X }) => model.predict(X).getColumn(model.taskNames!.indexOf(name)));
    const found = scored.map((row) => Number(row["score"]));
    assert.ok(apart(found, wanted) < 1e-12, `${apart(found, wanted)}`);
  });

  await tally.check("folds by a hash, and columns of labels", async () => {
    const labels = { column: "school", categories: [1, 2] };
    const asked = { features: ["x4", labels], targets: ["score"], fold: { key: "pupil", count: 5 } };
    const { folds, features: coded } = await statisticsFrom(server.table("pupils"), asked);
    assert.deepEqual(coded.map(({ name }) => name), ["x4", "school=1", "school=2"]); // biome-ignore format: one line
    const counts = folds!.tests.map((fold) => fold.task(0).count);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), pupil); // biome-ignore format: one line
    return `${counts}`;
  });

  await tally.check(
    "names and values stay names and values; missing targets; tasks named by bigints",
    async () => {
      const evil = `x"; DROP TABLE pupils; --\\`;
      const label = `it's \\' a "label`;
      await shards.send(0, `CREATE TABLE evil ("${evil.replaceAll('"', '""')}" numeric, y float8, task text, big bigint)`); // biome-ignore format: one line
      for (const i of [1, 2, 3, 4])
      await shards.send(0, "INSERT INTO evil VALUES ($1, $2, $3, $4)", [i, i === 2 ? null : 2 * i, i < 3 ? label : "other", i < 3 ? 10 : 9]); // biome-ignore format: one line
      const rows = server.table("public.evil");
      const { statistics } = await statisticsFrom(rows, { features: [evil], targets: ["y"], task: "task" });
      assert.deepEqual(statistics.taskNames, [label, "other"]);
      assert.deepEqual([statistics.task(0).count, statistics.task(1).count], [1, 2]);
      const { statistics: coded } = await statisticsFrom(rows, { features: [{ column: "task" }], targets: ["y"] }); // biome-ignore format: one line
      assert.equal(coded.p, 2);
      const { statistics: numbered } = await statisticsFrom(rows, { features: [evil], targets: ["y"], task: "big" }); // biome-ignore format: one line
      assert.deepEqual(numbered.taskNames, ["9", "10"]);
    },
  );

  await tally.check("NaN, Infinity, texts, nothing and unknown columns are refused", async () => {
    const refused = (columns: string, rule: RegExp) => assert.rejects(statisticsFrom(server.query(`SELECT ${columns} FROM generate_series(1, 9) AS rows(i)`), { features: ["x"], targets: ["y"] }), rule); // biome-ignore format: one line
    for (const value of ["NaN", "Infinity", "-Infinity"]) {
      await refused(`CASE i WHEN 3 THEN '${value}'::float8 ELSE i END AS x, i AS y`, /features "x": expected finite numbers, got NULL, NaN or an infinite one in 1 rows/); // biome-ignore format: a sentence
    }
    await refused("i AS x, CASE i WHEN 3 THEN 'Infinity'::float8 END AS y", /targets "y": expected finite numbers or missing ones, got infinite ones in 1 rows/); // biome-ignore format: a sentence
    await refused("i AS x, NULL::float8 AS y", /targets "y": expected at least one observed target, got none/); // biome-ignore format: a sentence
    await refused("NULL::float8 AS x, i AS y", /features "x": expected finite numbers, got NULL, NaN or an infinite one in 9 rows/); // biome-ignore format: a sentence
    await refused("i::text AS x, i AS y", /features "x": expected a column of numbers, or \{ column \} for labels, got text/); // biome-ignore format: a sentence
    await refused("i AS z, i AS y", /features: expected one of the columns z, y, got "x"/);
  });

  await tally.check(
    "a wrong password, an unknown table, a query that takes too long: one sentence each",
    async () => {
      const guarded = await openPostgres({ ...shards.options(0), password: "wrong" });
      await assert.rejects(statisticsFrom(guarded.table("pupils"), request), /^PolytaskError: PostgreSQL at 127.*password authentication failed/); // biome-ignore format: one line
      await guarded.close();
      await assert.rejects(statisticsFrom(server.table("absent"), request), /^PolytaskError: PostgreSQL at 127.*"absent" does not exist/); // biome-ignore format: one line
      const hasty = await openPostgres({ ...shards.options(0), timeLimit: 50 });
      await assert.rejects(hasty.table("pupils").query("SELECT pg_sleep(20)"), /statement timeout/);
      await hasty.close();
    },
  );

  const running = async (k: number) => (await shards.send(k, "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()")).rows.length; // biome-ignore format: one line

  await tally.check("an aborted signal cancels the query on the server", async () => {
    const stop = new AbortController();
    const work = server.table("pupils").query("SELECT pg_sleep(20)", stop.signal);
    const ended = assert.rejects(work, /abort/i);
    while ((await running(0)) === 0) await wait(20);
    stop.abort();
    await ended;
    assert.equal(await running(0), 0);
  });

  await tally.check(
    "a shard that dies in the middle of a query is told, and its return mends the fit",
    async () => {
      await shards.send(3, "CREATE VIEW slow AS SELECT i::float8 AS x, i::float8 AS y FROM generate_series(1, 300000000) AS rows(i)"); // biome-ignore format: one line
      await shards.send(0, "CREATE FOREIGN TABLE slow (x float8, y float8) SERVER shard2 OPTIONS (table_name 'slow')"); // biome-ignore format: one line
      const work = statisticsFrom(server.table("slow"), { features: ["x"], targets: ["y"] });
      const told = assert.rejects(work, /^PolytaskError: PostgreSQL at 127/);
      const active = async () => (await shards.send(3, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'FETCH%' AND state = 'active'")).rows.length; // biome-ignore format: one line
      while ((await active()) === 0) await wait(20);
      await shards.kill(3);
      await told;
      await assert.rejects(statisticsFrom(server.table("pupils"), request), /^PolytaskError: PostgreSQL at 127.*shard2/); // biome-ignore format: one line
      await shards.start(3);
      const { statistics } = await statisticsFrom(server.table("pupils"), request);
      assert.equal(statistics.T, tasks.length);
    },
  );
} finally {
  await server.close();
  await shards.stop();
}
tally.close();
