import { expect, test, vi } from "vitest";
import { openClickhouse, openDuckdb, openPostgres } from "../../src/engine/index.ts";

const absent = vi.hoisted(() => () => {
  throw new Error("Cannot find package");
});
vi.mock("@clickhouse/client", absent);
vi.mock("@duckdb/node-api", absent);
vi.mock("pg", absent);

test.each([
  ["openClickhouse", "@clickhouse/client", openClickhouse],
  ["openDuckdb", "@duckdb/node-api", openDuckdb],
  ["openPostgres", "pg", openPostgres],
] as const)("%s says that %s is to be installed", async (owner, name, open) => {
  const error = { name: "PolytaskError", code: "source", message: `${owner}: needs the package ${name}: install it beside polytask` }; // biome-ignore format: one line
  await expect(open()).rejects.toMatchObject(error);
});
