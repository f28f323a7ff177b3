// npm run bench:network-workers: an Adam step of two networks on one thread and on two, in turns, and whole fits, threads started anew for
// each. Whatever else runs here takes a thread away in the middle of a step, for which the other has to wait: the fastest tenth of the
// rounds says what threads do when they are left alone, the median what they did.
import { RandomState } from "../src/index.ts";
import { currentBuild } from "../src/kernel/module.ts";
import { classification, MultiTaskNetwork } from "../src/network/index.ts";
import { openTeam } from "../src/parallel/team.ts";
import { networks, openSteps } from "./network-steps.ts";
import { median, print, spread } from "./rounds.ts";

const rounds = 100;
/** The value below which a tenth lies. */
const tenth = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)]!;
const micro = (seconds: number): string => `${(seconds * 1e6).toFixed(1)} µs`;

const rows = [];
for (const network of networks) {
  const team = openTeam(2, currentBuild());
  try {
    const [one, two] = [openSteps(network), openSteps(network, team)];
    team.join();
    await new Promise((ready) => setTimeout(ready, 2000)); // the other thread starts meanwhile
    const steps = Math.ceil(network.steps / 3);
    const times = Array.from({ length: rounds }, () => [one(steps, true), two(steps, true)] as const);
    const [alone, both] = [times.map(([a]) => a), times.map(([, b]) => b)];
    rows.push({
      network: `${network.name}, batch ${network.batch}`,
      "one thread": micro(median(alone)),
      "two threads": micro(median(both)),
      "one / two": median(times.map(([a, b]) => a / b)).toFixed(2),
      "one, left alone": micro(tenth(alone)),
      "two, left alone": micro(tenth(both)),
      "their ratio": (tenth(alone) / tenth(both)).toFixed(2),
    });
  } finally {
    team.close();
  }
}
print(rows);

const random = new RandomState(0);
/** Rows of noise and labels that depend on nothing: how good a fit is does not matter here. */
const rowsOf = (n: number, p: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: p }, () => random.random()));
const large = rowsOf(6400, 784);
const small = rowsOf(6400, 8);
const cases = [
  { X: large, hidden: [256, 128], batchSize: 128, epochs: 10, parallel: "synchronous" },
  { X: large, hidden: [256, 128], batchSize: 128, epochs: 10, parallel: "hogwild" },
  { X: small, hidden: [100, 50], batchSize: 32, epochs: 100, parallel: "hogwild" },
] as const;
const tasks = { first: classification(10), second: classification(10) };
const fits = [];
for (const { X, parallel, ...params } of cases) {
  const labels = { first: X.map(() => random.randint(10)), second: X.map(() => random.randint(10)) };
  const seconds = async (workers: number): Promise<number> => {
    const network = new MultiTaskNetwork({ ...params, tasks, randomState: 0 });
    const since = performance.now();
    await network.fitAsync(X, labels, { workers, parallel });
    return (performance.now() - since) / 1000;
  };
  const times: [number, number][] = [];
  for (let round = 0; round < 3; round++) times.push([await seconds(1), await seconds(2)]);
  fits.push({
    "fitAsync, copies and a thread's start from its sources counted": `${X[0]!.length}-${params.hidden.join("-")}-{10,10}, batch ${params.batchSize}, ${parallel}`,
    "workers: 1, s": spread(times.map(([one]) => one)),
    "workers: 2, s": spread(times.map(([, two]) => two)),
    "one / two": spread(times.map(([one, two]) => one / two)),
  });
}
print(fits);
