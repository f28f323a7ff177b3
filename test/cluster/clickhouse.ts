// Three ClickHouse servers, a table in three shards: the statistics and fits of memory, and what is said when a shard is gone.
import assert from "node:assert/strict";
import { loadSchool } from "../../src/data/index.ts";
import { openClickhouse, statisticsFrom, toSQL } from "../../src/engine/index.ts";
import { MultiOutputRidge, statisticsOf } from "../../src/index.ts";
import { onPath } from "../package/on-path.ts";
import { Tally } from "../package/tally.ts";
import { apart } from "./apart.ts";
import { fitsOfMemory } from "./fits-of-memory.ts";
import { Shards } from "./shards.ts";

const tally = new Tally("cluster");
const binary = process.env["CLICKHOUSE"] ?? onPath("clickhouse-server");
if (!binary) throw new Error("no clickhouse-server: install one, or name it in CLICKHOUSE");
const shards = await Shards.start(3, binary);
const cluster = await openClickhouse({ url: shards.urls[0]! });

const send = async (k: number, sql: string, rows = ""): Promise<void> => {
  const answer = await fetch(`${shards.urls[k]}/?query=${encodeURIComponent(sql)}`, { method: "POST", body: rows || " " }); // biome-ignore format: one line
  if (!answer.ok) throw new Error(await answer.text());
  await answer.text();
};

try {
  const school = await loadSchool({ offline: "simulate" });
  const { tasks } = school;
  const p = 28;
  const features = Array.from({ length: p }, (_, j) => `x${j + 1}`);
  const columns = [
    ...features.map((name) => `${name} Float64`),
    "score Float64",
    "school Int32",
    "pupil Int64",
  ];
  let pupil = 0;
  const lines = tasks.flatMap(({ name, X, y }) =>
    Array.from(y, (score, i) => [...X.data.subarray(i * p, (i + 1) * p), score, name, pupil++].join("\t")),
  );
  for (const k of shards.urls.keys()) {
    await send(k, `CREATE TABLE pupils_here (${columns.join(", ")}) ENGINE = MergeTree ORDER BY pupil`);
    const own = lines.filter((_, i) => i % 3 === k);
    await send(k, "INSERT INTO pupils_here FORMAT TabSeparated", own.join("\n"));
    await send(k, "CREATE TABLE pupils AS pupils_here ENGINE = Distributed(shards, default, pupils_here)");
  }
  const request = { features, targets: ["score"], task: "school" };
  await fitsOfMemory(tally, cluster.table("pupils"), school, request);

  await tally.check("predictions written as SQL are those of memory, to 1e-12", async () => {
    const rows = cluster.query("SELECT * FROM pupils WHERE school <= 7");
    const { statistics, features } = await statisticsFrom(rows, request);
    const { model } = new MultiOutputRidge().fitStatistics(statistics);
    const score = toSQL(model, rows, { features, taskColumn: "school" });
    const scored = await rows.query(`SELECT ${score} AS score FROM ${rows.from} ORDER BY pupil`);
    const own = tasks.filter(({ name }) => Number(name) <= 7);
    const wanted = own.flatMap(({ name, X }) => model.predict(X).getColumn(model.taskNames!.indexOf(name)));
    const found = scored.map((row) => Number(row["score"]));
    assert.ok(apart(found, wanted) < 1e-12, `${apart(found, wanted)}`);
  });

  await tally.check("tasks whose columns lie apart are asked again about their own", async () => {
    const apartRows = Array.from({ length: 40 }, (_, i) => ({
      x: 1e8 * (i % 2) + (i % 7),
      y: i % 5,
      task: i % 2,
    }));
    await send(0, "CREATE TABLE apart (x Float64, y Float64, task UInt8) ENGINE = MergeTree ORDER BY task");
    await send(0, "INSERT INTO apart FORMAT JSONEachRow", apartRows.map((row) => JSON.stringify(row)).join("\n")); // biome-ignore format: one line
    const { statistics } = await statisticsFrom(cluster.table("apart"), { features: ["x"], targets: ["y"], task: "task" }); // biome-ignore format: one line
    const own = [0, 1].map((k) => apartRows.filter(({ task }) => task === k));
    const wanted = statisticsOf(own.map((rows, k) => ({ name: `${k}`, X: rows.map(({ x }) => [x]), y: rows.map(({ y }) => y) }))); // biome-ignore format: one line
    for (const t of [0, 1]) assert.ok(apart(statistics.task(t).gram, wanted.task(t).gram) < 1e-12);
  });

  await tally.check("folds by a hash, and columns of labels", async () => {
    const labels = { column: "school", categories: [1, 2] };
    const asked = { features: ["x4", labels], targets: ["score"], fold: { key: "pupil", count: 5 } };
    const { folds, statistics, features: coded } = await statisticsFrom(cluster.table("pupils"), asked);
    assert.deepEqual(
      coded.map(({ name }) => name),
      ["x4", "school=1", "school=2"],
    );
    const counts = folds!.tests.map((fold) => fold.task(0).count);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), pupil); // biome-ignore format: one line
    assert.equal(statistics.task(0).count, pupil);
    return `${counts}`;
  });

  await tally.check("names and values stay names and values", async () => {
    const evil = "x`); DROP TABLE pupils_here; --\\";
    const label = "it's \\' a `label`";
    const quoted = `\`${evil.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
    await send(0, `CREATE TABLE evil (${quoted} Float64, y Nullable(Float64), task String) ENGINE = MergeTree ORDER BY task`); // biome-ignore format: one line
    await send(0, "INSERT INTO evil FORMAT JSONEachRow", [1, 2, 3, 4].map((i) => JSON.stringify({ [evil]: i, y: i === 2 ? null : 2 * i, task: i < 3 ? label : "other" })).join("\n")); // biome-ignore format: one line
    const { statistics } = await statisticsFrom(cluster.table("evil"), { features: [evil], targets: ["y"], task: "task" }); // biome-ignore format: one line
    assert.deepEqual(statistics.taskNames, [label, "other"]);
    assert.deepEqual([statistics.task(0).count, statistics.task(1).count], [1, 2]);
    const { statistics: coded } = await statisticsFrom(cluster.table("evil"), { features: [{ column: "task" }], targets: ["y"] }); // biome-ignore format: one line
    assert.equal(coded.p, 2);
  });

  await tally.check("a wrong password, an unknown table: one sentence each", async () => {
    const guarded = await openClickhouse({ url: shards.urls[0]!, username: "guarded", password: "wrong" });
    await assert.rejects(statisticsFrom(guarded.table("pupils"), request), /^PolytaskError: ClickHouse at http:.*assword/); // biome-ignore format: one line
    await guarded.close();
    await assert.rejects(statisticsFrom(cluster.table("absent"), request), /^PolytaskError: ClickHouse at http:.*absent/); // biome-ignore format: one line
  });

  await tally.check("a shard that dies is told, and its return mends the fit", async () => {
    await shards.kill(2);
    await assert.rejects(
      statisticsFrom(cluster.table("pupils"), request),
      /^PolytaskError: ClickHouse at http:/,
    );
    await shards.start(2, binary);
    const { statistics } = await statisticsFrom(cluster.table("pupils"), request);
    assert.equal(statistics.task(0).count, tasks[0]!.y.length);
  });
} finally {
  await cluster.close();
  await shards.stop();
}
tally.close();
