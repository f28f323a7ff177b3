import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import { type Clickhouse, openClickhouse } from "../../src/engine/index.ts";
import type { Table } from "../engine/data-sets.ts";
import type { Cluster, Opening } from "./cluster.ts";
import { freePorts } from "./free-ports.ts";
import { Servers } from "./servers.ts";

/** ClickHouse servers on loopback ports of their own, each a shard of the cluster `shards`. */
export class ClickhouseShards extends Servers implements Cluster {
  readonly place = /^PolytaskError: ClickHouse at http:/;
  readonly shards: readonly number[];
  readonly pace = 100_000;
  readonly urls: readonly string[];
  readonly #folders: readonly string[];
  readonly #binary: string;

  static async start(count: number, binary: string): Promise<ClickhouseShards> {
    const ports = await freePorts(2 * count);
    const shards = new ClickhouseShards(count, ports, binary);
    for (let k = 0; k < count; k++) await shards.start(k);
    return shards;
  }

  constructor(count: number, ports: readonly number[], binary: string) {
    super("clickhouse", "SIGKILL");
    this.#binary = binary;
    this.shards = Array.from({ length: count }, (_, k) => k);
    const tcp = ports.slice(count);
    const cluster = tcp.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`).join(""); // biome-ignore format: one line
    this.urls = ports.slice(0, count).map((port) => `http://127.0.0.1:${port}`);
    this.#folders = this.urls.map((_, k) => {
      const folder = join(this.root, `${k}`);
      mkdirSync(folder);
      writeFileSync(join(folder, "config.xml"), configuration(folder, ports[k]!, tcp[k]!, cluster));
      writeFileSync(join(folder, "users.xml"), users);
      return folder;
    });
  }

  /** A password is that of the user who has one. */
  open({ password, ...options }: Opening = {}): Promise<Clickhouse> {
    return openClickhouse({
      url: this.urls[0]!,
      ...(password && { username: "guarded", password }),
      ...options,
    });
  }

  /** Runs a statement on shard k. */
  async send(k: number, sql: string, rows = ""): Promise<string> {
    const answer = await fetch(`${this.urls[k]}/?query=${encodeURIComponent(sql)}`, { method: "POST", body: rows || " " }); // biome-ignore format: one line
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  }

  async load({ name, columns, rows, part }: Table): Promise<void> {
    const kinds = Object.entries(columns).map(([column, kind]) => `${column} ${kind === "whole" ? "Int64" : "Nullable(Float64)"}`); // biome-ignore format: one line
    const by = Object.keys(columns).indexOf(part);
    for (const k of this.shards) {
      await this.send(
        k,
        `CREATE TABLE ${name}_here (${kinds.join(", ")}) ENGINE = MergeTree ORDER BY ${part}`,
      );
      const own = rows.filter((row) => row[by]! % this.shards.length === k);
      const lines = own.map((row) => row.map((value) => (Number.isNaN(value) ? "\\N" : value)).join("\t"));
      if (lines.length > 0)
        await this.send(k, `INSERT INTO ${name}_here FORMAT TabSeparated`, lines.join("\n"));
      await this.send(
        k,
        `CREATE TABLE ${name} AS ${name}_here ENGINE = Distributed(shards, default, ${name}_here)`,
      );
    }
  }

  async write(name: string, select: string): Promise<void> {
    const client = createClient({ url: this.urls[0]! });
    await client.command({
      query: `CREATE TABLE ${name} ENGINE = MergeTree ORDER BY tuple() AS ${select}`,
    });
    await client.close();
  }

  async loadSlow(): Promise<void> {
    const rows = "SELECT toFloat64(number) AS x, toFloat64(number % 7) AS y FROM system.numbers";
    for (const k of this.shards)
      await this.send(k, `CREATE VIEW slow_here AS ${rows} WHERE sleepEachRow(0.00001) = 0 LIMIT 360000000`);
    await this.send(
      0,
      "CREATE TABLE slow (x Float64, y Float64) ENGINE = Distributed(shards, default, slow_here)",
    );
  }

  async running(k: number): Promise<number> {
    return Number(
      await this.send(k, "SELECT count() FROM system.processes WHERE query NOT LIKE '%system.processes%'"),
    );
  }

  /** Starts shard k again and waits until it answers. */
  start(k: number): Promise<void> {
    const command = [this.#binary, "--config-file", join(this.#folders[k]!, "config.xml")];
    return this.run(k, command, {}, async () => (await fetch(`${this.urls[k]}/ping`)).ok);
  }
}

const configuration = (folder: string, http: number, tcp: number, cluster: string): string => `<yandex>
  <logger><level>warning</level><log>${folder}/log</log><errorlog>${folder}/errors</errorlog></logger>
  <listen_host>127.0.0.1</listen_host><http_port>${http}</http_port><tcp_port>${tcp}</tcp_port>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><users_config>${folder}/users.xml</users_config>
  <default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size>
  <remote_servers><shards>${cluster}</shards></remote_servers>
</yandex>`;

const open = "<networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>";

const users = `<yandex>
  <profiles><default><connect_timeout>2</connect_timeout></default></profiles>
  <users><default><password></password>${open}</default><guarded><password>secret</password>${open}</guarded></users>
  <quotas><default></default></quotas>
</yandex>`;
