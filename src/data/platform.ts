/** What the machine offers beyond the web's own interfaces; each answer may be "nothing", as in a browser. */

/** Node's file system and paths (Deno and Bun have them too), or null. Asked for late, so that bundles stay free of it. */
export function fileSystem() {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs/promises");
  const path = globalThis.process?.getBuiltinModule?.("node:path");
  return fs && path ? { fs, path } : null;
}

/** The same for work that must not be put off, or null. */
export function files() {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  const path = globalThis.process?.getBuiltinModule?.("node:path");
  return fs && path ? { fs, path } : null;
}

/** An environment variable, undefined where it is empty, absent or forbidden. */
export function environment(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}

/** The user's own folder, or null. */
export function homeFolder(): string | null {
  try {
    return globalThis.process?.getBuiltinModule?.("node:os")?.homedir() || null;
  } catch {
    return null;
  }
}

/** The MD5 sum in hexadecimal digits, or null where there is no MD5: the web's own crypto has none. */
export function md5(bytes: Uint8Array): string | null {
  try {
    return (
      globalThis.process?.getBuiltinModule?.("node:crypto")?.createHash("md5").update(bytes).digest("hex") ??
      null
    );
  } catch {
    return null;
  }
}
