import { createServer as createHttp, type Server } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openClickhouse, openPostgres } from "../../src/engine/index.ts";

const open: Pick<Server, "close">[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of open.splice(0)) server.close();
});

/** What a server does with a query of ClickHouse: an answer, or it hangs up, or is silent. */
type Deed = string | "hangs up" | "is silent";

/** A ClickHouse server by these deeds, one a query, and its log: queries by their numbers, and which it was told to end. */
async function clickhouse(...deeds: Deed[]) {
  const log: string[] = [];
  const numbers = new Map<string, number>();
  const server = createHttp((request, response) => {
    let sql = "";
    request.on("data", (part) => {
      sql += part;
    });
    request.on("end", () => {
      const [, ended] = /^KILL QUERY WHERE query_id = '([\w-]+)'/.exec(sql) ?? [];
      if (ended) {
        log.push(`end ${numbers.get(ended)}`);
        response.end();
        return;
      }
      const deed = deeds[numbers.size]!;
      numbers.set(new URL(request.url!, "http://x").searchParams.get("query_id")!, numbers.size);
      log.push(`query ${numbers.size - 1}`);
      if (deed === "hangs up") request.socket.destroy();
      else if (deed !== "is silent") response.writeHead(deed.startsWith("Code") ? 500 : 200).end(deed);
    });
  });
  server.on("connection", (socket) => sockets.add(socket));
  open.push(server);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log };
}

const answer = JSON.stringify({ meta: [{ name: "n", type: "Int64" }, { name: "x", type: "Nullable(UInt64)" }], data: [{ n: "9007199254740993", x: null }] }); // biome-ignore format: one line

test("ClickHouse: a query whose connection was cut off is ended on the server, and asked again", async () => {
  const { url, log } = await clickhouse("hangs up", "hangs up", answer);
  const server = await openClickhouse({ url });
  expect(await server.table("t").query("SELECT 1")).toEqual([{ n: 9007199254740993n, x: null }]);
  expect(log).toEqual(["query 0", "end 0", "query 1", "end 1", "query 2"]);
  await server.close();
});

test("ClickHouse: what it says of its own connections is asked again, what it says of the query is not; none of both is ended", async () => {
  const { url, log } = await clickhouse("Code: 279, e.displayText() = DB::NetException: All connection tries failed", "Code: 47. DB::Exception: Missing columns: 'x'. (UNKNOWN_IDENTIFIER)"); // biome-ignore format: one line
  const server = await openClickhouse({ url });
  await expect(server.table("t").query("SELECT x")).rejects.toThrow(`ClickHouse at ${url}: Missing columns: 'x'. (2 tries)`); // biome-ignore format: one line
  expect(log).toEqual(["query 0", "query 1"]);
  await server.close();
});

test("ClickHouse: a signal ends the query on the server before the work ends", async () => {
  const { url, log } = await clickhouse("is silent");
  const server = await openClickhouse({ url });
  const stop = new AbortController();
  const work = server.table("t").query("SELECT 1", stop.signal);
  const ended = expect(work).rejects.toThrow(/abort/i);
  while (log.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await ended;
  expect(log).toEqual(["query 0", "end 0"]);
  await server.close();
});

test("ClickHouse: a server that is silent beyond the limit is told to end the query, and asked again", async () => {
  const { url, log } = await clickhouse("is silent", answer);
  const server = await openClickhouse({ url, timeLimit: 1 });
  expect(await server.table("t").query("SELECT 1")).toHaveLength(1);
  expect(log).toEqual(["query 0", "end 0", "query 1"]);
  await server.close();
});

test("PostgreSQL: a server that is silent is asked again, and told", async () => {
  let asked = 0;
  const silent = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    asked++;
  });
  open.push(silent as never);
  await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
  const { port } = silent.address() as AddressInfo;
  const server = await openPostgres({ host: "127.0.0.1", port, timeLimit: 100, retries: 1 });
  await expect(server.table("t").query("SELECT 1")).rejects.toThrow(/^PostgreSQL at 127.0.0.1:\d+: .*timeout.* \(2 tries\)$/i); // biome-ignore format: one line
  expect(asked).toBe(2);
  await server.close();
});
