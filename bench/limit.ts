import { compile } from "../src/kernel/assembly/compile.ts";
import type { Build } from "../src/kernel/module.ts";

export type Kind = "f64" | "f32";

const trips = 20_000;
const calls = 30;
const flops = 24;
const shapes = ["peak", "apart"] as const;

/**
 * What the machine can do at most with 128-bit vectors and the instructions of a build: the faster of two loops of
 * multiplications and additions that stay in the registers. Every call takes a few milliseconds and returns GFLOP/s.
 */
export async function limitOf(build: Build): Promise<(kind: Kind) => number> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(await compile("peak.ts", build));
  const loops = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
    string,
    (trips: number, x: number, y: number) => number
  >;
  return (kind) => {
    const lanes = kind === "f64" ? 2 : 4;
    const speeds = shapes.map((shape) => {
      const loop = loops[`${shape}_${kind}`]!;
      const start = performance.now();
      for (let k = 0; k < calls; k++) loop(trips, 1, 0.25);
      return (calls * trips * flops * lanes) / (performance.now() - start) / 1e6;
    });
    return Math.max(...speeds);
  };
}
