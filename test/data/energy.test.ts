import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EnergyData, loadEnergy, makeBuildingLoads } from "../../src/data/index.ts";
import { offer, startServer, type TestServer } from "./server.ts";
import { readShared, sharedFolder } from "./shared.ts";

let server: TestServer;
let folder: string;

beforeEach(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "polytask-"));
  vi.stubEnv("POLYTASK_DATA", folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The design with invented loads, as rows of text: a table of the published form without the published numbers. */
const { X, Y } = makeBuildingLoads();
const rows = (load: (value: number) => number) =>
  Array.from({ length: 768 }, (_, i) =>
    [...X.data.subarray(8 * i, 8 * i + 8), load(Y.data[2 * i]!), load(Y.data[2 * i + 1]!)].join(","),
  );
const header = "X1,X2,X3,X4,X5,X6,X7,X8,Y1,Y2";
const csv = [header, ...rows((load) => load)].join("\n");
const arff = (load: (value: number) => number) =>
  `@relation e\n${header
    .split(",")
    .map((name) => `@attribute ${name} real\n`)
    .join("")}@data\n${rows(load).join("\n")}`;

const load = (more = {}): Promise<EnergyData> => loadEnergy({ server: server.url, ...more });

describe("the published table", () => {
  test("comes from POLYTASK_DATA, and nobody is asked", async ({ skip }) => {
    readShared("energy-efficiency.csv", skip);
    await copyFile(`${sharedFolder}energy-efficiency.csv`, join(folder, "energy-efficiency.csv"));
    const data = await load();
    expect([data.X.rows, data.X.columns, data.Y.rows, data.Y.columns]).toEqual([768, 8, 768, 2]);
    expect([...data.Y.data.subarray(0, 2)]).toEqual([15.55, 21.33]);
    expect(data).toMatchObject({ simulated: false, source: join(folder, "energy-efficiency.csv") });
    expect(data.featureNames).toHaveLength(8);
    expect(data.targetNames).toEqual(["heating load", "cooling load"]);
    expect(server.asked).toEqual([]);
  });

  test("comes from a folder that is named", async () => {
    const other = join(folder, "other.d");
    await writeFile(join(folder, "energy-efficiency.csv"), csv);
    expect((await load({ cacheDir: folder })).Y).toEqual(Y);
    await expect(load({ cacheDir: other })).rejects.toThrow(join(other, "energy-efficiency.csv"));
  });

  test("comes from OpenML, then from the cache", async () => {
    offer(
      server,
      5,
      "energy-efficiency",
      arff((value) => value),
    );
    expect((await load()).source).toBe("OpenML data set 5 (energy-efficiency, version 1), from the network");
    const asked = server.asked.length;
    const again = await load();
    expect(again.source).toBe("OpenML data set 5 (energy-efficiency, version 1), from the cache");
    expect([again.X, again.Y, again.simulated]).toEqual([X, Y, false]);
    expect(server.asked).toHaveLength(asked);
  });

  test("is not a copy whose loads were rounded, and the next name is tried", async () => {
    offer(server, 5, "energy-efficiency", arff(Math.round));
    await expect(load()).rejects.toThrow(
      "expected loads with decimals, got rounded ones from OpenML data set 5",
    );
    offer(
      server,
      6,
      "energy_efficiency",
      arff((value) => value),
    );
    expect((await load()).source).toContain("OpenML data set 6");
  });

  test("a file of that name with other data is refused, not passed over", async () => {
    const path = join(folder, "energy-efficiency.csv");
    const options = { offline: "simulate" };
    await writeFile(path, csv.replace("0.98,514.5,", "0.98,515.5,"));
    await expect(load(options)).rejects.toThrow(
      "loadEnergy: expected building 1 of the published design, [0.98, 514.5, 294, 110.25, 7, 2, 0, 0], got [0.98, 515.5, 294",
    );
    await writeFile(path, csv.slice(0, csv.lastIndexOf("\n")));
    await expect(load(options)).rejects.toThrow(
      "loadEnergy: expected 768 rows of 10 values, got 767 rows of 10 from",
    );
    await writeFile(path, csv.slice(0, -20));
    await expect(load(options)).rejects.toThrow(`parseCsv: expected 10 values at ${path} line 769, got`);
    await writeFile(path, [header, ...rows(() => -1.5)].join("\n"));
    await expect(load(options)).rejects.toThrow("loadEnergy: expected loads > 0, got others from");
    expect(server.asked).toEqual([]);
  });
});

describe("where the table is nowhere", () => {
  test("all that was tried is named", async () => {
    await server.close();
    const error = await load().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "PolytaskError", code: "source", cause: expect.any(Error) });
    const { message } = error as Error;
    for (const tried of [
      "energy-efficiency.csv (absent)",
      "energy-efficiency@active.json (absent)",
      `${server.url}/api/v1/json/data/list/data_name/energy-efficiency/status/active (fetch failed`,
    ]) {
      expect(message).toContain(tried);
    }
  });

  test("with offline: simulate the design stands in, and says so", async () => {
    await server.close();
    const data = await load({ offline: "simulate" });
    expect(data).toEqual(makeBuildingLoads());
    expect(data.simulated).toBe(true);
    expect(data.source).toMatch(/^simulated: .*not the published/);
  });

  test("a silent server holds it up no longer than the time limit", async () => {
    server.answers.set("/api/v1/json/data/list/data_name/energy-efficiency/status/active", () => {});
    expect((await load({ offline: "simulate", timeLimit: 0.2 })).simulated).toBe(true);
    expect(server.asked).toHaveLength(1);
  });

  test("an aborted signal is not an absent table", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(load({ signal, offline: "simulate" })).rejects.toBe(reason);
  });

  test("wrong options are refused", async () => {
    await expect(load({ offline: "yes" })).rejects.toThrow(
      'loadEnergy.offline: expected one of "refuse", "simulate", got "yes"',
    );
    await expect(load({ timeLimit: 0 })).rejects.toThrow(
      "loadEnergy.timeLimit: expected a number of seconds > 0",
    );
  });
});
