import { describe, expect, test } from "vitest";
import { statisticsFrom } from "../../src/engine/index.ts";
import { MultiOutputRidge, RegressorChain, statisticsOf, statisticsOfAsync } from "../../src/index.ts";
import {
  cvPlus,
  cvPlusAsync,
  partialDependence,
  permutationImportance,
  permutationImportanceAsync,
  taskBootstrap,
} from "../../src/inspect/index.ts";
import { MultiTaskNetwork, regression } from "../../src/network/index.ts";
import { Pipeline, StandardScaler } from "../../src/preprocess/index.ts";
import {
  crossValidate,
  crossValidateAsync,
  crossValPredict,
  GridSearchCV,
  pairwiseGains,
  TaskSelector,
} from "../../src/select/index.ts";

const X = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i * i)]);
const Y = X.map(([a, b]) => [a! + b!, a! - b!]);
const y = X.map(([a]) => a!);
const tasks = [
  { X, y },
  { X, y },
];
const ridge = new MultiOutputRidge();
const fitted = new MultiOutputRidge().fit(X, Y);
const grid = () => new GridSearchCV({ estimator: ridge, paramGrid: { alpha: [1, 2] } });
const pipeline = () =>
  new Pipeline({
    steps: [
      ["scale", new StandardScaler()],
      ["ridge", ridge],
    ],
  });
const network = () => new MultiTaskNetwork({ tasks: { one: regression() }, epochs: 1 });
const source = { from: "t", dialect: "duckdb", query: () => Promise.reject(new Error("asked")) };

type Options = Readonly<Record<string, unknown>>;
const inOneGo: Readonly<Record<string, (options: Options) => unknown>> = {
  fit: (options) => ridge.clone().fit(X, Y, options),
  chain: (options) => new RegressorChain({ estimator: ridge }).fit(X, Y, options),
  search: (options) => grid().fit(X, Y, options),
  selector: (options) => new TaskSelector().fit(tasks, options),
  pipeline: (options) => pipeline().fit(X, Y, options),
  network: (options) => network().fit(X, { one: y }, options),
  statisticsOf: (options) => statisticsOf(X, Y, options),
  crossValidate: (options) => crossValidate(ridge, X, Y, options),
  crossValPredict: (options) => crossValPredict(ridge, X, Y, options),
  pairwiseGains: (options) => pairwiseGains(tasks, options),
  cvPlus: (options) => cvPlus(ridge, X, Y, options as never),
  permutationImportance: (options) => permutationImportance(fitted, X, Y, options),
  partialDependence: (options) => partialDependence(fitted, X, { features: [0], ...options }),
  taskBootstrap: (options) => taskBootstrap(fitted as never, X, Y, options),
};
const waitedFor: Readonly<Record<string, (options: Options) => Promise<unknown>>> = {
  fitAsync: (options) => ridge.clone().fitAsync(X, Y, options as never),
  search: (options) => grid().fitAsync(X, Y, options as never),
  pipeline: (options) => pipeline().fitAsync(X, Y, options as never),
  network: (options) => network().fitAsync(X, { one: y }, options as never),
  statisticsOfAsync: (options) => statisticsOfAsync(X, Y, options),
  crossValidateAsync: (options) => crossValidateAsync(ridge, X, Y, options),
  cvPlusAsync: (options) => cvPlusAsync(ridge, X, Y, options as never),
  permutationImportanceAsync: (options) => permutationImportanceAsync(fitted, X, Y, options),
  statisticsFrom: (options) =>
    statisticsFrom(source as never, { features: ["a"], targets: ["b"], ...options }),
};

describe("what work tells and is told by is checked before it begins", () => {
  test.each(Object.entries(inOneGo))("%s: onProgress", (_, work) => {
    expect(() => work({ onProgress: 3 })).toThrow(/^\w+(\.\w+)? onProgress: expected a function, got 3$/);
  });

  test.each(Object.entries(waitedFor))("%s: signal", async (_, work) => {
    const rule = /^\w+(\.\w+)? signal: expected an AbortSignal, got an object with aborted$/;
    await expect((async () => work({ signal: { aborted: false } }))()).rejects.toThrow(rule);
  });

  test("none of them is fine", () => {
    expect(() => ridge.clone().fit(X, Y, { onProgress: undefined } as never)).not.toThrow();
  });
});
