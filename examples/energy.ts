// The energy example: heating and cooling loads of 768 buildings, one ridge regression for both.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MultiOutputRidge, meanSquaredError, r2Score, trainTestSplit } from "polytask";
import { loadEnergy } from "polytask/data";

const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));
if (existsSync(beside)) process.env["POLYTASK_DATA"] ??= beside;

const { X, Y, featureNames, targetNames, source } = await loadEnergy({ offline: "simulate" });
const [train, test, trainTargets, testTargets] = trainTestSplit(X, Y, { testSize: 0.2, randomState: 42 });

const since = performance.now();
const model = new MultiOutputRidge({ alpha: 1 }).fit(train, trainTargets, { taskNames: targetNames });
const milliseconds = performance.now() - since;

const predicted = model.predict(test);
const means = targetNames.map(
  (_, t) => trainTargets.data.filter((_, k) => k % Y.columns === t).reduce((a, b) => a + b) / train.rows,
);
const baseline = Array.from({ length: test.rows }, () => means);
const raw = { multioutput: "rawValues" } as const;
const mse = meanSquaredError(testTargets, predicted, raw);
const r2 = r2Score(testTargets, predicted, raw);
const base = meanSquaredError(testTargets, baseline, raw);

const width = Math.max(...featureNames.map((name) => name.length), 24);
const line = (name: string, values: readonly (string | number)[]): void =>
  console.log(`  ${name.padEnd(width)}${values.map((value) => String(value).padStart(22)).join("")}`);

console.log(`Energy example: ${X.rows} buildings, ${X.columns} features, ${Y.columns} loads (kWh/m²)`);
console.log(`Data: ${source}\n`);
line("", targetNames);
line(
  "mean squared error",
  mse.map((value) => value.toPrecision(10)),
);
line(
  "R²",
  r2.map((value) => value.toPrecision(10)),
);
line(
  "MSE of predicting the mean",
  base.map((value) => value.toPrecision(10)),
);
console.log(`\n  MSE over both loads: ${meanSquaredError(testTargets, predicted)}\n`);
line("coefficient", targetNames);
for (const [j, name] of featureNames.entries())
  line(
    name,
    model.coef.getRow(j).map((value) => value.toFixed(6)),
  );
line(
  "intercept",
  [...model.intercept].map((value) => value.toFixed(6)),
);
console.log(
  `\n  ${train.rows} rows to learn from, ${test.rows} to test on; fitted in ${milliseconds.toFixed(1)} ms; converged: ${model.converged}, gap ${model.dualGap.toExponential(1)}`,
);
