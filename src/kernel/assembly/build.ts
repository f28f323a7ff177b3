// Compiles the kernels twice, plain and relaxed SIMD, and inlines both into ../binary.ts, and those of networks into
// ../network-binary.ts, so that loading them needs neither a file nor the network and stays synchronous. The builds differ in few
// instructions: runs of both in turns, within the 32 kB that deflate looks back, pack into little more than one of them.
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { compile } from "./compile.ts";

const run = 2 ** 14;

for (const [entry, file] of [
  ["index.ts", "binary.ts"],
  ["network-index.ts", "network-binary.ts"],
] as const) {
  const [plain, relaxed] = [await compile(entry, "plain"), await compile(entry, "relaxed")];
  const turns: Buffer[] = [];
  for (let from = 0; from < Math.max(plain.length, relaxed.length); from += run) {
    turns.push(plain.subarray(from, from + run), relaxed.subarray(from, from + run));
  }
  const packed = deflateRawSync(Buffer.concat(turns), { level: 9 });
  console.log(`${entry}: ${plain.length} bytes plain, ${relaxed.length} relaxed, ${packed.length} packed`);
  const names = WebAssembly.Module.exports(new WebAssembly.Module(plain)).map(({ name }) => `"${name}"`);
  const lines = [
    "// Written by assembly/build.ts: the kernels, compiled and inlined.",
    `/** Runs of so many bytes of plain and relaxed in turns, deflated, in base64. */`,
    `export const binaries = {`,
    `  run: ${run},`,
    `  plain: ${plain.length},`,
    `  relaxed: ${relaxed.length},`,
    `  packed: "${packed.toString("base64")}",`,
    `};`,
    `export type KernelName =\n  | ${names.sort().join("\n  | ")};`,
  ];
  const target = join(import.meta.dirname, "..", file);
  await writeFile(`${target}.new`, `${lines.join("\n")}\n`);
  await rename(`${target}.new`, target);
}
