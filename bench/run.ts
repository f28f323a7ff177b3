// npm run bench: how the duality gap falls with time, ours and the peers', one thread each; then their time over ours to the same gap.
//
//   npm run bench -- [--problems School,alphaMax/10] [--solvers skglm,celer] [--rounds 5] [--tol 1e-6]
//
// Every solver is run at a falling row of knobs (its own tolerance, or its number of iterations), in turns with the others,
// until its W has the gap as objective.ts judges it: tol times F(0). Then ours and each peer run in turns at the loosest knob
// that got there, and a ratio is of two runs that follow one another. bench/peers/setup installs the peers.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judge } from "./objective.ts";
import { draw, type Point } from "./picture.ts";
import { contests } from "./problems.ts";
import { median, print, spread } from "./rounds.ts";
import { malsar, pythons } from "./solvers/peers.ts";
import { polytask } from "./solvers/polytask.ts";
import type { Solver } from "./solvers/solver.ts";

const { values } = parseArgs({
  options: {
    problems: { type: "string", default: "" },
    solvers: { type: "string", default: "" },
    rounds: { type: "string", default: "5" },
    tol: { type: "string", default: "1e-6" },
  },
});
const list = (words: string): string[] => words.split(",").filter((word) => word !== "");
const [rounds, goal] = [Number(values.rounds), Number(values.tol)];
const named = list(values.solvers);
/** Milliseconds after which a peer has no further round. */
const patience = 30_000;

const ours = polytask();
const peers = [...pythons(), ...malsar()];
const curves: Point[] = [];
const ratios: Record<string, string>[] = [];

for (const contest of contests(list(values.problems))) {
  const { name: problem, aims } = contest;
  const solvers = [ours, ...peers].filter(
    (one) =>
      one.solves(contest) && (one === ours || named.length === 0 || named.some((word) => one.name === word)),
  );
  for (const solver of solvers) await solver.open(contest);
  await warm(solvers);
  const best = new Map<Solver, Point>();
  for (let level = 0; level < Math.max(...solvers.map(({ knobs }) => knobs.length)); level++) {
    for (const solver of solvers) {
      const knob = solver.knobs[level];
      const before = best.get(solver);
      if (knob === undefined || (before && before.gap <= goal)) continue;
      const { seconds, W } = await solver.run(knob);
      const point: Point = { problem, solver: solver.name, knob, seconds, ...judge(contest, W) };
      // a knob that ends where the one before did says once more how long that takes
      if (before && before.gap === point.gap) {
        curves.splice(curves.indexOf(before), 1);
        point.seconds = Math.min(seconds, before.seconds);
      }
      curves.push(point);
      best.set(solver, point);
    }
  }
  const own = best.get(ours)!;
  console.log(`${problem}: F = ${own.value.toPrecision(12)}, our gap ${own.gap.toExponential(1)} of F(0)`);
  for (const peer of solvers.filter((solver) => solver !== ours)) {
    const last = best.get(peer)!;
    const times: [number, number][] = [];
    const since = performance.now();
    for (let round = 0; round < rounds && (round === 0 || performance.now() - since < patience); round++) {
      const { seconds } = await ours.run(own.knob);
      times.push([seconds, (await peer.run(last.knob)).seconds]);
    }
    const ratio = times.map(([mine, theirs]) => theirs / mine);
    const aim = aims[peer.name]!;
    const ms = (k: 0 | 1): string => `${(1000 * median(times.map((pair) => pair[k]))).toFixed(1)} ms`;
    ratios.push({
      problem,
      peer: peer.name,
      "times our time": spread(ratio),
      ...{ ours: ms(0), theirs: ms(1) },
      "their gap": last.gap.toExponential(1) + (last.gap <= goal ? "" : ", not reached"),
      aim: `>= ${aim}, ${median(ratio) >= aim ? "met" : "missed"}`,
    });
  }
}
for (const solver of [ours, ...peers]) solver.close();

print(ratios);
const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "gap.json"), JSON.stringify({ goal, ratios, curves }, undefined, 1));
await draw(curves, goal, join(folder, "gap"));

/** Compilers first: the peers once, ours for half a second. */
async function warm(solvers: readonly Solver[]): Promise<void> {
  for (const { run, knobs } of solvers) {
    const since = performance.now();
    do await run(knobs[0]!);
    while (run === ours.run && performance.now() - since < 500);
  }
}
