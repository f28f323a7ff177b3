import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { load } from "../../src/io/index.ts";
import expected from "../oracles/models/predictions.json" with { type: "json" };

const folder = "test/oracles/models";
const files = readdirSync(folder).filter((file) => file.endsWith(".safetensors"));

test("every file has its predictions", () => {
  expect(files.map((file) => file.replace(".safetensors", ""))).toEqual(
    Object.keys(expected.predictions).sort(),
  );
});

// saved by version 0.1.0: a file that does not load any more is a break, and no reason to make it anew
test.each(files)("%s still loads and predicts the same bits", async (file) => {
  const model = (await load(`${folder}/${file}`)) as { predict(X: number[][]): unknown };
  const name = file.replace(".safetensors", "") as keyof typeof expected.predictions;
  expect(JSON.parse(JSON.stringify(model.predict(expected.X)))).toEqual(expected.predictions[name]);
});
