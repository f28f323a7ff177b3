// Compiles the kernels twice, plain and relaxed SIMD, and inlines both into ../binary.ts, so that loading them needs neither
// a file nor the network and stays synchronous. The builds differ in few instructions: runs of both in turns, within the
// 32 kB that deflate looks back, pack into little more than one of them.
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { compile } from "./compile.ts";

const run = 2 ** 14;

const builds = ["plain", "relaxed"] as const;
const binaries = await Promise.all(builds.map((build) => compile("index.ts", build)));
const [plain, relaxed] = binaries as [Buffer, Buffer];
const turns: Buffer[] = [];
for (let from = 0; from < Math.max(plain.length, relaxed.length); from += run) {
  turns.push(plain.subarray(from, from + run), relaxed.subarray(from, from + run));
}
const packed = deflateRawSync(Buffer.concat(turns), { level: 9 });
for (const [k, build] of builds.entries()) console.log(`${build} kernels: ${binaries[k]!.length} bytes`);
console.log(`packed: ${packed.length} bytes`);

const names = WebAssembly.Module.exports(new WebAssembly.Module(plain)).map(({ name }) => `"${name}"`);
const lines = [
  "// Written by assembly/build.ts: the kernels, compiled and inlined.",
  `/** Runs of ${run} bytes of plain and relaxed in turns, deflated, in base64. */`,
  `export const packed =\n  "${packed.toString("base64")}";`,
  `export const lengths = { plain: ${plain.length}, relaxed: ${relaxed.length} };`,
  `export const run = ${run};`,
  `export type KernelName =\n  | ${names.sort().join("\n  | ")};`,
];
const target = join(import.meta.dirname, "../binary.ts");
await writeFile(`${target}.new`, `${lines.join("\n")}\n`);
await rename(`${target}.new`, target);
