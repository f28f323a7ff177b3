import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openClickhouse, openExecutor, openPostgres, type Row, statisticsFrom, trino } from "../../src/engine/index.ts"; // biome-ignore format: one line
import type { PolytaskError } from "../../src/index.ts";

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });
const reset = withCode("read ECONNRESET", "ECONNRESET");
const answer: Row[] = [{ one: 1 }];

/** An engine that fails in these ways, one after the other, and then answers; what it was asked. */
function scripted(failures: readonly unknown[], options: Parameters<typeof openExecutor>[2] = {}) {
  const asked: string[] = [];
  const query = async (sql: string): Promise<readonly Row[]> => {
    asked.push(sql);
    if (asked.length <= failures.length) throw failures[asked.length - 1];
    return answer;
  };
  const { query: ask } = openExecutor({ query }, trino, options).table("t");
  return { ask, asked };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** The end of a work, whatever it is, once all pauses are over. */
async function ended(work: Promise<unknown>): Promise<unknown> {
  const end = work.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return end;
}

describe("what was cut off is asked again", () => {
  test.each<[string, unknown]>([
    ["a connection that was reset", reset],
    ["one that nobody took", withCode("connect ECONNREFUSED", "ECONNREFUSED")],
    ["one that was silent", withCode("connect ETIMEDOUT", "ETIMEDOUT")],
    ["a fetch that says so in its cause", new TypeError("fetch failed", { cause: withCode("other side closed", "UND_ERR_SOCKET") })], // biome-ignore format: one line
  ])("%s", async (_, failure) => {
    const { ask, asked } = scripted([failure, failure]);
    expect(await ended(ask("SELECT 1"))).toEqual(answer);
    expect(asked).toEqual(["SELECT 1", "SELECT 1", "SELECT 1"]);
  });

  test("as often as was said, and then told, with the number of tries", async () => {
    for (const [retries, tries] of [
      [undefined, 3],
      [0, 1],
      [5, 6],
    ] as const) {
      // biome-ignore format: a table
      const { ask, asked } = scripted(new Array(9).fill(reset), retries === undefined ? {} : { retries });
      const error = (await ended(ask("SELECT 1"))) as PolytaskError;
      expect(error.message).toBe(`Trino: read ECONNRESET${tries > 1 ? ` (${tries} tries)` : ""}`);
      expect([error.code, error.cause]).toEqual(["source", reset]);
      expect(asked).toHaveLength(tries);
    }
  });

  test("after pauses of half a second, a second, two", async () => {
    const { ask, asked } = scripted([reset, reset, reset], { retries: 3 });
    const work = ask("SELECT 1");
    for (const [pause, before] of [
      [500, 1],
      [1000, 2],
      [2000, 3],
    ] as const) {
      // biome-ignore format: a table
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(asked).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveLength(before + 1);
    }
    expect(await work).toEqual(answer);
  });

  test("never after more than half a minute", async () => {
    const { ask, asked } = scripted(new Array(40).fill(reset), { retries: 40 });
    const work = ask("SELECT 1");
    await vi.advanceTimersByTimeAsync(31_500 + 34 * 30_000 - 1); // half a second to 16 seconds, then half minutes
    expect(asked).toHaveLength(40);
    await vi.advanceTimersByTimeAsync(1);
    expect(await work).toEqual(answer);
  });

  test("where the owner of the client says that it may pass", async () => {
    const busy = new Error("too many queries");
    const { ask } = scripted([busy], { passes: (cause) => cause === busy });
    expect(await ended(ask("SELECT 1"))).toEqual(answer);
  });
});

describe("what an engine refuses, and what is no SELECT, is asked once", () => {
  test.each<[string, unknown]>([
    ["an unknown column", withCode('column "x" does not exist', "42703")],
    ["a wrong password", withCode("password authentication failed", "28P01")],
    ["words that are no SQL", new Error("syntax error")],
    ["what is no error at all", "no"],
  ])("%s", async (_, failure) => {
    const { ask, asked } = scripted([failure]);
    expect(`${await ended(ask("SELECT 1"))}`).toMatch(/^PolytaskError: Trino: [^()]+$/);
    expect(asked).toHaveLength(1);
  });

  test("a statement that changes something", async () => {
    const { ask, asked } = scripted([reset]);
    expect(`${await ended(ask("INSERT INTO t SELECT 1"))}`).toBe("PolytaskError: Trino: read ECONNRESET");
    expect(asked).toHaveLength(1);
  });
});

test("a signal that is aborted ends a pause at once, and nothing is asked again", async () => {
  const { ask, asked } = scripted([reset, reset]);
  const stop = new AbortController();
  const work = ask("SELECT 1", stop.signal).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(100);
  stop.abort(new Error("enough"));
  expect(`${await work}`).toBe("Error: enough");
  expect(vi.getTimerCount()).toBe(0);
  expect(asked).toHaveLength(1);
});

test("of a pass in blocks only the block that was cut off is asked again", async () => {
  const narrow = { ...trino, widest: 4, isNumeric: () => true };
  const asked: string[] = [];
  let cut = 0; // a block of each of the two looks at the rows
  const query = async (sql: string): Promise<readonly Row[]> => {
    asked.push(sql);
    if (/LIMIT 1/.test(sql)) return [{ x: 1, y: 1, polytask_t0: "double", polytask_t1: "double" }];
    if (asked.length % 3 === 0 && cut++ < 2) throw reset;
    const names = [...sql.matchAll(/AS (polytask_\w+)/g)].map(([, name]) => name!);
    const of = (name: string): number => (/_(rows|n)$/.test(name) ? 5 : /_(ux0|mx0|my0|g0_0|q0|c0_0)$/.test(name) ? 2 : 0); // biome-ignore format: one line
    return [Object.fromEntries(names.map((name) => [name, of(name)]))];
  };
  const rows = openExecutor({ query }, narrow).table("t");
  const { statistics } = (await ended(statisticsFrom(rows, { features: ["x"], targets: ["y"] }))) as Awaited<ReturnType<typeof statisticsFrom>>; // biome-ignore format: one line
  expect(statistics.task(0).count).toBe(5);
  expect(asked.length - new Set(asked).size).toBe(2);
});

test.each<[string, () => unknown, string]>([
  ["half a try", () => openExecutor({ query: async () => [] }, trino, { retries: 0.5 }), "openExecutor.retries: expected an integer >= 0, got 0.5"],
  ["a judge who is none", () => openExecutor({ query: async () => [] }, trino, { passes: "ever" as never }), 'openExecutor.passes: expected a function, got "ever"'],
  ["an unknown option", () => openExecutor({ query: async () => [] }, trino, { tries: 2 } as never), "openExecutor: has no option tries; it has retries, passes"],
  ["fewer than no tries", () => openClickhouse({ retries: -1 }), "openClickhouse.retries: expected an integer >= 0, got -1"],
  ["no time", () => openPostgres({ timeLimit: 0 }), "openPostgres.timeLimit: expected an integer >= 1, got 0"],
])("%s is refused", (_, open, rule) => expect(async () => open()).rejects.toThrow(rule)); // biome-ignore format: a table

test.each([
  ["ClickHouse at http://127.0.0.1:1", () => openClickhouse({ url: "http://127.0.0.1:1" })],
  ["PostgreSQL at 127.0.0.1:1", () => openPostgres({ host: "127.0.0.1", port: 1 })],
] as const)("%s: nobody listens", async (place, open) => {
  vi.useRealTimers();
  const engine = await open();
  const work = statisticsFrom(engine.table("t"), { features: ["x"], targets: ["y"] });
  await expect(work).rejects.toThrow(`${place}: connect ECONNREFUSED 127.0.0.1:1 (3 tries)`);
  await engine.close();
});
