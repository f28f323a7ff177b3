import { expect, test } from "vitest";
import { ChainModel } from "../../src/estimator/chain-model.ts";
import { CopiesModel } from "../../src/estimator/copies-model.ts";
import { LabelChainModel } from "../../src/estimator/label-chain-model.ts";
import { LabelCopiesModel } from "../../src/estimator/label-copies-model.ts";
import { StackedModel } from "../../src/estimator/stacked-model.ts";
import { TransformedModel } from "../../src/estimator/transformed-model.ts";
import { MultiOutputRidge, MultiTaskClassifier, setWarningHandler } from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import { StandardScaler } from "../../src/preprocess/index.ts";

setWarningHandler(() => {});

const rows = (p: number): number[][] =>
  Array.from({ length: 9 }, (_, i) => Array.from({ length: p }, (_, j) => Math.sin(3 * i + j * j)));
const numbers = (p: number, T = 1): MultiOutputRidge => new MultiOutputRidge().fit(rows(p), rows(T));
const labels = (p: number, K: number): MultiTaskClassifier =>
  new MultiTaskClassifier({ penalty: ridge(0.1) }).fit(
    rows(p),
    rows(1).map((_, i) => [`class ${i % K}`]),
  );
const scaler = new StandardScaler().fit(rows(1));
const three = ["class 0", "class 1", "class 2"];
const shape = { version: 1, p: 2, T: 2 };

/** What is whole, and what of it does not fit the rest. */
test.each<[string, (given: unknown) => object, object, object, RegExp]>([
  ["copies", CopiesModel.from, { copies: [numbers(2), numbers(2)] }, { copies: [numbers(2), numbers(3)] }, /^CopiesModel.from copies 1: expected a part of 2 features and 1 task, got 3 features and 1$/], // biome-ignore format: a row
  ["copies of two tasks", CopiesModel.from, { copies: [numbers(2), numbers(2)] }, { copies: [numbers(2, 2), numbers(2)] }, /copies 0: .* got 2 features and 2$/], // biome-ignore format: a row
  ["a chain", ChainModel.from, { order: [1, 0], copies: [numbers(2), numbers(3)] }, { order: [1, 0], copies: [numbers(3), numbers(2)] }, /copies 0: expected a part of 2 features/], // biome-ignore format: a row
  ["two stages", StackedModel.from, { first: [numbers(2), numbers(2)], second: [numbers(4), numbers(4)] }, { first: [numbers(2), numbers(2)], second: [numbers(2), numbers(4)] }, /second 0: expected a part of 4 features/], // biome-ignore format: a row
  ["labels", LabelCopiesModel.from, { copies: [labels(2, 3), labels(2, 3)], classes: [three, three] }, { copies: [labels(2, 3), labels(1, 3)], classes: [three, three] }, /copies 1: expected a part of 2 features/], // biome-ignore format: a row
  ["a chain of labels", LabelChainModel.from, { order: [0, 1], copies: [labels(2, 3), labels(4, 3)], classes: [three, three] }, { order: [0, 1], copies: [labels(2, 3), labels(3, 3)], classes: [three, three] }, /copies 1: expected a part of 4 features/], // biome-ignore format: a row
  ["transformed targets", TransformedModel.from, { regressor: numbers(2, 2), ways: [scaler, scaler] }, { regressor: numbers(2, 3), ways: [scaler, scaler] }, /regressor 0: expected a part of 2 features and 2 tasks, got 2 features and 3$/], // biome-ignore format: a row
])("a model of parts, %s: what does not fit the rest is refused", (_, from, whole, broken, message) => {
  expect(from({ ...shape, ...whole })).toBeDefined();
  expect(() => from({ ...shape, ...broken })).toThrow(message);
});
