import { expect, test } from "vitest";
import { parseArff } from "../../src/data/index.ts";
import { KFold, MultiOutputRidge, StandardScaler } from "../../src/index.ts";
import {
  ColumnTransformer,
  isNominal,
  isNumeric,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
  VarianceThreshold,
} from "../../src/preprocess/index.ts";
import { readShared } from "../data/shared.ts";

test.for([
  ["sf1", 3],
  ["scpf", 3],
  ["jura", 3],
] as const)("%s goes from its file through one Pipeline, fold by fold", ([name, T], { skip }) => {
  const table = parseArff(readShared(`mtr/${name}.arff`, skip));
  const targets = table.names.slice(-T);
  const [features, Y] = [table.without(targets), table.select(targets).matrix()];
  const labels = new Pipeline({
    steps: [
      ["fill", new SimpleImputer({ strategy: "mostFrequent" })],
      ["hot", new OneHotEncoder({ drop: "ifBinary", handleUnknown: "ignore" })],
    ],
  });
  const pipe = new Pipeline({
    steps: [
      [
        "columns",
        new ColumnTransformer({
          transformers: [
            ["numbers", new SimpleImputer(), isNumeric],
            ["labels", labels, isNominal],
          ],
        }),
      ],
      ["varying", new VarianceThreshold()],
      ["scale", new StandardScaler()],
      ["ridge", new MultiOutputRidge({ alpha: 10 })],
    ],
  });
  for (const { train, test: tested } of new KFold({ nSplits: 10, shuffle: true, randomState: 0 }).split(
    table.rows,
  )) {
    const fitted = pipe.clone().fit(features.take(train), table.take(train).select(targets).matrix());
    const P = fitted.predict(features.take(tested));
    expect([P.rows, P.columns]).toEqual([tested.length, T]);
    expect(P.to1DArray().every(Number.isFinite)).toBe(true);
  }
  expect(pipe.clone().fit(features, Y).score(features, Y)).toBeGreaterThan(0);
});
