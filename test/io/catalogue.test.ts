import { expect, test } from "vitest";
import { display } from "../../src/base/display/shown.ts";
import { estimators } from "../../src/catalogue/estimators.ts";
import { setWarningHandler } from "../../src/index.ts";
import { dump, parse } from "../../src/io/index.ts";
import { answersOf, fitted } from "../catalogue/fitted.ts";

setWarningHandler(() => {});

test("every class of the catalogue is fitted here", () => {
  expect(Object.keys(fitted).sort()).toEqual([...estimators.keys()].sort());
  for (const [name, own] of Object.entries(fitted)) expect(own.length, name).toBeGreaterThan(0);
});

const all = Object.entries(fitted).flatMap(([name, own]) =>
  own.map(({ label, make, X }) => [`${name} ${label}`, make, X] as const),
);

/** All that can be asked of an estimator without data: its properties, and how it shows itself. */
function facts(model: object): Record<string, unknown> {
  const own: Record<string, unknown> = { card: (model as { [display](): unknown })[display]() };
  for (let type = Object.getPrototypeOf(model); type !== Object.prototype; type = Object.getPrototypeOf(type))
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(type)))
      if (get && name !== "predictProba") own[name] = answer(() => get.call(model));
  return JSON.parse(JSON.stringify(own));
}

/** What is said, or how it is refused. */
function answer(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    return (error as Error).message;
  }
}

test.each(all)("%s: the same bits after a round trip, and all that it knows", async (_, make, X) => {
  const model = make();
  const again = await parse(await dump(model));
  expect(again.constructor).toBe(model.constructor);
  expect(answersOf(again, X)).toEqual(answersOf(model, X));
  expect(facts(again)).toEqual(facts(model));
  // what was read is saved as it was read
  const second = await dump(again);
  expect(await dump(await parse(second))).toEqual(second);
});
