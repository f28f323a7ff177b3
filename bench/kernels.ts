// Times the kernels in both builds against the machine's own limit and against the peers: all roads of a case run
// interleaved, round after round, and every number is the median over rounds of a ratio of neighbours in one round.
//   npm run bench:kernels [-- words]    only cases whose name or type contains one of the words
import * as factor from "../src/kernel/factor.ts";
import type { Build } from "../src/kernel/module.ts";
import { type Case, factors, gram, product, vector } from "./cases.ts";
import { missing, mlMatrix, numpy, type Peer, tfjs } from "./kernel-peers.ts";
import { limitOf } from "./limit.ts";
import { median, print } from "./rounds.ts";

const builds: readonly Build[] = ["plain", "relaxed"];
const words = process.argv.slice(2);

const cases: Case[] = [
  ...(["f64", "f32"] as const).flatMap((kind) => [
    product(kind, 768, 768, 768),
    product(kind, 200, 200, 200),
    product(kind, 50, 50, 50),
    product(kind, 2000, 200, 139),
    gram(kind, 20_000, 200),
    vector(kind, 1000, 1000, false),
    vector(kind, 1000, 1000, true),
  ]),
  ...factors(factor),
].filter(({ name, kind }) => words.length === 0 || words.some((word) => `${name} ${kind}`.includes(word)));

const limits = Object.fromEntries(
  await Promise.all(builds.map(async (build) => [build, await limitOf(build)] as const)),
) as Record<Build, Awaited<ReturnType<typeof limitOf>>>;
const wanted: [string, Peer | undefined][] = [
  ["ml-matrix", mlMatrix],
  ["tfjs-wasm", await tfjs()],
  ["NumPy", numpy()],
];
for (const [name, peer] of wanted) if (!peer) console.log(missing(name));

function seconds(run: () => void, times: number): number {
  const start = performance.now();
  for (let k = 0; k < times; k++) run();
  return (performance.now() - start) / times / 1000;
}

async function row(one: Case): Promise<Record<string, string>> {
  const { flops } = one;
  for (const build of builds) for (let k = 0; k < 3; k++) seconds(() => one.ours(build), 1);
  const warm = seconds(() => one.ours("relaxed"), 3);
  const times = Math.max(1, Math.ceil(0.004 / warm));
  const speed: Record<Build, number[]> = { plain: [], relaxed: [] };
  const share: Record<Build, number[]> = { plain: [], relaxed: [] };
  const faster = new Map<string, number[]>();
  const start = performance.now();
  for (let round = 0; round < 9 || (round < 41 && performance.now() - start < 6000); round++) {
    let ours = Number.NaN;
    for (const build of builds) {
      const before = limits[build](one.kind);
      ours = seconds(() => one.ours(build), times);
      const after = limits[build](one.kind);
      const rate = (flops ?? Number.NaN) / ours / 1e9;
      speed[build].push(flops ? rate : ours * 1e3);
      share[build].push((2 * rate) / (before + after));
    }
    for (const [name, peer] of wanted) {
      if (round >= 9 && name === "ml-matrix") continue;
      const theirs = await peer?.seconds(one, name === "ml-matrix" ? Math.ceil(times / 10) : times);
      if (theirs === undefined || round < 2) continue;
      faster.set(name, [...(faster.get(name) ?? []), theirs / ours]);
    }
  }
  const ours = builds.flatMap((build) => {
    const unit = flops ? "GFLOP/s" : "ms";
    const limit = flops ? `${(100 * median(share[build])).toFixed(0)} %` : "";
    return [
      [build, `${median(speed[build]).toFixed(1)} ${unit}`],
      [`${build} of limit`, limit],
    ];
  });
  const peers = wanted.map(([name, peer]) => {
    const ratios = faster.get(name);
    const absent = peer ? "" : "absent";
    return [`× ${name}`, ratios ? median(ratios).toFixed(2) : absent];
  });
  return Object.fromEntries([["case", one.name], ["type", one.kind], ...ours, ...peers]);
}

for (const kind of ["f64", "f32"] as const) {
  const [plain, relaxed] = builds.map((build) =>
    Math.max(...Array.from({ length: 9 }, () => limits[build](kind))),
  );
  console.log(`128-bit limit, ${kind}: ${plain!.toFixed(1)} GFLOP/s plain, ${relaxed!.toFixed(1)} relaxed`);
}
const rows: Record<string, string>[] = [];
for (const one of cases) rows.push(await row(one));
print(rows);
console.log("× peer: how many times as fast the relaxed build is.");
for (const [, peer] of wanted) peer?.close?.();
