import { expect, test } from "vitest";
import {
  bigQuery,
  openDuckdb,
  openExecutor,
  snowflake,
  sparkSQL,
  statisticsFrom,
  trino,
} from "../../src/engine/index.ts";
import { MultiOutputRidge } from "../../src/index.ts";
import "../near.ts";

const dialects = { trino, bigQuery, snowflake, sparkSQL };
const evil = `a"b\`c'd\\`;

test.each([
  ["trino", '"a""b`c\'d\\"', `'a"b\`c''d\\'`, "CAST('0.5' AS double)", `(from_base(substr(to_hex(md5(to_utf8(CAST(k AS varchar)))), 1, 8), 16) % 3)`], // biome-ignore format: a table
  ["bigQuery", "`a\"b\\`c'd\\\\`", `'a"b\`c\\'d\\\\'`, "CAST('0.5' AS FLOAT64)", "MOD(CAST(CONCAT('0x', SUBSTR(TO_HEX(MD5(CAST(k AS STRING))), 1, 8)) AS INT64), 3)"], // biome-ignore format: a table
  ["snowflake", '"a""b`c\'d\\"', `'a"b\`c\\'d\\\\'`, "CAST('0.5' AS DOUBLE)", "MOD(TO_NUMBER(SUBSTR(MD5(CAST(k AS VARCHAR)), 1, 8), 'XXXXXXXX'), 3)"], // biome-ignore format: a table
  ["sparkSQL", "`a\"b``c'd\\`", `'a"b\`c\\'d\\\\'`, "CAST('0.5' AS DOUBLE)", "(CAST(conv(substring(md5(CAST(k AS STRING)), 1, 8), 16, 10) AS BIGINT) % 3)"], // biome-ignore format: a table
] as const)("%s quotes names and values, and hashes keys", (which, name, value, number, bucket) => {
  const dialect = dialects[which];
  expect(dialect.name(evil)).toBe(name);
  expect(dialect.value(evil)).toBe(value);
  expect(dialect.value(0.5)).toBe(number);
  expect(dialect.value(true)).toBe("true");
  expect(dialect.bucket("k", 3)).toBe(bucket);
  expect(dialect.exp("k")).toBe(`CASE WHEN k < ${dialect.value(-708.3)} THEN ${dialect.value(0)} WHEN k > ${dialect.value(709.78)} THEN ${dialect.value(Infinity)} ELSE exp(k) END`); // biome-ignore format: one line
});

test("an executor that runs: the statistics of the engine behind it, names of results in capitals or not", async () => {
  const database = await openDuckdb({ threads: 1 });
  const rows = "SELECT i % 7 AS x, i % 3 AS task, 1.0 + 2 * (i % 7) + i % 5 AS y, 'word' AS w FROM range(61) AS t(i)"; // biome-ignore format: one line
  const asked: string[] = [];
  const executor = {
    async query(sql: string, signal?: AbortSignal) {
      asked.push(sql);
      const answer = await database.query(rows).query(sql, signal);
      return answer.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name.startsWith("polytask_") ? name.toUpperCase() : name, value]))); // biome-ignore format: one line
    },
  };
  const engine = openExecutor(executor, { ...trino, infinite: (expression) => `isinf(${expression})`, isNumeric: (type) => /INT|DECIMAL/.test(type) }); // biome-ignore format: one line
  const request = { features: ["x"], targets: ["y"], task: "task" };
  const { statistics } = await statisticsFrom(engine.query(rows), request);
  const { statistics: expected } = await statisticsFrom(database.query(rows), request);
  const coefs = [statistics, expected].map((own) => new MultiOutputRidge().fitStatistics(own).coef.to1DArray()); // biome-ignore format: one line
  expect(coefs[0]!).toBeNear(coefs[1]!, 1e-12);
  expect(statistics.taskNames).toEqual(["0", "1", "2"]);
  expect(asked.at(-1)).toMatch(/GROUP BY "task"$/);
  await expect(statisticsFrom(engine.query(rows), { ...request, features: ["w"] })).rejects.toThrow(/features "w": expected a column of numbers/); // biome-ignore format: one line
  await expect(statisticsFrom(engine.table("no.such"), request)).rejects.toThrow(/^Trino: .*no/);
  const stopped = AbortSignal.abort();
  await expect(statisticsFrom(engine.query(rows), { ...request, signal: stopped })).rejects.toThrow(/abort/i);
  database.close();
});

test("what is no executor and no dialect is refused", () => {
  expect(() => openExecutor({} as never, trino)).toThrow(/^openExecutor.query: expected a function, got undefined$/); // biome-ignore format: one line
  expect(() => openExecutor({ query: async () => [] }, "trino" as never)).toThrow(/^openExecutor.dialect: expected a dialect, such as trino, got "trino"$/); // biome-ignore format: one line
});
