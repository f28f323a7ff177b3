#!/usr/bin/env node
import { PolytaskError } from "./check/reject.ts";
import { runProgram } from "./cli/program.ts";
import { writeWhole } from "./data/cache.ts";
import { fileSystem } from "./data/platform.ts";

/** Everything that standard input has. */
async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

async function read(path: string): Promise<Uint8Array> {
  if (path === "-") return standardInput();
  try {
    return await fileSystem()!.fs.readFile(path);
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    const why = code === "ENOENT" ? "there is none" : code === "EISDIR" ? "it is a folder" : message;
    throw new PolytaskError("source", `${path}: expected a file that can be read, but ${why}`, { cause });
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(path, bytes);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new PolytaskError("source", `${path}: expected a file that can be written, but ${why}`, { cause });
  }
}

runProgram(process.argv.slice(2), {
  read,
  write,
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  showsProgress: process.stderr.isTTY === true,
}).then((code) => {
  process.exitCode = code;
});
