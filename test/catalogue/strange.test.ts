import { expect, test } from "vitest";
import { estimators } from "../../src/catalogue/estimators.ts";
import { makers } from "../../src/catalogue/makers.ts";
import { revive } from "../../src/catalogue/revive.ts";
import { PolytaskError } from "../../src/index.ts";

const strange: readonly unknown[] = [
  ...[undefined, null, true, 1, -1, NaN, 1e9, "x", "__proto__", [], [1], [[0, 1]], [null], {}, { kind: 1 }],
  ...[{ split: 1 }, { weights: null }, { edges: [null] }, { prox: 1 }, { groups: [null] }],
  ...[Float64Array.of(1, NaN), [{ x: null }], [["a", null]], [["a", {}, null]], { a: [{}] }],
];
const described = (value: unknown) => ({ kind: "value", value }) as const;

/** Says how something failed in other words than ours. */
function failure(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return error instanceof PolytaskError ? undefined : `${error}`;
  }
}

test.each([...makers.keys()])("%s is made of strange parts, or refuses them in a sentence", (name) => {
  const one = strange.flatMap((a) => [[a], [1, a], [1, 1, a], [1, 1, 1, a]]);
  const two = strange.flatMap((a) =>
    strange.flatMap((b) => [
      [a, b],
      [a, b, a],
      [1, a, b],
    ]),
  );
  for (const given of [...one, ...two])
    expect(failure(() => revive({ kind: "part", name, given: given.map(described) }))).toBeUndefined();
});

test.each([...estimators])("%s takes strange parameters, or refuses them in a sentence", (name, Class) => {
  const { parameters } = Class as unknown as { parameters: object };
  for (const one of strange) {
    expect(failure(() => revive({ kind: "estimator", name, params: described(one) }))).toBeUndefined();
    for (const key of Object.keys(parameters)) {
      const params = described({ [key]: one });
      expect(
        failure(() => revive({ kind: "estimator", name, params })),
        key,
      ).toBeUndefined();
    }
  }
});

test.each([null, undefined, 1, "x", [], {}, { kind: "toString" }, { kind: "__proto__" }, { kind: "list" }])(
  "%j is no description",
  (given) => {
    expect(() => revive(given as never)).toThrow(PolytaskError);
  },
);
