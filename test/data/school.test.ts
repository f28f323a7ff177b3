import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadSchool, makeSchools } from "../../src/data/index.ts";
import { readShared } from "./shared.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polytask-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const write = (text: string): Promise<void> => writeFile(join(folder, "school.csv"), text);
const header = ["task", ...Array.from({ length: 28 }, (_, j) => `x${j + 1}`), "score"].join(",");
const row = (school: number, score: number): string => [school, ...new Array(28).fill(1), score].join(",");

describe("loadSchool", () => {
  test("without the table it says where it looked, or makes schools and says so", async () => {
    await expect(loadSchool({ cacheDir: folder })).rejects.toThrow(
      `loadSchool: expected school.csv in a folder that cacheDir or POLYTASK_DATA names, got ${join(folder, "school.csv")} (absent)`,
    );
    await expect(loadSchool({ cacheDir: null })).rejects.toThrow("got no folder");
    const made = await loadSchool({ cacheDir: folder, offline: "simulate" });
    expect(made).toEqual(makeSchools({ randomState: 0 }));
    expect(made.simulated).toBe(true);
  });

  test("reads POLYTASK_DATA, and keeps schools in the order of the file", async () => {
    const order = Array.from({ length: 15362 }, (_, i) => ((i * 7) % 139) + 1);
    await write([header, ...order.map((school, i) => row(school, i))].join("\n"));
    vi.stubEnv("POLYTASK_DATA", folder);
    const { tasks, simulated, source } = await loadSchool();
    expect(simulated).toBe(false);
    expect(source).toBe(join(folder, "school.csv"));
    expect(tasks.map(({ name }) => name)).toEqual([...new Set(order)].map(String));
    expect(tasks[1]!.y[0]).toBe(1);
    expect(tasks[1]!.y[1]).toBe(140);
    expect(tasks[0]!.X).toEqual({ data: new Float64Array(111 * 28).fill(1), rows: 111, columns: 28 });
  });

  test.each([
    ["15362 rows of 30 values", [row(1, 2), row(2, 3)]],
    ["139 schools", Array.from({ length: 15362 }, (_, i) => row(i % 7, i))],
  ])("a file of that name with other data is refused: %s", async (rule, rows) => {
    await write([header, ...rows].join("\n"));
    await expect(loadSchool({ cacheDir: folder, offline: "simulate" })).rejects.toThrow(`expected ${rule}`);
  });

  test("the published table", async ({ skip }) => {
    await write(readShared("school.csv", skip));
    const { tasks } = await loadSchool({ cacheDir: folder });
    const sizes = tasks.map(({ y }) => y.length);
    expect([sizes.length, Math.min(...sizes), Math.max(...sizes)]).toEqual([139, 22, 251]);
  });

  test("unknown options are refused", async () => {
    await expect(loadSchool({ offline: "maybe" } as never)).rejects.toThrow("loadSchool.offline: expected");
    await expect(loadSchool({ folder } as never)).rejects.toThrow("loadSchool: has no option folder");
  });
});

describe("makeSchools", () => {
  test("the same seed makes the same pupils, another one others", () => {
    expect(makeSchools({ randomState: 3 })).toEqual(makeSchools({ randomState: 3 }));
    expect(makeSchools({ randomState: 3 }).tasks[0]).not.toEqual(makeSchools({ randomState: 4 }).tasks[0]);
  });

  test("features are coded as in the published table", () => {
    for (const { X, y } of makeSchools({ randomState: 1 }).tasks.slice(0, 11)) {
      for (let i = 0; i < X.rows; i++) {
        const row = X.data.subarray(i * 28, (i + 1) * 28);
        for (const [from, to] of [
          [0, 3],
          [5, 7],
          [7, 10],
          [10, 21],
          [21, 24],
          [24, 27],
          [27, 28],
        ]) {
          // biome-ignore format: a table
          expect(row.subarray(from, to).reduce((sum, one) => sum + one, 0)).toBe(1);
        }
        expect(Number.isInteger(y[i]) && y[i]! >= 1 && y[i]! <= 70).toBe(true);
      }
    }
  });
});
