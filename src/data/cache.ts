import { environment, fileSystem, homeFolder } from "./platform.ts";

/** What the cache folder depends on. */
export interface Machine {
  readonly platform: string;
  readonly home: string | null;
  readonly environment: (name: string) => string | undefined;
}

/** Where data lives on a machine: `POLYTASK_DATA` if set, else "polytask" in the user's cache folder; null if neither is known. */
export function dataFolderOf({ platform, home, environment }: Machine): string | null {
  const own = environment("POLYTASK_DATA");
  if (own !== undefined) return own;
  const join = (folder: string | null | undefined, ...parts: string[]) =>
    folder ? [folder, ...parts, "polytask"].join(platform === "win32" ? "\\" : "/") : null;
  if (platform === "win32") return join(environment("LOCALAPPDATA")) ?? join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Caches");
  const xdg = environment("XDG_CACHE_HOME");
  return xdg?.startsWith("/") ? join(xdg) : join(home, ".cache");
}

/**
 * The folder where data files are looked for and kept: the environment variable `POLYTASK_DATA` if set, else `polytask` in
 * the user's cache folder (`XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`); null in a browser.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dataFolder } from "polytask/data";
 *
 * process.env["POLYTASK_DATA"] = "my-data";
 * assert.equal(dataFolder(), "my-data");
 * delete process.env["POLYTASK_DATA"];
 * ```
 */
export function dataFolder(): string | null {
  if (fileSystem() === null) return null;
  return dataFolderOf({ platform: globalThis.process.platform, home: homeFolder(), environment });
}

/** A file's bytes, or why there are none: "absent", or the system's code such as "EACCES". */
export async function readIfThere(path: string): Promise<Uint8Array | string> {
  const system = fileSystem();
  if (system === null) return "no file system";
  try {
    return await system.fs.readFile(path);
  } catch (error) {
    const reason = faultOf(error);
    return reason === "ENOENT" ? "absent" : reason;
  }
}

/** Writes a file whole or not at all: beside it first, then renamed into place. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const system = fileSystem();
  if (system === null) return;
  const { fs } = system;
  await fs.mkdir(system.path.dirname(path), { recursive: true });
  const beside = `${path}.${crypto.randomUUID()}.part`;
  try {
    await fs.writeFile(beside, content);
    await fs.rename(beside, path);
  } catch (error) {
    await fs.rm(beside, { force: true });
    throw error;
  }
}

/** A system error in one word, or else its message. */
export function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as Error & { code?: unknown };
  return typeof code === "string" ? code : error.message;
}
