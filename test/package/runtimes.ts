// The package as a stranger gets it: packed, installed into an empty folder, and run by every runtime that we name.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compareReports } from "./api-report.ts";
import { bundleFitted } from "./bundle-fitted.ts";
import { install } from "./install.ts";
import { onPath } from "./on-path.ts";
import { Tally } from "./tally.ts";

const bin = resolve("node_modules/.bin");
/** The Node that a person has, not the one among our own packages. */
const own = onPath("node");
const node = join(bin, "node");

const tally = new Tally("package");
const { folder, tarball } = install();
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const digests: Record<string, string> = {};
const runtimes: [string, string, ...string[]][] = [
  ["Node of our own packages", node],
  ["Deno", join(bin, "deno"), "run", "--allow-read", "--allow-env"],
  ["Bun", join(bin, "bun"), "run"],
];
if (own) runtimes.unshift(["the machine's Node", own]);
for (const [name, command, ...args] of runtimes) {
  await tally.check(`${name} fits and predicts, alone and on threads, with the same bits`, () => {
    const answer = JSON.parse(run(command, ...args, "print.js"));
    assert.equal(answer.fine, true);
    assert.equal(answer.sameOnThreads, true, "threads gave other bits");
    for (const [kernels, digest] of Object.entries<string>(answer.digests)) {
      digests[kernels] ??= digest;
      assert.equal(digest, digests[kernels], `${kernels} kernels gave other bits`);
    }
    return `${run(command, "--version").split("\n")[0]}, ${JSON.stringify(answer.digests)}`;
  });
}

await tally.check("notebooks that load packages by require can load it", () => {
  const script = `const { MultiOutputRidge } = require("polytask"); console.log(new MultiOutputRidge().fit([[1],[2]],[1,2]).converged)`;
  assert.equal(run(node, "--input-type=commonjs", "-e", script).trim(), "true");
});
await tally.check("only polytask/formula needs mathjs, and says so where it is not installed", () => {
  const script = `import("polytask/formula").then(() => console.log("loaded"), ({ message }) => console.log(message))`;
  assert.match(run(node, "--input-type=module", "-e", script), /Cannot find package 'mathjs'/);
});
await tally.check("polytask/engine loads without its engines, and says what to install", () => {
  const script = `import { openDuckdb } from "polytask/engine"; openDuckdb().catch(({ message }) => console.log(message))`;
  assert.match(
    run(node, "--input-type=module", "-e", script),
    /^openDuckdb: needs the package @duckdb\/node-api/,
  );
});
await tally.check(
  "one of every class, saved in Node, loads in Deno, Bun and Node again and says the same bits",
  async () => {
    await bundleFitted(folder);
    const writes = (args: readonly string[]): string[] =>
      args.length > 1 ? [...args, "--allow-write"] : [...args];
    const chain = [...runtimes.slice(-3), runtimes.at(-3)!];
    let from = "-";
    const answers = chain.map(([, command, ...args], k) => {
      const answer = run(command, ...writes(args), "keep.js", from, `kept${k}`);
      from = `kept${k}`;
      return answer;
    });
    assert.equal(new Set(answers).size, 1);
    assert.ok(Object.keys(JSON.parse(answers[0]!)).length > 60);
    return chain.map(([name]) => name).join(" → ");
  },
);
await tally.check("the command line runs in every runtime, on a file and on standard input", () => {
  const line = ["evaluate", "-", "--targets", "c", "--cv", "3", "--json"];
  const input = `a,b,c\n${Array.from({ length: 30 }, (_, i) => `${i},${(i * 7) % 5},${2 * i + 1}`).join("\n")}\n`;
  const program = join(folder, "node_modules/polytask/dist/cli.js");
  const found = runtimes.map(([, command, ...args]) =>
    execFileSync(command, [...args, program, ...line], { cwd: folder, encoding: "utf8", input }),
  );
  assert.ok(JSON.parse(found[0]!).mean > 0.99);
  for (const answer of found) assert.equal(JSON.parse(answer).tasks[0].task, "c");
  assert.match(run(join(folder, "node_modules/.bin/polytask"), "--help"), /select-tasks/);
});
await tally.check("publint finds nothing", () => void run(join(bin, "publint"), "run", "--strict", tarball));
await tally.check("types resolve for every ES module consumer", () => {
  run(join(bin, "attw"), tarball, "--profile", "esm-only");
});
await tally.check("names and types are those of the kept reports", () => compareReports({ update: false }));
await tally.check("the core entry with everything it needs stays under 150 kB gzipped", async () => {
  const entry = join(folder, "node_modules/polytask/dist/index.js");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const size = gzipSync(outputFiles[0]!.contents).length;
  assert.ok(size <= 150_000, `${size} bytes; move what is not needed on import behind a subpath`);
  return `${size} bytes`;
});
await tally.check("nothing but the package's own files is packed", () => {
  const { files } = JSON.parse(readFileSync("package.json", "utf8"));
  const listed = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  const strange = listed.filter((path) => {
    const inside = path.replace(/^package\//, "");
    return (
      !/^(package\.json|README(\.zh-CN)?\.md|LICENSE)$/.test(inside) &&
      !files.some((start: string) => inside.startsWith(start))
    );
  });
  assert.deepEqual(strange, []);
});
rmSync(folder, { recursive: true, force: true });
tally.close();
