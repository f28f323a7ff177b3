// The installed package, bundled for a browser and run in a real one: the same bits as in Node.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { install } from "./install.ts";
import { onPath } from "./on-path.ts";
import { Tally } from "./tally.ts";

const tally = new Tally("browser");
const { folder } = install();
const wanted = JSON.parse(execFileSync(process.execPath, ["print.js"], { cwd: folder, encoding: "utf8" }));
const bundle = async (contents: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    ...{ bundle: true, format: "esm", platform: "browser", write: false },
  });
  return outputFiles[0]!.text;
};
const scripts: Record<string, string> = {
  "/smoke.js": await bundle('import { smoke } from "./smoke.js"; globalThis.smoke = smoke;'),
  "/worker.js": await bundle('import "polytask/worker";'),
};
/** Whether pages are cut off from other origins, so that their threads can share memory. */
let isolated = false;
const page = '<!doctype html><title>polytask</title><script type="module" src="/smoke.js"></script>';
const server = createServer(({ url }, answer) => {
  const script = scripts[url ?? ""];
  answer.setHeader("content-type", script ? "text/javascript" : "text/html");
  if (isolated) {
    answer.setHeader("cross-origin-opener-policy", "same-origin");
    answer.setHeader("cross-origin-embedder-policy", "require-corp");
  }
  answer.end(script ?? page);
});
await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));

const executablePath = process.env["CHROMIUM"] ?? onPath("chromium", "chromium-browser", "google-chrome");
if (!executablePath) throw new Error("no Chromium: install one, or name it in CHROMIUM");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox"],
});
try {
  const tab = await browser.newPage();
  const errors: string[] = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  for (const [how, shares] of [
    ["fits and predicts with Node's bits, on threads too", false],
    ["does so on threads that share memory", true],
  ] as const) {
    isolated = shares;
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await tab.waitForFunction("globalThis.smoke !== undefined");
    await tally.check(`Chromium ${browser.version()} ${how}`, async () => {
      assert.equal(await tab.evaluate("typeof SharedArrayBuffer === 'function'"), shares);
      const answer = await tab.evaluate<typeof wanted>("globalThis.smoke()");
      assert.deepEqual(answer, wanted);
      return JSON.stringify(answer.digests);
    });
  }
  await tally.check("the page reports no error", () => assert.deepEqual(errors, []));
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
tally.close();
