import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

// An object takes 40 bytes at least, with an array in it 100. A number that a function returns may be boxed by the engine, 16 bytes: the
// rate of a schedule, the seed of dropout. Every 64 steps a fit pauses, which makes some objects.
const pauses = 10;
const boxed = 40;

test("a step makes no objects and no arrays", { timeout: 120_000 }, async () => {
  const room = ["--min-semi-space-size=256", "--max-semi-space-size=512"];
  const script = join(import.meta.dirname, "heap-of-steps.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [...room, script]);
  const { adam, "momentum, weight decay and clipping": momentum, ...others } = JSON.parse(stdout);
  expect(adam).toBeLessThan(pauses);
  expect(momentum).toBeLessThan(pauses);
  expect(Object.keys(others)).toHaveLength(6);
  for (const [way, bytes] of Object.entries(others)) expect(bytes, way).toBeLessThan(boxed);
});
