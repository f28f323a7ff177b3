import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./free-ports.ts";

/** ClickHouse servers on loopback ports of their own, each a shard of the cluster `shards`; stopped by their process. */
export class Shards {
  readonly urls: readonly string[];
  readonly #folders: readonly string[];
  readonly #root: string;
  readonly #running: (ChildProcess | undefined)[];

  static async start(count: number, binary: string): Promise<Shards> {
    const ports = await freePorts(2 * count);
    const shards = new Shards(count, ports);
    for (let k = 0; k < count; k++) await shards.start(k, binary);
    return shards;
  }

  constructor(count: number, ports: readonly number[]) {
    this.#root = mkdtempSync(join(tmpdir(), "polytask-clickhouse-"));
    const tcp = ports.slice(count);
    const cluster = tcp.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`).join(""); // biome-ignore format: one line
    this.urls = ports.slice(0, count).map((port) => `http://127.0.0.1:${port}`);
    this.#running = new Array(count).fill(undefined);
    this.#folders = this.urls.map((_, k) => {
      const folder = join(this.#root, `${k}`);
      mkdirSync(folder);
      writeFileSync(join(folder, "config.xml"), configuration(folder, ports[k]!, tcp[k]!, cluster));
      writeFileSync(join(folder, "users.xml"), users);
      return folder;
    });
  }

  /** Starts shard k again and waits until it answers. */
  async start(k: number, binary: string): Promise<void> {
    const config = join(this.#folders[k]!, "config.xml");
    this.#running[k] = spawn(binary, ["--config-file", config], { stdio: "ignore" });
    const until = Date.now() + 60_000;
    for (;;) {
      const answer = await fetch(`${this.urls[k]}/ping`).catch(() => undefined);
      if (answer?.ok) return;
      if (Date.now() > until) throw new Error(`shard ${k} of ClickHouse does not answer`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends shard k at once. */
  async kill(k: number): Promise<void> {
    const server = this.#running[k];
    this.#running[k] = undefined;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    for (const k of this.#running.keys()) await this.kill(k);
    rmSync(this.#root, { recursive: true, force: true });
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
