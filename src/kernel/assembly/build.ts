// Compiles the kernels twice, plain and relaxed SIMD, and inlines both as base64 into ../binary.ts, and those of networks into
// ../network-binary.ts, so that loading them needs neither a file nor the network and stays synchronous.
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "./compile.ts";

for (const [entry, file] of [
  ["index.ts", "binary.ts"],
  ["network-index.ts", "network-binary.ts"],
] as const) {
  const lines = ["// Written by assembly/build.ts: the kernels, compiled and inlined."];
  let names: string[] | undefined;
  for (const build of ["plain", "relaxed"] as const) {
    const bytes = await compile(entry, build);
    console.log(`${entry}, ${build} kernels: ${bytes.length} bytes`);
    names ??= WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => `"${name}"`);
    lines.push(`export const ${build} =\n  "${bytes.toString("base64")}";`);
  }
  lines.push(`export type KernelName =\n  | ${names!.sort().join("\n  | ")};`);
  const target = join(import.meta.dirname, "..", file);
  await writeFile(`${target}.new`, `${lines.join("\n")}\n`);
  await rename(`${target}.new`, target);
}
