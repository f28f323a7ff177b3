import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import asc from "assemblyscript/asc";

/** Compiles an AssemblyScript file of this folder for one build; the memory comes from outside. */
export async function compile(entry: string, build: "plain" | "relaxed"): Promise<Buffer<ArrayBuffer>> {
  const scratch = await mkdtemp(join(tmpdir(), "polytask-kernel-"));
  try {
    const file = join(scratch, `${build}.wasm`);
    const { error, stderr } = await asc.main([
      join(import.meta.dirname, entry),
      ...["--outFile", file, "--baseDir", "/", "--runtime", "stub", "--importMemory", "--noExportMemory", "--noAssert"],
      ...["--enable", "simd", "--enable", "bulk-memory", "-O3", "--converge", "--lowMemoryLimit", "65536"],
      ...(build === "relaxed" ? ["--enable", "relaxed-simd"] : []),
    ]);
    if (error) throw new Error(`${entry}, ${build} build: ${error.message}\n${stderr.toString()}`);
    return await readFile(file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
