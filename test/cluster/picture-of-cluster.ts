import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { clusters } from "../engine/data-sets.ts";
import type { ClickhouseShards } from "./clickhouse-shards.ts";

const source = join(import.meta.dirname, "../../src");

/** Runs examples/parquet.ts on a table in shards, as its comment says: where rows come from is the only line that changes. */
export async function pictureOfCluster(shards: ClickhouseShards): Promise<string> {
  const names = { key: "id", task: "school", y: "score" } as Readonly<Record<string, string>>;
  const { columns, rows } = clusters();
  const renamed = Object.entries(columns).map(([name, kind]) => [names[name] ?? name, kind] as const);
  await shards.load({ name: "pupils", columns: Object.fromEntries(renamed), rows, part: "school" });

  const lines = readFileSync(join(source, "../examples/parquet.ts"), "utf8").split("\n");
  const changed = lines.findIndex((line) => line.startsWith("const rows = "));
  const [, other] = lines[changed]!.split("// on a cluster: ");
  assert.ok(other?.includes("{ url }"));
  lines[changed] = `const rows = ${other.replace("{ url }", JSON.stringify({ url: shards.urls[0] }))};`;
  const text = lines.join("\n").replace(/from "polytask(\/\w+)?"/g, (_, room = "") => {
    return `from ${JSON.stringify(pathToFileURL(join(source, room, "index.ts")))}`;
  });

  const folder = mkdtempSync(join(tmpdir(), "polytask-"));
  try {
    const [script, picture] = [join(folder, "example.ts"), join(folder, "relations.svg")];
    writeFileSync(script, text);
    const told = execFileSync(process.execPath, [script, "pupils", picture], { encoding: "utf8" });
    assert.match(told, /^11 schools, beta = (0\.01|0\.1|1|10): /);
    assert.match(readFileSync(picture, "utf8"), /^<svg/);
    return told.split(":")[0]!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
