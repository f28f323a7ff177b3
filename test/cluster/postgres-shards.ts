import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { openPostgres, type Postgres } from "../../src/engine/index.ts";
import type { Table } from "../engine/data-sets.ts";
import type { Cluster, Opening } from "./cluster.ts";
import { freePorts } from "./free-ports.ts";
import { Servers } from "./servers.ts";

const password = "secret";

/** Where the server's programs are: the folder that POSTGRES names, or that of the newest of Debian's packages. */
export function postgresPrograms(): string | undefined {
  const named = process.env["POSTGRES"];
  if (named) return named;
  const { stdout } = spawnSync("dpkg-query", ["--search", "*/bin/initdb"], { encoding: "utf8" });
  const found = [...(stdout ?? "").matchAll(/^postgresql-(\d+): (.+)$/gm)];
  const newest = found.sort(([, a], [, b]) => Number(a) - Number(b)).at(-1);
  return newest && dirname(newest[2]!);
}

/** PostgreSQL servers on loopback ports of their own: the first asks the others, its shards. */
export class PostgresShards extends Servers implements Cluster {
  readonly place = /^PolytaskError: PostgreSQL at 127/;
  readonly shards: readonly number[];
  readonly pace = 1000;
  readonly ports: readonly number[];
  readonly #programs: string;
  /** The server refuses to run as root. */
  readonly #user = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};

  static async start(count: number, programs: string): Promise<PostgresShards> {
    const servers = new PostgresShards(programs, await freePorts(count + 1));
    for (const k of servers.ports.keys()) {
      servers.#found(k);
      await servers.start(k);
    }
    await servers.send(0, "CREATE EXTENSION postgres_fdw");
    for (const k of servers.shards) {
      const port = servers.ports[k];
      await servers.send(0, `CREATE SERVER shard${k} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${port}', dbname 'postgres', async_capable 'true')`); // biome-ignore format: one line
      await servers.send(0, `CREATE USER MAPPING FOR tester SERVER shard${k} OPTIONS (user 'tester', password '${password}')`); // biome-ignore format: one line
    }
    return servers;
  }

  constructor(programs: string, ports: readonly number[]) {
    super("postgres", "SIGQUIT");
    this.#programs = programs;
    this.ports = ports;
    this.shards = [...ports.keys()].slice(1);
    chmodSync(this.root, 0o755);
  }

  /** What opens server k. */
  options(k: number) {
    return { host: "127.0.0.1", port: this.ports[k]!, user: "tester", password, database: "postgres" };
  }

  open(options: Opening = {}): Promise<Postgres> {
    return openPostgres({ ...this.options(0), ...options });
  }

  write(name: string, select: string): Promise<unknown> {
    return this.send(0, `CREATE TABLE ${name} AS ${select}`);
  }

  async load({ name, columns, rows, part }: Table): Promise<void> {
    const kinds = Object.entries(columns).map(([column, kind]) => [
      column,
      kind === "whole" ? "bigint" : "float8",
    ]);
    const table = `(${kinds.map((words) => words.join(" ")).join(", ")})`;
    const values = kinds.map(([, kind], j) => `(v->>${j})::${kind}`).join(", ");
    const by = Object.keys(columns).indexOf(part);
    await this.send(0, `CREATE TABLE ${name} ${table} PARTITION BY LIST (${part})`);
    for (const [at, k] of this.shards.entries()) {
      const own = rows.filter((row) => row[by]! % this.shards.length === at); // NaN is null in JSON
      if (own.length === 0) continue;
      await this.send(k, `CREATE TABLE ${name}_here ${table}`);
      await this.send(k, `INSERT INTO ${name}_here SELECT ${values} FROM json_array_elements($1::json) AS rows(v)`, [JSON.stringify(own)]); // biome-ignore format: one line
      const parts = [...new Set(own.map((row) => row[by]))];
      await this.send(0, `CREATE FOREIGN TABLE ${name}_${k} PARTITION OF ${name} FOR VALUES IN (${parts}) SERVER shard${k} OPTIONS (table_name '${name}_here')`); // biome-ignore format: one line
    }
  }

  async loadSlow(): Promise<void> {
    const rows =
      "SELECT i::float8 AS x, (i % 7)::float8 AS y FROM (SELECT generate_series(1, 3600000) AS i) AS rows";
    for (const k of this.shards) {
      await this.send(k, `CREATE VIEW slow_here AS ${rows} WHERE pg_sleep(0.001) IS NOT NULL`);
      await this.send(0, `CREATE FOREIGN TABLE slow_${k} (x float8, y float8) SERVER shard${k} OPTIONS (table_name 'slow_here')`); // biome-ignore format: one line
    }
    await this.send(0, `CREATE VIEW slow AS ${this.shards.map((k) => `SELECT * FROM slow_${k}`).join(" UNION ALL ")}`); // biome-ignore format: one line
  }

  async running(k: number): Promise<number> {
    const { rows } = await this.send(k, "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()"); // biome-ignore format: one line
    return rows.length;
  }

  #found(k: number): void {
    const folder = join(this.root, `${k}`);
    mkdirSync(folder);
    const secret = join(this.root, "password");
    writeFileSync(secret, password);
    if (this.#user.uid !== undefined) chownSync(folder, this.#user.uid, this.#user.gid!);
    const options = ["-D", folder, "-U", "tester", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--locale=C", "-N"]; // biome-ignore format: one line
    execFileSync(join(this.#programs, "initdb"), options, { ...this.#user, cwd: "/", stdio: "ignore" });
  }

  /** Starts server k again and waits until it answers. */
  start(k: number): Promise<void> {
    const settings = [`port=${this.ports[k]}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "jit=off", "enable_partitionwise_aggregate=on", "shared_buffers=32MB"]; // biome-ignore format: one line
    const options = ["-D", join(this.root, `${k}`), ...settings.flatMap((setting) => ["-c", setting])];
    const command = [join(this.#programs, "postgres"), ...options];
    return this.run(k, command, { ...this.#user, cwd: "/" }, () => this.send(k, "SELECT 1"));
  }

  /** Runs a statement on server k. */
  async send(k: number, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
    const client = new pg.Client(this.options(k));
    await client.connect();
    try {
      return await client.query(sql, values);
    } finally {
      await client.end();
    }
  }
}

const idOf = (which: "-u" | "-g"): number => Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" })); // biome-ignore format: one line
