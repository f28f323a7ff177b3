// node --min-semi-space-size=256 --max-semi-space-size=512 test/network/heap-of-steps.ts: bytes that a step leaves on the heap, in some
// ways to train. So much room is not collected while it counts. Epochs of many steps less epochs of few leave out what an epoch takes.
import {
  adam,
  classification,
  constant,
  type Head,
  MultiTaskNetwork,
  pcGrad,
  regression,
  sgd,
  uncertainty,
  warmUp,
} from "../../src/network/index.ts";

const [batchSize, few, many, epochs] = [8, 256, 2304, 12];
const tasks = { number: regression(), label: classification(3) } as Readonly<Record<string, Head>>;
const ways = {
  adam: { optimizer: adam() },
  "momentum, weight decay and clipping": {
    optimizer: sgd({ lr: 1e-4, momentum: 0.9 }),
    weightDecay: 1e-4,
    clipNorm: 1,
  },
  "a schedule": { optimizer: adam({ lr: warmUp(constant(1e-3), 2) }) },
  dropout: { dropout: 0.2 },
  "round robin": { batches: "roundRobin" },
  proportional: { batches: "proportional" },
  uncertainty: { balancing: uncertainty() },
  pcGrad: { balancing: pcGrad() },
} as const;

/** The least that an epoch of so many steps adds, once the code is warm. */
function grown(way: object, steps: number): number {
  const n = steps * batchSize;
  const X = Array.from({ length: n }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const numbers = X.map(([x]) => x!);
  const labels = X.map((_, i) => i % 3);
  const seen: number[] = [];
  let before = 0;
  new MultiTaskNetwork({ tasks, hidden: [6], batchSize, epochs, randomState: 0, ...way }).fit(
    X,
    { number: numbers, label: labels },
    {
      onProgress: ({ fraction }) => {
        if (Math.abs(fraction * epochs - Math.round(fraction * epochs)) > 1e-9) return;
        const now = process.memoryUsage().heapUsed;
        seen.push(now - before);
        before = now;
      },
    },
  );
  return Math.min(...seen.slice(epochs / 2).filter((x) => x > 0));
}

const found = Object.entries(ways).map(([name, way]) => {
  grown(way, many);
  return [name, (grown(way, many) - grown(way, few)) / (many - few)] as const;
});
console.log(JSON.stringify(Object.fromEntries(found)));
