import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { dataFolderOf, readIfThere, writeWhole } from "../../src/data/cache.ts";
import { dataFolder } from "../../src/data/index.ts";
import { safe } from "../../src/data/openml-cache.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const folder = (platform: string, home: string | null, env: Record<string, string>) =>
  dataFolderOf({ platform, home, environment: (name) => env[name] });

test.each([
  ["linux", "/u/a", {}, "/u/a/.cache/polytask"],
  ["linux", "/u/a", { XDG_CACHE_HOME: "/cache" }, "/cache/polytask"],
  ["linux", "/u/a", { XDG_CACHE_HOME: "relative" }, "/u/a/.cache/polytask"],
  ["linux", null, {}, null],
  ["darwin", "/Users/a", {}, "/Users/a/Library/Caches/polytask"],
  ["win32", "C:\\Users\\a", { LOCALAPPDATA: "D:\\Local" }, "D:\\Local\\polytask"],
  ["win32", "C:\\Users\\a", {}, "C:\\Users\\a\\AppData\\Local\\polytask"],
  ["linux", null, { POLYTASK_DATA: "data" }, "data"],
  ["win32", null, { POLYTASK_DATA: "E:\\data", LOCALAPPDATA: "D:\\Local" }, "E:\\data"],
])("on %s with home %s and %j data live in %s", (platform, home, env, expected) => {
  expect(folder(platform, home, env)).toBe(expected);
});

test("the environment decides, and an empty variable is none", () => {
  vi.stubEnv("POLYTASK_DATA", "somewhere");
  expect(dataFolder()).toBe("somewhere");
  vi.stubEnv("POLYTASK_DATA", "");
  expect(dataFolder()).toMatch(/polytask$/);
});

test("a browser has no data folder", () => {
  vi.stubGlobal("process", undefined);
  expect(dataFolder()).toBeNull();
});

test("a file is written whole, and nothing is left beside it", async () => {
  const root = await mkdtemp(join(tmpdir(), "polytask-"));
  const path = join(root, "a", "b.txt");
  await Promise.all(Array.from({ length: 20 }, (_, k) => writeWhole(path, `${k}`.repeat(1000))));
  expect(await readFile(path, "utf8")).toMatch(/^(\d\d?)\1{999}$/);
  expect(await readdir(join(root, "a"))).toEqual(["b.txt"]);
  expect(await readIfThere(join(root, "c"))).toBe("absent");
  await expect(writeWhole(join(path, "x"), "")).rejects.toThrow();
  await writeFile(join(root, "d"), "");
  await expect(writeWhole(root, "")).rejects.toThrow();
  expect((await readdir(join(root, ".."))).filter((name) => name.endsWith(".part"))).toEqual([]);
  await rm(root, { recursive: true });
});

test("a word cannot leave its folder as a file name", () => {
  expect(safe("../../etc/passwd")).toBe("~2e~2e~2f~2e~2e~2fetc~2fpasswd");
  expect(safe("..")).toBe("~2e~2e");
  expect(safe("C:\\x\0ü💧")).toBe("c~3a~5cx~0~fc~1f4a7");
  expect(safe("www.openml.org")).toBe("www.openml.org");
  expect(safe("energy-efficiency_2")).toBe("energy-efficiency_2");
});
