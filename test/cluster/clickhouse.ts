// Three ClickHouse servers, tables in three shards: what holds of every engine, and what is ClickHouse's own.
import assert from "node:assert/strict";
import { statisticsFrom } from "../../src/engine/index.ts";
import { statisticsOf } from "../../src/index.ts";
import { onPath } from "../package/on-path.ts";
import { Tally } from "../package/tally.ts";
import { apart } from "./apart.ts";
import { ClickhouseShards } from "./clickhouse-shards.ts";
import { everyEngine } from "./every-engine.ts";
import { pictureOfCluster } from "./picture-of-cluster.ts";

const tally = new Tally("cluster");
const binary = process.env["CLICKHOUSE"] ?? onPath("clickhouse-server");
if (!binary) throw new Error("no clickhouse-server: install one, or name it in CLICKHOUSE");
const shards = await ClickhouseShards.start(3, binary);

try {
  await everyEngine(tally, shards, "(SELECT toInt64(number) AS i FROM system.numbers LIMIT 9)");
  const cluster = await shards.open();

  await tally.check("tasks whose columns lie apart are asked again about their own", async () => {
    const apartRows = Array.from({ length: 40 }, (_, i) => ({ x: 1e8 * (i % 2) + (i % 7), y: i % 5, task: i % 2 })); // biome-ignore format: one line
    const columns = { x: "double", y: "double", task: "whole" } as const;
    await shards.load({ name: "apart", columns, rows: apartRows.map(({ x, y, task }) => [x, y, task]), part: "task" }); // biome-ignore format: one line
    const { statistics } = await statisticsFrom(cluster.table("apart"), { features: ["x"], targets: ["y"], task: "task" }); // biome-ignore format: one line
    const own = [0, 1].map((k) => apartRows.filter(({ task }) => task === k));
    const wanted = statisticsOf(own.map((rows, k) => ({ name: `${k}`, X: rows.map(({ x }) => [x]), y: rows.map(({ y }) => y) }))); // biome-ignore format: one line
    for (const t of [0, 1]) assert.ok(apart(statistics.task(t).gram, wanted.task(t).gram) < 1e-12);
  });

  await tally.check("whole numbers that no double holds name tasks, in order", async () => {
    const rows = "SELECT toFloat64(number) AS x, x AS y, toInt64(9007199254740993 + number % 2) AS task FROM system.numbers LIMIT 9"; // biome-ignore format: one line
    const { statistics } = await statisticsFrom(cluster.query(rows), { features: ["x"], targets: ["y"], task: "task" }); // biome-ignore format: one line
    assert.deepEqual(statistics.taskNames, ["9007199254740993", "9007199254740994"]);
  });
  await tally.check("fifteen lines from a cluster to a picture: the example's, one of them changed", () =>
    pictureOfCluster(shards),
  );
  await cluster.close();
} finally {
  await shards.stop();
}
tally.close();
