import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Real data beside the repository, which not every machine has. */
export const sharedFolder = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

/** The text of a shared file; skips the test, with a message, where it is absent. */
export function readShared(file: string, skip: (note: string) => void): string {
  if (!existsSync(sharedFolder + file)) skip(`../shared/data/${file} is absent`);
  return readFileSync(sharedFolder + file, "utf8");
}
