import { ClickhouseShards } from "./clickhouse-shards.ts";
import { PostgresShards, postgresPrograms } from "./postgres-shards.ts";
import { onPath } from "../package/on-path.ts";
import { Tally } from "../package/tally.ts";
import { clusters } from "../engine/data-sets.ts";
import { faults } from "./faults.ts";
const cluster = process.argv[2] === "c" ? await ClickhouseShards.start(3, onPath("clickhouse-server")!) : await PostgresShards.start(3, postgresPrograms()!);
const tally = new Tally("x");
try { const data = clusters(); await cluster.load(data); await faults(tally, cluster, data); } finally { await cluster.stop(); }
tally.close();
