import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Packs the package as it would be published and installs it into an empty folder, with the scripts beside it. */
export function install(): { folder: string; tarball: string } {
  const folder = mkdtempSync(join(tmpdir(), "polytask-package-"));
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    encoding: "utf8",
  });
  const found = JSON.parse(packed);
  const [{ filename }] = Array.isArray(found) ? found : Object.values<{ filename: string }>(found);
  const tarball = join(folder, filename);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "stranger", private: true, type: "module" }),
  );
  execFileSync("npm", ["install", "--no-audit", "--no-fund", tarball], { cwd: folder, stdio: "pipe" });
  for (const file of ["smoke.js", "print.js", "keep.js"])
    cpSync(join(import.meta.dirname, file), join(folder, file));
  return { folder, tarball };
}
