import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"; // biome-ignore format: one line
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { freePorts } from "./free-ports.ts";

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

/** PostgreSQL servers on loopback ports of their own: the first asks the others, its shards; stopped by their process. */
export class PostgresShards {
  readonly ports: readonly number[];
  readonly #programs: string;
  readonly #root: string;
  readonly #running: (ChildProcess | undefined)[] = [];
  /** The server refuses to run as root. */
  readonly #user = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};

  static async start(count: number, programs: string): Promise<PostgresShards> {
    const servers = new PostgresShards(programs, await freePorts(count + 1));
    for (const k of servers.ports.keys()) {
      servers.#found(k);
      await servers.start(k);
    }
    await servers.send(0, "CREATE EXTENSION postgres_fdw");
    for (const [k, port] of servers.ports.slice(1).entries()) {
      await servers.send(0, `CREATE SERVER shard${k} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${port}', dbname 'postgres', async_capable 'true')`); // biome-ignore format: one line
      await servers.send(0, `CREATE USER MAPPING FOR tester SERVER shard${k} OPTIONS (user 'tester', password '${password}')`); // biome-ignore format: one line
    }
    return servers;
  }

  constructor(programs: string, ports: readonly number[]) {
    this.#programs = programs;
    this.ports = ports;
    this.#root = mkdtempSync(join(tmpdir(), "polytask-postgres-"));
    chmodSync(this.#root, 0o755);
  }

  /** What opens server k. */
  options(k: number) {
    return { host: "127.0.0.1", port: this.ports[k]!, user: "tester", password, database: "postgres" };
  }

  #found(k: number): void {
    const folder = join(this.#root, `${k}`);
    mkdirSync(folder);
    const secret = join(this.#root, "password");
    writeFileSync(secret, password);
    if (this.#user.uid !== undefined) chownSync(folder, this.#user.uid, this.#user.gid!);
    const options = ["-D", folder, "-U", "tester", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--locale=C", "-N"]; // biome-ignore format: one line
    execFileSync(join(this.#programs, "initdb"), options, { ...this.#user, cwd: "/", stdio: "ignore" });
  }

  /** Starts server k again and waits until it answers. */
  async start(k: number): Promise<void> {
    const settings = [`port=${this.ports[k]}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "jit=off", "enable_partitionwise_aggregate=on", "shared_buffers=32MB"]; // biome-ignore format: one line
    const options = ["-D", join(this.#root, `${k}`), ...settings.flatMap((setting) => ["-c", setting])];
    this.#running[k] = spawn(join(this.#programs, "postgres"), options, { ...this.#user, cwd: "/", stdio: "ignore" }); // biome-ignore format: one line
    const until = Date.now() + 60_000;
    while (!(await this.send(k, "SELECT 1").catch(() => undefined))) {
      if (Date.now() > until) throw new Error(`server ${k} of PostgreSQL does not answer`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
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

  /** Ends server k at once, and every query on it. */
  async kill(k: number): Promise<void> {
    const server = this.#running[k];
    this.#running[k] = undefined;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGQUIT");
    await gone;
  }

  async stop(): Promise<void> {
    for (const k of this.#running.keys()) await this.kill(k);
    rmSync(this.#root, { recursive: true, force: true });
  }
}

const idOf = (which: "-u" | "-g"): number => Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" })); // biome-ignore format: one line
