import { expect, test } from "vitest";
import { display } from "../../src/base/display/shown.ts";
import { dump, parse } from "../../src/io/index.ts";
import { classification, MultiTaskNetwork, regression } from "../../src/network/index.ts";

const X = Array.from({ length: 24 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const targets = { size: X.map(([a]) => a! * a!), kind: X.map(([, b]) => Number(b! > 0)) };

const card = (model: object): string =>
  (model as { [display](): Record<string, string> })[display]()["text/plain"]!;

test("a trained network shows how training went and every task's loss, after a round trip too", async () => {
  const model = new MultiTaskNetwork({
    tasks: { size: regression(), kind: classification(2) },
    hidden: [4],
    epochs: 3,
    batchSize: 8,
    randomState: 1,
  });
  expect(card(model)).not.toContain("training");
  const text = card(model.fit(X, targets));
  const { losses, loss } = model.history.at(-1)!;
  const digits = (value: number): string => `${Number(value.toPrecision(6))}`;
  expect(text).toMatch(/ epochs +3\n/);
  expect(text).toMatch(/ ended by +epochs\n/);
  expect(text).toContain(digits(loss));
  expect(text).toMatch(
    new RegExp(`0 +size +${digits(losses["size"]!)}\n +1 +kind +${digits(losses["kind"]!)}`),
  );
  expect(card(await parse(await dump(model)))).toBe(text);
});
