import { existsSync } from "node:fs";
import { RandomState } from "../../src/index.ts";
import { MultiTaskNetwork, readCheckpoint, regression } from "../../src/network/index.ts";

/** A fit whose checkpoints are so large that it spends most of its time writing them. */
export function killable() {
  const random = new RandomState(2);
  const X = Array.from({ length: 24 }, () => Array.from({ length: 30 }, () => random.randn()));
  const targets = { sum: X.map(([a, b]) => a! + b!), product: X.map(([a, , c]) => a! * c!) };
  const network = new MultiTaskNetwork({
    ...{ hidden: [150, 100], tasks: { sum: regression(), product: regression() }, batchSize: 8 },
    ...{ dropout: 0.1, epochs: 1000, randomState: 3 },
  });
  return { network, data: [X, targets] as const };
}

/** Run by itself it goes on from the checkpoint of that name, for as long as it is let. */
const file = process.argv[2];
if (process.argv[1] === import.meta.filename && file) {
  const { network, data } = killable();
  const resume = existsSync(file) ? readCheckpoint(file) : undefined;
  network.fit(...data, { checkpoint: { file }, ...(resume && { resume }) });
}
