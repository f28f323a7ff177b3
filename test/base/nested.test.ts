import { expect, test } from "vitest";
import { MultiOutputRegressor, MultiOutputRidge, MultiTaskRegressor } from "../../src/index.ts";
import { l21 } from "../../src/penalty/index.ts";

const inner = new MultiOutputRidge({ alpha: 2 });
const outer = new MultiOutputRegressor({
  estimator: new MultiOutputRegressor({ estimator: inner as never }) as never,
});
const alphaOf = (subject: object): unknown =>
  (subject as { getParams(o: object): Record<string, unknown> }).getParams({ deep: true })[
    "estimator__estimator__alpha"
  ];

test("part__name changes a parameter of a part, however deep, in a copy", () => {
  const changed = outer.setParams({ estimator__estimator__alpha: 7, estimator__estimator__solver: "svd" });
  expect(alphaOf(changed)).toBe(7);
  expect(changed.getParams({ deep: true })).toMatchObject({ estimator__estimator__solver: "svd" });
  expect(alphaOf(outer)).toBe(2);
  expect(inner.params.alpha).toBe(2);
});

test("a part and its parameters may change at once", () => {
  const apart = new MultiOutputRegressor({ estimator: inner as never });
  const fresh = new MultiOutputRidge({ alpha: 9, fitIntercept: false });
  for (const changes of [
    { estimator__alpha: 3, estimator: fresh },
    { estimator: fresh, estimator__alpha: 3 },
  ]) {
    const { estimator } = apart.setParams(changes as never).params;
    expect((estimator as unknown as MultiOutputRidge).params).toMatchObject({
      alpha: 3,
      fitIntercept: false,
    });
  }
  expect(fresh.params.alpha).toBe(9);
});

test("getParams stays as it is, and tells parts where it is asked to", () => {
  expect(Object.keys(outer.getParams())).toEqual(["estimator"]);
  expect(Object.keys(new MultiOutputRidge().getParams({ deep: true }))).toEqual([
    "alpha",
    "fitIntercept",
    "solver",
  ]);
  expect(Object.keys(outer.getParams({ deep: true }))).toEqual([
    "estimator",
    "estimator__estimator",
    "estimator__estimator__alpha",
    "estimator__estimator__fitIntercept",
    "estimator__estimator__solver",
  ]);
});

test("unknown names and wrong values are refused in one sentence that says what there is", () => {
  expect(() => outer.setParams({ estimator__estimator__alfa: 1 })).toThrow(
    /^MultiOutputRidge: has no parameter alfa; it has alpha, fitIntercept, solver$/,
  );
  expect(() => outer.setParams({ model__alpha: 1 })).toThrow(
    /^MultiOutputRegressor: has no parameter model__alpha; it has estimator$/,
  );
  expect(() => outer.setParams({ estimator__estimator__alpha: -1 })).toThrow(
    /^MultiOutputRidge\.alpha: expected/,
  );
  expect(() => new MultiTaskRegressor({ penalty: l21(1) }).setParams({ penalty__alpha: 2 })).toThrow(
    /^MultiTaskRegressor: has no parameter penalty__alpha; penalty has no parameters$/,
  );
  for (const name of ["__proto__", "__alpha", "constructor__name", "toString__x"]) {
    expect(() => outer.setParams({ [name]: { a: 1 } })).toThrow(/has no parameter .*; it has estimator$/);
  }
});
