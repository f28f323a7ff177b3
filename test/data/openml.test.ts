import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { setWarningHandler } from "../../src/base/warning.ts";
import { fetchOpenml, type Progress } from "../../src/data/index.ts";
import { md5Of, offer, startServer, type TestServer } from "./server.ts";

const arff =
  "@relation flats\n@attribute row numeric\n@attribute x numeric\n@attribute z numeric\n@attribute y numeric\n@data\n1,2,3,4\n5,6,7,8\n";

let server: TestServer;
let cacheDir: string;

beforeEach(async () => {
  server = await startServer();
  cacheDir = await mkdtemp(join(tmpdir(), "polytask-"));
  offer(server, 7, "flats", arff);
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
  await rm(cacheDir, { recursive: true, force: true });
});

const get = (which: string | number = "flats", more = {}) =>
  fetchOpenml(which, { server: server.url, cacheDir, ...more });

const kept = async () =>
  (await readdir(cacheDir, { recursive: true }))
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => name.replace(/^.*[\\/]/, ""))
    .sort();

const refusal = (sentence: string) => ({
  name: "PolytaskError",
  code: "source",
  message: `fetchOpenml: expected ${sentence}`,
});

const data = "/download/7.arff";
const about = "/api/v1/json/data/7";
const searched = "/api/v1/json/data/list/data_name/flats/status/active";

describe("a good download", () => {
  test("tells what the data are and where they came from", async () => {
    const { table, ...rest } = await get();
    expect([...table.matrix(["x", "y", "z"]).data]).toEqual([2, 4, 3, 6, 8, 7]);
    expect(rest).toEqual({
      id: 7,
      name: "flats",
      version: 1,
      licence: "CC BY 4.0",
      description: "a test",
      featureNames: ["x"],
      targetNames: ["z", "y"],
      url: server.url + data,
      path: expect.stringMatching(/7\.arff$/),
      verified: true,
      source: "OpenML data set 7 (flats, version 1), from the network",
    });
    expect(await readFile(rest.path!, "utf8")).toBe(arff);
    expect(await kept()).toEqual(["7.arff", "7.json", "flats@active.json"]);
  });

  test("the second call asks nobody", async () => {
    const first = await get();
    expect(server.asked).toEqual([searched, about, data]);
    const second = await get();
    expect(server.asked).toHaveLength(3);
    expect(second).toEqual({ ...first, source: "OpenML data set 7 (flats, version 1), from the cache" });
    await get(7);
    expect(server.asked).toHaveLength(3);
  });

  test("by id it takes two requests, by version the version's own search", async () => {
    await get(7);
    expect(server.asked).toEqual([about, data]);
    await get("flats", { version: 1 });
    expect(server.asked.slice(2)).toEqual([
      "/api/v1/json/data/list/data_name/flats/data_version/1",
      about,
      data,
    ]);
  });

  test("of several active versions it is the oldest", async () => {
    server.answers.set(searched, {
      data: {
        dataset: [
          { did: "9", version: "3" },
          { did: 7, version: 1 },
        ],
      },
    });
    expect((await get()).id).toBe(7);
  });

  test("progress is told in bytes", async () => {
    const told: Progress[] = [];
    await get(7, { onProgress: (progress: Progress) => told.push(progress) });
    expect(told.at(-1)).toEqual({ url: server.url + data, received: arff.length, total: arff.length });
  });

  test("what onProgress throws comes through", async () => {
    const stop = new Error("stop");
    const thrown = get(7, {
      onProgress: () => {
        throw stop;
      },
    });
    await expect(thrown).rejects.toBe(stop);
  });

  test("a compressed body is not measured by its compressed length", async () => {
    server.answers.set(data, (_, response) => {
      const body = gzipSync(arff);
      response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length }).end(body);
    });
    expect((await get()).table.rows).toBe(2);
  });

  test("without a stated sum the data are read and said to be unverified, but checked in the cache", async () => {
    offer(server, 7, "flats", arff, { md5_checksum: undefined });
    const { verified, path } = await get();
    expect(verified).toBe(false);
    await writeFile(path!, `${arff}9,9,9,9\n`);
    expect((await get()).table.rows).toBe(2);
    expect(server.asked).toHaveLength(6);
  });

  test("without a file system the data are read and not kept", async () => {
    vi.stubGlobal("process", undefined);
    const result = await get();
    vi.unstubAllGlobals();
    expect(result).toMatchObject({ path: null, verified: false });
    expect(result.table.rows).toBe(2);
    expect(await kept()).toEqual([]);
  });

  test("with cacheDir null nothing is kept", async () => {
    expect((await get("flats", { cacheDir: null })).path).toBeNull();
    expect(await kept()).toEqual([]);
  });

  test("a folder that cannot be written costs a warning, not the data", async () => {
    const warnings: string[] = [];
    const before = setWarningHandler(({ message }) => warnings.push(message));
    await writeFile(join(cacheDir, "file"), "");
    const result = await get(7, { cacheDir: join(cacheDir, "file") }).finally(() =>
      setWarningHandler(before),
    );
    expect(result.path).toBeNull();
    expect(warnings).toEqual([expect.stringMatching(/^the data set 7 was not kept: .*7\.arff \(\w+\)$/)]);
  });

  test("concurrent calls all get the data, and the cache is whole", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => get()));
    for (const { table } of results) expect(table.rows).toBe(2);
    expect(await kept()).toEqual(["7.arff", "7.json", "flats@active.json"]);
    const asked = server.asked.length;
    await get();
    expect(server.asked).toHaveLength(asked);
  });
});

describe("a damaged cache", () => {
  test.each([
    ["7.arff", "changed"],
    ["7.arff", ""],
    ["7.json", "{"],
    ["7.json", '{"sum":"x","description":"{}"}'],
    ["7.json", "null"],
    ["flats@active.json", '{"id":"../../x"}'],
    ["flats@active.json", "[]"],
  ])("is fetched again: %s is %j", async (file, content) => {
    const { path } = await get();
    await writeFile(join(path!, "..", file), content);
    expect((await get()).table.rows).toBe(2);
    expect(server.asked.length).toBeGreaterThan(3);
    const asked = server.asked.length;
    await get();
    expect(server.asked).toHaveLength(asked);
  });

  test("and no network is told with the damaged path", async () => {
    const { path } = await get();
    await writeFile(path!, "changed");
    await server.close();
    await expect(get()).rejects.toThrow(
      `got nothing from ${path} (damaged), ${server.url}${searched} (fetch failed: ECONNREFUSED)`,
    );
  });
});

describe("what is wrong is one clear sentence, and nothing is kept", () => {
  afterEach(async () => expect(await kept()).toEqual([]));

  test("no network: every path and address tried, with the cause", async () => {
    await server.close();
    const path = join(cacheDir, server.url.replace("http://", "").replace(":", "~3a"), "flats@active.json");
    const error = await get().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(
      refusal(
        `the data set "flats" in the cache or on the network, got nothing from ${path} (absent), ${server.url}${searched} (fetch failed: ECONNREFUSED)`,
      ),
    );
    expect((error as Error).cause).toMatchObject({ cause: expect.any(TypeError) });
  });

  test("a host that is none", async () => {
    await expect(get(7, { server: "https://openml.invalid", timeLimit: 5 })).rejects.toThrow(
      /7\.arff \(absent\), https:\/\/openml\.invalid\/api\/v1\/json\/data\/7 \(.+\)$/,
    );
  });

  test.each([404, 412, 500])("HTTP %i", async (status) => {
    server.answers.set(searched, (_, response) => response.writeHead(status).end("<p>"));
    await expect(get()).rejects.toMatchObject(
      refusal(`an active data set "flats" from ${server.url}${searched}, got HTTP ${status}`),
    );
  });

  test("HTTP 500 for the data", async () => {
    server.answers.set(data, (_, response) => response.writeHead(500).end());
    await expect(get()).rejects.toMatchObject(refusal(`the data from ${server.url}${data}, got HTTP 500`));
  });

  test("HTML instead of JSON", async () => {
    server.answers.set(about, "<!doctype html>\n<p>Busy</p>");
    await expect(get()).rejects.toMatchObject(
      refusal(`JSON from ${server.url}${about}, got "<!doctype html>\\n<p>Busy</p>"`),
    );
  });

  test.each([
    [{}],
    [[]],
    [{ data: { dataset: [] } }],
    [{ data: { dataset: [{ did: "../x", version: 1 }] } }],
    [{ data: { dataset: { did: 1 } } }],
  ])("a search of the shape %j", async (answer) => {
    server.answers.set(searched, answer);
    await expect(get()).rejects.toMatchObject(
      refusal(`a list of data sets from ${server.url}${searched}, got JSON of another shape`),
    );
  });

  test.each([
    [{ id: "8" }, `data set 7 from URL, got data set 8`],
    [{ id: "../8" }, "a description with id, name, version and url from URL, got JSON of another shape"],
    [{ url: 5 }, "a description with id, name, version and url from URL, got JSON of another shape"],
    [{ format: "parquet" }, 'ARFF data described at URL, got "parquet"'],
    [{ md5_checksum: "abc" }, 'an MD5 sum from URL, got "abc"'],
    [{ url: "file:///etc/passwd" }, 'a web address from URL, got "file:///etc/passwd"'],
    [{ url: "../data" }, 'a web address from URL, got "../data"'],
  ])("a description with %j", async (more, sentence) => {
    offer(server, 7, "flats", arff, more);
    await expect(get()).rejects.toMatchObject(refusal(sentence.replace("URL", server.url + about)));
  });

  test("a wrong checksum", async () => {
    const sum = "0".repeat(32);
    offer(server, 7, "flats", arff, { md5_checksum: sum });
    await expect(get()).rejects.toMatchObject(
      refusal(`data with the MD5 sum ${sum} from ${server.url}${data}, got ${md5Of(arff)}`),
    );
  });

  test("a body cut short", async () => {
    server.answers.set(data, (_, response) => {
      response.writeHead(200, { "content-length": arff.length });
      response.write(arff.slice(0, 40));
      setTimeout(() => response.destroy(), 50);
    });
    await expect(get()).rejects.toMatchObject(
      refusal(`${arff.length} bytes from ${server.url}${data}, got 40`),
    );
  });

  test("a chunked body cut short", async () => {
    server.answers.set(data, (_, response) => {
      response.write(arff.slice(0, 40));
      setTimeout(() => response.destroy(), 50);
    });
    await expect(get()).rejects.toMatchObject(refusal(`a whole body from ${server.url}${data}, got 40`));
  });

  test("data that are not ARFF although the sum is right", async () => {
    offer(server, 7, "flats", "<html>");
    await expect(get()).rejects.toThrow(
      `parseArff: expected @relation, the start of an ARFF file, at ${server.url}${data} line 1, got "<html>"`,
    );
  });

  test("a server that never answers, within the time limit", async () => {
    server.answers.set(about, () => {});
    const started = Date.now();
    await expect(get(7, { timeLimit: 0.2 })).rejects.toThrow(`${server.url}${about} (no word within 0.2 s)`);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test("a server that stops in the middle, within the time limit", async () => {
    server.answers.set(data, (_, response) => void response.write(arff.slice(0, 40)));
    await expect(get(7, { timeLimit: 0.2 })).rejects.toThrow(
      `${server.url}${about} (answered), ${server.url}${data} (no word within 0.2 s)`,
    );
  });

  test("an aborted signal throws its reason, before, between and during the requests", async () => {
    const reason = new Error("enough");
    await expect(get(7, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.asked).toEqual([]);
    for (const path of [about, data]) {
      const controller = new AbortController();
      server.answers.set(path, (_, response) => {
        response.write("{");
        setTimeout(() => controller.abort(reason), 50);
      });
      await expect(get(7, { signal: controller.signal })).rejects.toBe(reason);
      offer(server, 7, "flats", arff);
    }
  });

  test("a version that the search did not mean", async () => {
    server.answers.set("/api/v1/json/data/list/data_name/flats/data_version/2", {
      data: { dataset: [{ did: 7, version: 1 }] },
    });
    await expect(get("flats", { version: 2 })).rejects.toThrow('expected version 2 of "flats" from');
  });

  test.each([
    [0, {}, "fetchOpenml: expected a name of 1 to 128 characters or a whole number >= 1, got 0"],
    ["", {}, 'fetchOpenml: expected a name of 1 to 128 characters or a whole number >= 1, got ""'],
    ["..", {}, 'fetchOpenml: expected a name of 1 to 128 characters or a whole number >= 1, got ".."'],
    ["\ud800", {}, "fetchOpenml: expected a name of 1 to 128 characters"],
    [7, { version: 1 }, "fetchOpenml.version: expected none beside an id, which says it already, got 1"],
    ["a", { version: 1.5 }, "fetchOpenml.version: expected a whole number >= 1, got 1.5"],
    ["a", { server: "ftp://x" }, 'fetchOpenml.server: expected a web address, got "ftp://x"'],
    [
      "a",
      { timeLimit: Number.NaN },
      "fetchOpenml.timeLimit: expected a number of seconds > 0 and at most 86400, got NaN",
    ],
    ["a", { cacheDir: "" }, 'fetchOpenml.cacheDir: expected a folder or null, got ""'],
  ])("the arguments %j %j", async (which, more, sentence) => {
    await expect(get(which, more)).rejects.toMatchObject({
      code: "param",
      message: expect.stringContaining(sentence),
    });
    expect(server.asked).toEqual([]);
  });
});

test("a name with ../ stays in the cache folder", async () => {
  offer(server, 7, "../../escape", arff);
  await get("../../escape");
  expect(await kept()).toEqual(["7.arff", "7.json", "~2e~2e~2f~2e~2e~2fescape@active.json"].sort());
  await get("../../escape");
  expect(server.asked).toHaveLength(3);
});

test("the data of an https server are never fetched over http", async () => {
  const asked: string[] = [];
  const body = {
    data_set_description: {
      id: 7,
      name: "flats",
      version: 1,
      format: "arff",
      url: "http://x.invalid/d.arff",
    },
  };
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return new Response(url.endsWith(".arff") ? arff : JSON.stringify(body));
  });
  await fetchOpenml(7, { cacheDir: null });
  expect(asked).toEqual(["https://www.openml.org/api/v1/json/data/7", "https://x.invalid/d.arff"]);
});
