// npm run bench:network: one Adam step of two networks, ours and PyTorch's, one thread
// each, in turns. Every number is the median over rounds of a ratio of neighbours in one round. TORCH names a Python that has
// PyTorch (pip install torch).
import { join } from "node:path";
import { limitOf } from "./limit.ts";
import { networks, openSteps } from "./network-steps.ts";
import { openPeer, type Peer } from "./process.ts";
import { median, print } from "./rounds.ts";

const rounds = 15;

const limit = await limitOf("relaxed");
const python = process.env["TORCH"];
const torch: Peer | undefined = python
  ? openPeer(python, [join(import.meta.dirname, "network.py")])
  : undefined;
if (!torch) console.log("PyTorch is left out: TORCH names no Python that has it");

/** Multiplications and additions of the products: forward, gradients of the weights and, but for the first layer, of the inputs. */
function flopsOf({ units, heads, batch }: (typeof networks)[number]): number {
  const all = [...units, heads.reduce((a, b) => a + b)];
  return all.slice(1).reduce((sum, outputs, l) => sum + (l === 0 ? 4 : 6) * batch * all[l]! * outputs, 0);
}

const rows: Record<string, string>[] = [];
for (const one of networks) {
  const ours = openSteps(one);
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
