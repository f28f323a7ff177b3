// The textbook network of two tasks: a trunk of 100 and 50 units, a head with cross-entropy and a head with squared error, Adam at
// 1e-3, batches of 32, 100 epochs. Published versions feed one output to both losses, so that a class and a number share their
// units; here each task has a head of its own: three outputs for how much heat a building needs (low, middle, high), one for its cooling load.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { StandardScaler, trainTestSplit } from "polytask";
import { loadEnergy } from "polytask/data";
import { adam, classification, MultiTaskNetwork, regression } from "polytask/network";

const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));
if (existsSync(beside)) process.env["POLYTASK_DATA"] ??= beside;
const epochs = Number(process.env["EPOCHS"] ?? 100);

const { X, Y, source } = await loadEnergy({ offline: "simulate" });
const [train, test, trainY, testY] = trainTestSplit(X, Y, { testSize: 0.2, randomState: 42 });
const scaler = new StandardScaler().fit(train);

const heat = ({ data }: typeof trainY): number[] => Array.from(data).filter((_, k) => k % 2 === 0);
const cooling = ({ data }: typeof trainY): number[] => Array.from(data).filter((_, k) => k % 2 === 1);
const sorted = heat(trainY).sort((a, b) => a - b);
const [low, high] = [1, 2].map((third) => sorted[Math.floor((third * sorted.length) / 3)]!);
const classOf = (load: number): number => Number(load >= low!) + Number(load >= high!);

const mean = cooling(trainY).reduce((a, b) => a + b) / train.rows;
const unit = 10; // kWh/m²: brings the cooling load to a scale near 1
const targets = (of: typeof trainY) => ({
  demand: heat(of).map(classOf),
  cooling: cooling(of).map((load) => (load - mean) / unit),
});

const network = new MultiTaskNetwork({
  hidden: [100, 50],
  activation: "relu",
  tasks: { demand: classification(3), cooling: regression() },
  optimizer: adam({ lr: 1e-3 }),
  batchSize: 32,
  epochs,
  randomState: 42,
});
const since = performance.now();
network.fit(scaler.transform(train), targets(trainY));
const seconds = (performance.now() - since) / 1000;
const score = network.score(scaler.transform(test), targets(testY));

console.log(`Data: ${source}`);
for (const { epoch, losses } of network.history.filter((_, k) => k === 0 || (k + 1) % 20 === 0))
  console.log(
    `epoch ${String(epoch).padStart(3)}: cross-entropy ${losses["demand"]!.toFixed(4)}, squared error ${losses["cooling"]!.toFixed(4)}`,
  );
console.log(`accuracy of the demand: ${score["demand"]!.toFixed(3)}`);
console.log(`R² of the cooling load: ${score["cooling"]!.toFixed(3)}`);
console.log(`${network.history.length} epochs in ${seconds.toFixed(2)} s`);
