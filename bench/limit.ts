import { compile } from "../src/kernel/assembly/compile.ts";
import type { Build } from "../src/kernel/module.ts";

export type Kind = "f64" | "f32";

const trips = 20_000;
const madds = 12;

/**
 * What the machine can do at most with 128-bit vectors and the instructions of a build: a loop of multiply-adds that
 * stays in the registers. Every call runs it for a few milliseconds and returns GFLOP/s.
 */
export async function limitOf(build: Build): Promise<(kind: Kind) => number> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(await compile("peak.ts", build));
  const peaks = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
    string,
    (trips: number, x: number, y: number) => number
  >;
  return (kind) => {
    const peak = peaks[`peak_${kind}`]!;
    const lanes = kind === "f64" ? 2 : 4;
    const calls = build === "plain" ? 30 : 60;
    const start = performance.now();
    for (let k = 0; k < calls; k++) peak(trips, 0.75, 0.25);
    return (calls * trips * madds * lanes * 2) / (performance.now() - start) / 1e6;
  };
}
