// npm run bench:engine: statistics of a Parquet file that DuckDB reads, end to end, against scikit-learn on the same file (in memory, and in
// chunks by partial_fit), with all threads and with one each, and against the disk alone; a limit of memory a tenth of the file; growth with
// rows and with features; and what fits cost beyond the pass. Every step is a process of its own. ROWS (11 million, of which a tenth is what
// the process needs), THREADS (2), FOLDER (the system's own for what does not last) and PYTHON (one with scikit-learn, pandas and pyarrow)
// may be given. The file is deleted.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDuckdb, type Road, statisticsFrom } from "../src/engine/index.ts";
import { MultiOutputRidge, MultiTaskLassoCV } from "../src/index.ts";
import { exponent, kernelSeconds, quadratic } from "./growth.ts";
import { median, print, spread } from "./rounds.ts";

const rows = Number(process.env["ROWS"] ?? 11_000_000);
const threads = Number(process.env["THREADS"] ?? 2);
const python = process.env["PYTHON"] ?? join(import.meta.dirname, "peers/.venv/bin/python");
const rounds = 3;
const p = 32;

interface Order {
  readonly files: readonly string[];
  readonly p: number;
  readonly road?: Road;
  readonly folds?: number;
  /** What DuckDB may use. */
  readonly memory?: string;
  readonly threads?: number;
}

interface Answer {
  /** Seconds of the pass, of a ridge, and of a lasso of 100 strengths on the folds. */
  readonly pass: number;
  readonly ridge: number;
  readonly lasso: number;
  /** Seconds of the pass on all cores together. */
  readonly cpu: number;
  /** Of these, those of the thread that is handed columns and multiplies them: what waits for it may spin. */
  readonly own: number;
  /** Megabytes. */
  readonly peak: number;
  readonly coef: readonly number[];
}

/** Inputs between -1 and 1 by hashes of the row's number, and a target that depends on three of them. */
async function write(path: string, count: number, width: number): Promise<void> {
  const database = await openDuckdb({ threads, memoryLimit: "2GB" });
  const inputs = Array.from(
    { length: width },
    (_, j) => `(hash(i * 1031 + ${j}) % 2000001) / 1e6 - 1 AS x${j}`,
  );
  const query = `SELECT i AS key, ${inputs.join(", ")}, x0 - 2 * x1 + 0.5 * x2 + (hash(i * 7 + 5) % 1000) / 1e3 AS y FROM range(${count}) AS t(i)`;
  await database.query("SELECT 1").query(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  database.close();
}

async function fitFiles({
  files,
  p,
  road,
  folds,
  memory = "2GB",
  threads: count = threads,
}: Order): Promise<Answer> {
  const seconds = (since: number): number => (performance.now() - since) / 1000;
  const database = await openDuckdb({ threads: count, memoryLimit: memory });
  const features = Array.from({ length: p }, (_, j) => `x${j}`);
  let since = performance.now();
  const [before, thread] = [process.cpuUsage(), process.threadCpuUsage()];
  const found = await statisticsFrom(database.files(files), {
    ...{ features, targets: ["y"], road: road ?? "auto" },
    ...(folds && { fold: { key: "key", count: folds } }),
  });
  const pass = seconds(since);
  const [cpu, own] = [process.cpuUsage(before), process.threadCpuUsage(thread)].map(({ user, system }) => (user + system) / 1e6) as [number, number]; // biome-ignore format: one line
  since = performance.now();
  const coef = new MultiOutputRidge({ alpha: 1 }).fitStatistics(found.statistics).coef.to1DArray();
  const ridge = seconds(since);
  since = performance.now();
  if (found.folds) new MultiTaskLassoCV().fitStatistics(found.folds);
  const lasso = seconds(since);
  database.close();
  return {
    pass,
    ridge,
    lasso,
    ...{ cpu, own },
    peak: (process.resourceUsage().maxRSS * 1024) / 1e6,
    coef: coef.slice(0, 3),
  };
}

const child = (command: string, args: readonly string[], env: Record<string, string> = {}): string =>
  execFileSync(command, args, {
    ...{ encoding: "utf8", maxBuffer: 2 ** 24 },
    env: { ...process.env, ...env },
  }).trim();
const self = fileURLToPath(import.meta.url);
const fitted = (order: Order, flags: readonly string[] = []): Answer =>
  JSON.parse(child(process.execPath, [...flags, self, "fit", JSON.stringify(order)]));
const written = (path: string, count: number, width: number): string => {
  child(process.execPath, [self, "write", path, `${count}`, `${width}`]);
  return path;
};
const million = (count: number): string => `${count / 1e6} M`;
const rate = (count: number, seconds: number): string => `${(count / seconds / 1e6).toFixed(2)} M`;

function against(file: string, count: number): void {
  const size = statSync(file).size / 1e6;
  const times: Record<string, number[]> = { ours: [], sums: [], disk: [], memory: [], chunks: [] };
  const coefs: (readonly number[])[] = [];
  const cpus: Record<string, number[]> = { ours: [], memory: [], chunks: [] };
  let peaks: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    const ours = fitted({ files: [file], p, threads: count });
    times["ours"]!.push(ours.pass + ours.ridge);
    cpus["ours"]!.push(ours.cpu);
    const sums = round === 0 && fitted({ files: [file], p, road: "sums", threads: count }).pass;
    times["sums"]!.push(sums || times["sums"]![0]!);
    const since = performance.now();
    child("dd", [`if=${file}`, "of=/dev/null", "bs=4M", "iflag=direct", "status=none"]);
    times["disk"]!.push((performance.now() - since) / 1000);
    for (const way of ["memory", "chunks"]) {
      const order = [join(import.meta.dirname, "engine.py"), file, `${p}`, way, `${count}`];
      const answer = JSON.parse(child(python, order, { OMP_NUM_THREADS: `${count}` }));
      times[way]!.push(answer.seconds);
      cpus[way]!.push(answer.cpu);
      peaks = { ...peaks, [way]: answer.peak };
      if (way === "memory") coefs.push(answer.coef);
    }
    peaks = { ...peaks, ours: ours.peak };
    coefs.push(ours.coef);
  }
  const apart = Math.max(...coefs[0]!.map((value, k) => Math.abs(value - coefs.at(-1)![k]!)));
  const ratio = (name: string): string => spread(times[name]!.map((one, k) => one / times["ours"]![k]!));
  console.log(
    `\n${million(rows)} rows x ${p} features, Parquet of ${size.toFixed(0)} MB, threads of DuckDB, Arrow and BLAS: ${count}; ridge, end to end`,
  );
  const named = {
    ours: "polytask, columns into the kernels",
    sums: "polytask, sums pushed down (one round)",
    memory: "scikit-learn, pandas in memory",
    chunks: "scikit-learn, partial_fit by Arrow batches",
    disk: "the disk alone, past the cache",
  };
  print(
    Object.entries(named).map(([name, title]) => ({
      road: title,
      s: spread(times[name]!),
      "rows/s": rate(rows, median(times[name]!)),
      "time / ours": ratio(name),
      "all cores, s": cpus[name] ? spread(cpus[name]) : "",
      "peak MB": peaks[name] === undefined ? "" : peaks[name].toFixed(0),
    })),
  );
  console.log(`coefficients differ from scikit-learn's by at most ${apart.toExponential(1)}`);
}

/** One thread of DuckDB and little room for young objects: what is handed over is given back when they are swept. */
function underLimit(file: string): void {
  const size = statSync(file).size / 1e6;
  const order = { files: [file], p, memory: "56MB", threads: 1 };
  const { pass, peak } = fitted(order, ["--max-semi-space-size=1"]);
  const verdict = peak * 10 <= size ? "at most" : "NOT at most";
  console.log(
    `\npeak resident memory, DuckDB limited to 56 MB: ${peak.toFixed(0)} MB for a file of ${size.toFixed(0)} MB, ${verdict} a tenth; ${pass.toFixed(1)} s`,
  );
}

function growth(file: string, folder: string): void {
  const many = [1, 3, 10].map((k) => ({ files: new Array<string>(k).fill(file), count: k * rows }));
  const small = written(join(folder, "tenth.parquet"), rows / 10, p);
  console.log("\nrows (the same file read again and again), 5 folds");
  const found = [{ files: [small], count: rows / 10 }, ...many].map(({ files, count }) => ({
    count,
    ...fitted({ files, p, folds: 5 }),
  }));
  print(
    found.map(({ count, pass, cpu, ridge, lasso, peak }) => ({
      rows: million(count),
      "pass, s": pass.toFixed(2),
      "ns a row": ((pass / count) * 1e9).toFixed(0),
      "all cores, s": cpu.toFixed(2),
      "beyond it: ridge, ms": (ridge * 1e3).toFixed(1),
      "lasso, 100 strengths x 5 folds, ms": (lasso * 1e3).toFixed(0),
      "peak MB": peak.toFixed(0),
    })),
  );
  const counts = found.map(({ count }) => count);
  const grows = (costs: readonly number[]): string => exponent(counts, costs).toFixed(2);
  console.log(`seconds grow as rows^${grows(found.map(({ pass }) => pass))}, those of all cores as rows^${grows(found.map(({ cpu }) => cpu))}`); // biome-ignore format: one line
  wide(folder);
}

/** The same rows with more and more features, by the seconds of the thread that multiplies: the least of some rounds, one after the other. */
function wide(folder: string): void {
  const widths = [64, 128, 256, 512, 1024];
  const count = Math.round(rows / 50);
  const path = written(join(folder, "wide.parquet"), count, widths.at(-1)!);
  const memory = "8GB"; // DuckDB reads a group of rows a thread, here each of a gigabyte
  console.log(
    `\nfeatures, ${million(count)} rows, seconds of the thread that multiplies, the least of ${rounds} rounds`,
  );
  const [passes, products] = [0, 1].map(() => widths.map(() => Infinity)) as [number[], number[]];
  for (let round = 0; round < rounds; round++)
    for (const [k, width] of widths.entries()) {
      passes[k] = Math.min(passes[k]!, fitted({ files: [path], p: width, road: "columns", memory }).own);
      products[k] = Math.min(products[k]!, kernelSeconds(width, count));
    }
  const step = (costs: readonly number[], k: number): string =>
    k === 0 ? "" : exponent(widths.slice(k - 1, k + 1), costs.slice(k - 1, k + 1)).toFixed(2);
  print(
    widths.map((width, k) => ({
      features: `${width}`,
      "pass, s": passes[k]!.toFixed(2),
      exponent: step(passes, k),
      "products alone, s": products[k]!.toFixed(2),
      "exponent ": step(products, k),
      "sums pushed down, s":
        k === 0 ? fitted({ files: [path], p: width, road: "sums", memory }).cpu.toFixed(2) : "",
    })),
  );
  const named = { "the pass": passes, "products alone": products };
  for (const [what, costs] of Object.entries(named)) {
    const { a, b, worst } = quadratic(widths, costs);
    const last = exponent(widths.slice(2), costs.slice(2)).toFixed(2);
    const each = [a, b].map((cost) => ((cost * 1e9) / count).toPrecision(2));
    console.log(`${what}: p^${last} from ${widths[2]} to ${widths.at(-1)} features; ${each[0]} p + ${each[1]} p² ns a row within ${(100 * worst).toFixed(0)} % from ${widths[0]} on`); // biome-ignore format: one line
  }
}

const [, , step, ...given] = process.argv;
if (step === "write") await write(given[0]!, Number(given[1]), Number(given[2]));
else if (step === "fit") console.log(JSON.stringify(await fitFiles(JSON.parse(given[0]!))));
else {
  const folder = mkdtempSync(join(process.env["FOLDER"] ?? tmpdir(), "polytask-"));
  try {
    const file = written(join(folder, "rows.parquet"), rows, p);
    for (const count of new Set([threads, 1])) against(file, count);
    underLimit(file);
    growth(file, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
