/** Made the files beside it, with polytask 0.1.0: `npx node test/oracles/models/make-models.ts`. New families join; old files stay. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as core from "../../../src/index.ts";
import { save } from "../../../src/io/index.ts";
import { MultiTaskNetwork, regression } from "../../../src/network/index.ts";
import { l21 } from "../../../src/penalty/index.ts";
import { Pipeline } from "../../../src/preprocess/index.ts";

const rows = (n: number, first: number) =>
  Array.from({ length: n }, (_, i) =>
    [0, 1, 2].map((j) => (((i + first) * 7 + j * 5 + i * j) % 13) / 4 - 1.5),
  );
const X = rows(11, 0);
const Y = X.map(([a, b, c]) => [a! - b!, 2 * a! + c!]);
const labels = Y.map((row) => row.map((y) => (y > 0 ? "up" : "down")));
const tasks = { a: regression() };

const models = {
  classifier: new core.MultiTaskClassifier({ penalty: l21(0.1) }).fit(X, labels),
  gaussianProcess: new core.CoregionalizedGaussianProcess({ optimizer: "none" }).fit(X, Y),
  kernelRidge: new core.KernelRidge({ kernel: "rbf", gamma: 0.1 }).fit(X, Y),
  lassoCV: new core.MultiTaskLassoCV({ alphas: 3, cv: 3 }).fit(X, Y),
  network: new MultiTaskNetwork({ hidden: [3], tasks, epochs: 2, randomState: 1 }).fit(X, {
    a: Y.map(([y]) => y!),
  }),
  pipeline: new Pipeline({
    steps: [
      ["scale", new core.StandardScaler()],
      ["learn", new core.MultiTaskRegressor({ penalty: l21(0.1) })],
    ],
  }).fit(X, Y),
  ridge: new core.MultiOutputRidge({ alpha: 0.3 }).fit(X, Y, { taskNames: ["left", "right"] }),
};

const asked = rows(4, 3);
const predictions = Object.fromEntries(
  Object.entries(models).map(([name, model]) => [name, (model.predict as (X: number[][]) => unknown)(asked)]),
);
for (const [name, model] of Object.entries(models)) {
  const path = `test/oracles/models/${name}.safetensors`;
  if (!existsSync(path)) await save(model, path);
}
const path = "test/oracles/models/predictions.json";
const old = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).predictions : {};
writeFileSync(path, JSON.stringify({ X: asked, predictions: { ...predictions, ...old } }));
