// Pictures of fitted models, as SVG: ten files in the folder that the first argument names, or in `pictures`.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CoregionalizedGaussianProcess,
  MultiOutputRidge,
  MultiTaskRegressor,
  regularizationPath,
  StandardScaler,
  TaskRelationshipRegressor,
  trainTestSplit,
} from "polytask";
import { loadEnergy, makeMultitask } from "polytask/data";
import { adam, MultiTaskNetwork, regression } from "polytask/network";
import { l21, meanRegularized, ridge, sum } from "polytask/penalty";
import * as plot from "polytask/plot";
import { TaskSelector, transferReport } from "polytask/select";

const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));
if (existsSync(beside)) process.env["POLYTASK_DATA"] ??= beside;

const { X, Y, featureNames, targetNames: taskNames, source } = await loadEnergy({ offline: "simulate" });
const [train, test, trainY, testY] = trainTestSplit(X, Y, { testSize: 0.2, randomState: 42 });
const scaler = new StandardScaler().fit(train);
const Z = scaler.transform(train);
const model = new MultiOutputRidge({ alpha: 1 }).fit(Z, trainY, { taskNames });
const column = (t: number): number[] => Array.from(trainY.data).filter((_, k) => k % taskNames.length === t);
const heads = Object.fromEntries(taskNames.map((name) => [name, regression()]));
const network = new MultiTaskNetwork({
  hidden: [32],
  tasks: heads,
  optimizer: adam({ lr: 0.01 }),
  epochs: 40,
  randomState: 0,
});
network.fit(Z, Object.fromEntries(taskNames.map((name, t) => [name, column(t).map((load) => load / 10)])));

const [some, , someY] = trainTestSplit(Z, trainY, { trainSize: 150, randomState: 0 }); // all rows would take minutes
const gaussian = new CoregionalizedGaussianProcess({ kernel: "matern52", normalizeY: true, randomState: 0 });
gaussian.fit(some, someY, { taskNames });
const { mean, std } = gaussian.predictWithStd(scaler.transform(test));

const { tasks, coef } = makeMultitask({ nTasks: 12, nClusters: 3, nSamples: 30, randomState: 0 });
const related = new TaskRelationshipRegressor({ alpha: 0.01, beta: 0.1 }).fit(tasks);
const together = new MultiTaskRegressor({ penalty: sum(l21(0.05), ridge(0.01)) });
const gradient = (t: number) => coef.data.filter((_, k) => k % tasks.length === t); // −∇ of every task's loss at 0

const pictures = {
  relations: plot.plotRelations(related),
  coefficients: plot.plotCoefficients(model, { featureNames, unit: "kWh/m² for one standard deviation" }),
  path: plot.plotPath(regularizationPath(l21, Z, trainY, { taskNames, alphas: 50 }), { featureNames }),
  gap: plot.plotGap({ "l21 and ridge": together.clone().fit(tasks), "learnt relations": related }),
  predictions: plot.plotPredictions(testY, model.predict(scaler.transform(test)), {
    taskNames,
    unit: "kWh/m²",
  }),
  deviations: plot.plotPredictions(testY, mean, {
    ...{ std, taskNames, unit: "kWh/m²", sharedScale: false },
    title: "A Gaussian process of 150 buildings on 154 others",
  }),
  losses: plot.plotLosses(network),
  conflicts: plot.plotConflicts({ T: tasks.length, gradient, losses: () => [] }),
  transfer: plot.plotTransfer(
    transferReport(new MultiTaskRegressor({ penalty: sum(meanRegularized(1), ridge(0.01)) }), tasks),
  ),
  selection: plot.plotSelection(new TaskSelector({ size: 4, score: "coefficients", scale: 4 }).fit(tasks)),
};

const folder = resolve(process.argv[2] ?? "pictures");
mkdirSync(folder, { recursive: true });
for (const [name, picture] of Object.entries(pictures))
  writeFileSync(resolve(folder, `${name}.svg`), await picture.toSvg());
console.log(`Data: ${source}`);
console.log(`${Object.keys(pictures).length} pictures in ${folder}`);
