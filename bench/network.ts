// npm run bench:network: one Adam step of two networks, ours, PyTorch's and that of tfjs on WebAssembly, one thread each, in turns. Every
// number is the median over rounds of a ratio of neighbours in one round. TORCH names a Python that has PyTorch (pip install torch);
// bench/peers/setup installs tfjs.
import { join } from "node:path";
import { missing } from "./kernel-peers.ts";
import { limitOf } from "./limit.ts";
import { networks, openSteps } from "./network-steps.ts";
import { openTfjs } from "./network-tfjs.ts";
import { openPeer, type Peer } from "./process.ts";
import { median, print } from "./rounds.ts";

const rounds = 15;

const limit = await limitOf("relaxed");
const python = process.env["TORCH"];
const torch: Peer | undefined = python
  ? openPeer(python, [join(import.meta.dirname, "network.py")])
  : undefined;
if (!torch) console.log("PyTorch is left out: TORCH names no Python that has it");
const tfjs = await openTfjs();
if (!tfjs) console.log(missing("tfjs-wasm"));
const peers: readonly { readonly name: string; readonly peer: Peer | undefined; readonly share: number }[] = [
  { name: "PyTorch", peer: torch, share: 1 / 4 },
  { name: "tfjs-wasm", peer: tfjs, share: 1 / 12 },
];

/** Multiplications and additions of the products: forward, gradients of the weights and, but for the first layer, of the inputs. */
function flopsOf({ units, heads, batch }: (typeof networks)[number]): number {
  const all = [...units, heads.reduce((a, b) => a + b)];
  return all.slice(1).reduce((sum, outputs, l) => sum + (l === 0 ? 4 : 6) * batch * all[l]! * outputs, 0);
}

const rows: Record<string, string>[] = [];
for (const one of networks) {
  const ours = openSteps(one);
  const { name, steps } = one;
  for (let k = 0; k < 3; k++) ours(steps, true);
  for (const { peer } of peers) {
    peer?.tell(JSON.stringify(one));
    await peer?.ask(`${name} ${Math.max(20, steps)}`);
  }
  const got: Record<"step" | "share" | "gradient", number[]> = { step: [], share: [], gradient: [] };
  const beside = peers.map(() => ({ theirs: [] as number[], faster: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    const before = limit("f32");
    const seconds = ours(steps, true);
    const between = limit("f32");
    const bare = ours(steps, false);
    const after = limit("f32");
    got.step.push(seconds * 1e6);
    got.share.push(((flopsOf(one) / seconds / 1e9) * 2) / (before + between));
    got.gradient.push(((flopsOf(one) / bare / 1e9) * 2) / (between + after));
    for (const [k, { peer, share }] of peers.entries()) {
      if (!peer) continue;
      const sooner = ours(steps, true);
      const theirs = Number(await peer.ask(`${name} ${Math.ceil(steps * share)}`));
      const later = ours(steps, true);
      beside[k]!.theirs.push(theirs * 1e6);
      beside[k]!.faster.push((2 * theirs) / (sooner + later));
    }
  }
  const others = peers.map(({ name: whose, peer }, k) => ({
    [whose]: peer ? `${median(beside[k]!.theirs).toFixed(1)} µs` : "absent",
    [`× ${whose}`]: peer ? median(beside[k]!.faster).toFixed(2) : "absent",
  }));
  rows.push({
    network: `${name}, batch ${one.batch}`,
    "Adam step": `${median(got.step).toFixed(1)} µs`,
    "of limit": `${(100 * median(got.share)).toFixed(0)} %`,
    "without Adam": `${(100 * median(got.gradient)).toFixed(0)} %`,
    ...Object.assign({}, ...others),
  });
}
print(rows);
console.log("of limit: flops of the products alone, over the f32 limit of 128-bit vectors measured beside.");
for (const { peer } of peers) peer?.close();
