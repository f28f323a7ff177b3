// npm run bench:network: one Adam step of two networks, ours and PyTorch's, one thread
// each, in turns. Every number is the median over rounds of a ratio of neighbours in one round. TORCH names a Python that has
// PyTorch (pip install torch).
import { join } from "node:path";
import { openNetwork } from "../src/kernel/network.ts";
import { adam } from "../src/network/index.ts";
import { limitOf } from "./limit.ts";
import { openPeer, type Peer } from "./process.ts";
import { median, print } from "./rounds.ts";

const rounds = 15;
const cases = [
  { name: "8-100-50-{3,1}", units: [8, 100, 50], heads: [3, 1], batch: 32, steps: 600 },
  { name: "784-256-128-{10,10}", units: [784, 256, 128], heads: [10, 10], batch: 128, steps: 12 },
];

const limit = await limitOf("relaxed");
const python = process.env["TORCH"];
const torch: Peer | undefined = python
  ? openPeer(python, [join(import.meta.dirname, "network.py")])
  : undefined;
if (!torch) console.log("PyTorch is left out: TORCH names no Python that has it");

/** Seconds of a step of ours, with and without the optimiser. */
function open({ units, heads, batch }: (typeof cases)[number]) {
  const optimizer = adam();
  const samples = 8 * batch;
  const network = openNetwork({
    units,
    activation: "relu",
    heads: heads.map((columns) => ({ loss: columns > 1 ? "softmax" : "squared", columns, weight: 1 })),
    ...{ samples, batch, dropout: 0, moments: optimizer.moments },
  });
  const fill = (values: Float32Array, size: number): void => {
    for (let i = 0; i < values.length; i++) values[i] = size * Math.sin(i * i + 1);
  };
  fill(network.x.values, 1.5);
  for (const { inputs, outputs, weights: first } of network.layout.layers)
    fill(network.weights.values.subarray(first, first + inputs * outputs), 1 / Math.sqrt(inputs));
  network.sampleWeights.values.fill(1);
  for (let k = 0; k < heads.length * samples; k++) {
    const K = heads[Math.floor(k / samples)]!;
    network.targets.values[k] = K > 1 ? (k * k) % K : Math.sin(k);
  }
  const { order } = network;
  for (let i = 0; i < samples; i++) order[i] = (i * 7) % samples;
  const descent = { ...network, rate: 1e-3, clip: 1, decay: 0 };
  let step = 0;
  return (steps: number, learns: boolean): number => {
    const start = performance.now();
    for (let k = 0; k < steps; k++) {
      network.forward((k % 8) * batch, batch, true, 0);
      network.backward();
      if (learns) optimizer.update(descent, ++step);
    }
    return (performance.now() - start) / steps / 1000;
  };
}

/** Multiplications and additions of the products: forward, gradients of the weights and, but for the first layer, of the inputs. */
function flopsOf({ units, heads, batch }: (typeof cases)[number]): number {
  const all = [...units, heads.reduce((a, b) => a + b)];
  return all.slice(1).reduce((sum, outputs, l) => sum + (l === 0 ? 4 : 6) * batch * all[l]! * outputs, 0);
}

const rows: Record<string, string>[] = [];
for (const one of cases) {
  const ours = open(one);
  const { name, steps } = one;
  torch?.tell(JSON.stringify(one));
  for (let k = 0; k < 3; k++) ours(steps, true);
  await torch?.ask(`${name} ${Math.max(20, steps / 4)}`);
  const got: Record<"step" | "share" | "gradient" | "faster" | "theirs", number[]> = {
    ...{ step: [], share: [], gradient: [], faster: [], theirs: [] },
  };
  for (let round = 0; round < rounds; round++) {
    const before = limit("f32");
    const seconds = ours(steps, true);
    const between = limit("f32");
    const bare = ours(steps, false);
    const after = limit("f32");
    const theirs = torch ? Number(await torch.ask(`${name} ${Math.ceil(steps / 4)}`)) : Number.NaN;
    const beside = ours(steps, true);
    got.step.push(seconds * 1e6);
    got.share.push(((flopsOf(one) / seconds / 1e9) * 2) / (before + between));
    got.gradient.push(((flopsOf(one) / bare / 1e9) * 2) / (between + after));
    got.theirs.push(theirs * 1e6);
    got.faster.push((2 * theirs) / (seconds + beside));
  }
  rows.push({
    network: `${name}, batch ${one.batch}`,
    "Adam step": `${median(got.step).toFixed(1)} µs`,
    "of limit": `${(100 * median(got.share)).toFixed(0)} %`,
    "without Adam": `${(100 * median(got.gradient)).toFixed(0)} %`,
    PyTorch: torch ? `${median(got.theirs).toFixed(1)} µs` : "absent",
    "× PyTorch": torch ? median(got.faster).toFixed(2) : "absent",
  });
}
print(rows);
console.log("of limit: flops of the products alone, over the f32 limit of 128-bit vectors measured beside.");
torch?.close();
