// npm run bench:network-memory: the peak resident memory of a fit whose rows lie in a file of 10 · B bytes and come through a DataLoader,
// shuffled. It is to stay below B + 100 MB. The file is written first by a process of its own and is deleted at the end. Both run from one
// file of plain JavaScript, as the package is: Node's removal of types from sources takes some 50 MB by itself.
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RandomState } from "../src/index.ts";
import { DataLoader, MultiTaskNetwork, regression } from "../src/network/index.ts";

const p = 158;
const T = 2;
const rowBytes = 4 * (p + T);
const megabyte = 1e6;
const B = Number(process.env["MEGABYTES"] ?? 50) * megabyte;
const n = Math.ceil((10 * B) / rowBytes);

/** Rows of p noisy inputs and two targets that depend on them, in floats. */
function write(file: string): void {
  const random = new RandomState(0);
  const noise = Float32Array.from({ length: 2 ** 16 }, () => random.randn());
  const to = openSync(file, "w");
  const chunk = new Float32Array(1000 * (p + T));
  for (let first = 0; first < n; first += 1000) {
    const rows = Math.min(1000, n - first);
    for (let i = 0; i < rows; i++) {
      const row = chunk.subarray(i * (p + T), (i + 1) * (p + T));
      const from = random.randint(2 ** 16 - p);
      row.set(noise.subarray(from, from + p));
      row[p] = row[0]! + row[1]! - row[2]!;
      row[p + 1] = row[0]! * row[3]!;
    }
    writeSync(to, new Uint8Array(chunk.buffer, 0, rows * rowBytes));
  }
  closeSync(to);
}

function train(file: string): void {
  const from = openSync(file, "r");
  const row = new Float32Array(p + T);
  const bytes = new Uint8Array(row.buffer);
  const batchSize = 128;
  const inputs = new Float64Array(batchSize * p); // used again for every batch
  const dataset = {
    length: n,
    batch(rows: Int32Array) {
      const X = { data: inputs.subarray(0, rows.length * p), rows: rows.length, columns: p };
      const targets = { sum: new Float64Array(rows.length), product: new Float64Array(rows.length) };
      for (const [i, k] of rows.entries()) {
        readSync(from, bytes, 0, rowBytes, k * rowBytes);
        X.data.set(row.subarray(0, p), i * p);
        targets.sum[i] = row[p]!;
        targets.product[i] = row[p + 1]!;
      }
      return { X, targets };
    },
  };
  const loader = new DataLoader(dataset, { batchSize, shuffle: true, randomState: 0 });
  const tasks = { sum: regression(), product: regression() };
  const network = new MultiTaskNetwork({ hidden: [64, 32], tasks, epochs: 2, randomState: 0 });
  const since = performance.now();
  network.fit(loader);
  const seconds = (performance.now() - since) / 1000;
  closeSync(from);
  const [first, last] = [network.history[0]!, network.history.at(-1)!];
  const peak = process.resourceUsage().maxRSS * 1024;
  const size = statSync(file).size;
  console.log(`file: ${(size / megabyte).toFixed(0)} MB, ${n} rows, B = ${B / megabyte} MB`);
  console.log(
    `loss: ${first.loss.toFixed(4)} in epoch 1, ${last.loss.toFixed(4)} in epoch ${last.epoch}; ${seconds.toFixed(1)} s`,
  );
  const limit = B / megabyte + 100;
  const verdict = peak / megabyte < limit ? "below" : "NOT below";
  console.log(
    `peak resident memory: ${(peak / megabyte).toFixed(0)} MB, ${verdict} B + 100 MB = ${limit} MB`,
  );
}

const [, , task, given] = process.argv;
if (task === "write") write(given!);
else if (task === "train") train(given!);
else {
  const folder = mkdtempSync(join(tmpdir(), "polytask-"));
  const [plain, rows] = [join(folder, "bench.mjs"), join(folder, "rows.bin")];
  const external = ["esbuild"];
  try {
    const { build } = await import("esbuild"); // not in the bundle
    await build({
      entryPoints: [fileURLToPath(import.meta.url)],
      ...{ bundle: true, platform: "node", format: "esm", external, outfile: plain },
    });
    for (const step of ["write", "train"])
      execFileSync(process.execPath, [plain, step, rows], { stdio: "inherit" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
