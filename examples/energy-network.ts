// Heating and cooling loads by a network beside ridge regression: test MSE over both loads on five splits, and the mean with its 95 %
// interval over them.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MultiOutputRidge, meanSquaredError, StandardScaler, trainTestSplit } from "polytask";
import { loadEnergy } from "polytask/data";
import { adam, cosine, MultiTaskNetwork, regression } from "polytask/network";

const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));
if (existsSync(beside)) process.env["POLYTASK_DATA"] ??= beside;
const epochs = Number(process.env["EPOCHS"] ?? 500);

const { X, Y, source } = await loadEnergy({ offline: "simulate" });
console.log(`Data: ${source}`);

const network = new MultiTaskNetwork({
  hidden: [100, 50],
  tasks: { heating: regression(), cooling: regression() },
  optimizer: adam({ lr: cosine(5e-3) }),
  epochs,
});
const errors = [0, 1, 2, 3, 4].map((randomState) => {
  const [train, test, trainY, testY] = trainTestSplit(X, Y, { testSize: 0.2, randomState });
  const [inputs, loads] = [new StandardScaler().fit(train), new StandardScaler().fit(trainY)];
  const scaled = loads.transform(trainY);
  const [heating, cooling] = [0, 1].map((t) => scaled.getColumn(t));
  const fitted = network.setParams({ randomState }).fit(inputs.transform(train), {
    heating: heating!,
    cooling: cooling!,
  });
  const answer = fitted.predict(inputs.transform(test));
  const pairs = Array.from({ length: test.rows }, (_, i) => [
    Number(answer["heating"]![i]),
    Number(answer["cooling"]![i]),
  ]);
  const ridge = new MultiOutputRidge({ alpha: 1 }).fit(train, trainY);
  const one = {
    network: meanSquaredError(testY, loads.inverseTransform(pairs)),
    ridge: meanSquaredError(testY, ridge.predict(test)),
  };
  console.log(`split ${randomState}: network ${one.network.toFixed(3)}, ridge ${one.ridge.toFixed(3)}`);
  return one;
});

const quantile = 2.776; // of Student's t with 4 degrees of freedom, 97.5 %
for (const name of ["network", "ridge"] as const) {
  const values = errors.map((one) => one[name]);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = quantile * Math.sqrt(variance / values.length);
  console.log(`${name}: MSE ${mean.toFixed(3)} ± ${half.toFixed(3)}`);
}
