import { Matrix } from "ml-matrix";
import { expect, describe as suite, test } from "vitest";
import { describe } from "../../src/base/described.ts";
import { estimators } from "../../src/catalogue/estimators.ts";
import { makers } from "../../src/catalogue/makers.ts";
import { revive } from "../../src/catalogue/revive.ts";
import * as datafits from "../../src/datafit/index.ts";
import * as core from "../../src/index.ts";
import { isBalancing } from "../../src/network/balancing/balancing.ts";
import * as networks from "../../src/network/index.ts";
import * as penalties from "../../src/penalty/index.ts";
import * as preprocess from "../../src/preprocess/index.ts";
import * as select from "../../src/select/index.ts";
import { members } from "../penalty/all.ts";

const { KFold, MultiOutputRidge, MultiTaskRegressor, RandomState } = core;
const { l1, l21, ridge, sum } = penalties;

/** There and back as another thread gets it. */
const copyOf = <V>(value: V): V => revive(structuredClone(describe("test", value))) as V;

const shape = { p: 5, T: 3 };
const W = Float64Array.from({ length: 15 }, (_, k) => ((7 * k) % 11) - 4.5);
const own = (alpha: number) => l21(alpha);

const inner = new MultiOutputRidge({ alpha: 3 });
const labels = new core.MultiTaskClassifier({ penalty: l1(0.1) });

/** One of every class, its parameters not those that it has by itself. */
const samples: object[] = [
  new core.ClassifierChain({ estimator: labels }),
  new core.ClusteredTaskClassifier({ k: 3 }),
  new core.ClusteredTaskRegressor({ k: 3 }),
  new core.CoregionalizedGaussianProcess({ kernel: "matern32", optimizer: "none" }),
  new core.CurdsAndWheyRegressor(),
  new core.EnsembleOfRegressorChains({ estimator: inner, nChains: 3, randomState: 4 }),
  new core.GroupingOverlapRegressor({ randomState: 2 }),
  new core.IncompleteSources({ sources: [[0, 1], [2]] }),
  new core.KernelRidge({ kernel: "polynomial", degree: 2 }),
  new core.MultiOutputClassifier({ estimator: labels }),
  new core.MultiOutputRegressor({ estimator: inner }),
  inner,
  new core.MultiStageRegressor({ alpha: 0.3 }),
  labels,
  new core.MultiTaskElasticNetCV({ l1Ratio: [0.2, 0.7], cv: new KFold({ nSplits: 3 }) }),
  new core.MultiTaskElasticNet({ alpha: 0.3 }),
  new core.MultiTaskKMeans({ nClusters: 3, randomState: 1 }),
  new core.MultiTaskLassoCV({ alphas: 7 }),
  new core.MultiTaskLasso({ alpha: [1, 2, 3] }),
  new core.MultiTaskModel({
    datafit: { price: datafits.huber(2), sold: datafits.logistic() },
    penalty: l21(0.1),
  }),
  new core.MultiTaskRegressorCV({ penalty: l21, alphas: [3, 1] }),
  new MultiTaskRegressor({ penalty: sum(ridge(1), l21(0.2)), datafit: datafits.poisson() }),
  new core.ReducedRankRegressor({ rank: 2 }),
  new core.RegressorChain({ estimator: inner, order: [1, 0] }),
  new core.SharedSubspaceClassifier({ k: 1 }),
  new core.SharedSubspaceClustering({ nClusters: 2, randomState: 1 }),
  new core.SharedSubspaceRegressor({ k: 1 }),
  new core.StackedSingleTarget({ estimator: inner }),
  new core.TaskRelationshipClassifier({ alpha: 0.3 }),
  new core.TaskRelationshipRegressor({ alpha: 0.3, beta: "cv" }),
  new core.TransformedTarget({ regressor: inner, transformer: new core.StandardScaler() }),
  new networks.MultiTaskNetwork({
    tasks: { a: networks.regression(), b: networks.classification(3, { weight: 2 }) },
    optimizer: networks.adam({ lr: networks.warmUp(networks.cosine(0.1), 2) }),
    balancing: networks.caGrad({ c: 0.3 }),
  }),
  new preprocess.ColumnTransformer({
    transformers: [["numbers", new preprocess.SimpleImputer(), preprocess.isNumeric]],
  }),
  new preprocess.OneHotEncoder(),
  new preprocess.Pipeline({
    steps: [
      ["scale", new core.StandardScaler()],
      ["learn", inner],
    ],
  }),
  new preprocess.PolynomialFeatures({ degree: 3 }),
  new preprocess.SimpleImputer({ strategy: "median" }),
  new core.StandardScaler({ withMean: false }),
  new preprocess.VarianceThreshold({ threshold: 0.1 }),
  new select.AutoMultiTask({ methods: ["ridge", "single"] }),
  new select.GridSearchCV({
    estimator: new MultiTaskRegressor({ penalty: l1(1) }),
    paramGrid: { penalty: [l1(1), l21(2)] },
  }),
  new select.RandomizedSearchCV({
    estimator: inner,
    paramDistributions: { alpha: select.logUniform(1, 9) },
    randomState: 3,
  }),
  new select.TaskGrouping({ estimator: inner }),
  new select.TaskSelector({ scores: [1, -2, 3] }),
];

suite("described and made anew", () => {
  test("every estimator class that users can reach has a name in the catalogue, and a sample here", () => {
    const all = { ...core, ...preprocess, ...select, ...networks };
    const classes = Object.entries(all).filter(
      ([, value]) => typeof value === "function" && "parameters" in value,
    );
    expect([...estimators.keys()].sort()).toEqual(classes.map(([name]) => name).sort());
    expect([...new Set(samples.map((one) => one.constructor.name))].sort()).toEqual(
      [...estimators.keys()].sort(),
    );
    for (const [name, Class] of estimators) expect(Class.name).toBe(name);
  });

  test.each(samples.map((one) => [one.constructor.name, one] as const))("%s", (_, one) => {
    const copy = copyOf(one);
    expect(copy).not.toBe(one);
    expect(copy.constructor).toBe(one.constructor);
    expect(describe("test", copy)).toEqual(describe("test", one));
  });

  const ours = members.filter(({ title }) => !title.includes("scaled"));
  test.each(ours.map(({ title, make }) => [title, make(shape)] as const))(
    "penalty %s: the same bits",
    (_, g) => {
      const copy = copyOf(g);
      expect(copy).toMatchObject({ name: g.name, parameters: g.parameters });
      const numbered = g.among?.(undefined) ?? g;
      const [a, b] = [W.slice(), W.slice()];
      numbered.prox?.(a, 0.3, shape);
      (copy.among?.(undefined) ?? copy).prox?.(b, 0.3, shape);
      expect(b).toEqual(a);
    },
  );

  test("every function that makes a penalty or a loss is known, and families of penalties go themselves", () => {
    for (const [name, make] of Object.entries({ ...penalties, ...datafits }))
      expect(makers.get(name), name).toBe(make);
    const { columnGroup, lInf1, meanRegularized, traceNorm } = penalties;
    for (const family of [columnGroup, l1, l21, lInf1, meanRegularized, ridge, traceNorm])
      expect(copyOf({ family }).family).toBe(family);
    expect(copyOf(preprocess.isNominal)).toBe(preprocess.isNominal);
  });

  test("every balancing of a network is known", () => {
    const balancings = Object.entries(networks).flatMap(([name, make]) => {
      const made: unknown =
        name[0] === name[0]!.toLowerCase() && make.length === 0 ? (make as () => unknown)() : 0;
      return isBalancing(made) ? [[name, made] as const] : [];
    });
    expect(balancings.length).toBe(14);
    for (const [name, own] of balancings)
      expect(copyOf(own), name).toMatchObject({ name, parameters: own.parameters });
  });

  test("plain data come as they are, whatever is in them", () => {
    const matrix = new Matrix([
      [1, NaN],
      [-0, Infinity],
    ]);
    const copy = copyOf({ a: [1, "x", null, undefined], b: [{ deep: Float64Array.of(1) }], m: matrix });
    expect(copy.a).toEqual([1, "x", null, undefined]);
    expect(copy.b).toEqual([{ deep: Float64Array.of(1) }]);
    expect(copy.m.to2DArray()).toEqual(matrix.to2DArray());
    const named = copyOf(JSON.parse('{"__proto__": {"polluted": 1}}'));
    expect(Object.keys(named)).toEqual(["__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("what a list was when a part was made of it counts, not what its owner makes of it later", () => {
    const weights = [1, 2, 3];
    const g = l21(1, { weights });
    weights[0] = 99;
    expect(copyOf(g).parameters).toEqual(g.parameters);
  });

  class Mine extends MultiOutputRidge {}
  class Bold extends MultiOutputRidge {
    static override readonly parameters = { ...MultiOutputRidge.parameters };
  }
  class Folds extends KFold {}
  test.each<[string, unknown, RegExp]>([
    ["a function", own, /^here: expected plain data or a part of polytask, .*, got the function own$/],
    ["a function that fails", (a: { b: { c: number } }) => a.b.c, /^here: expected plain data/],
    [
      "a changed copy of a penalty",
      new MultiTaskRegressor({ penalty: { ...l21(1), prox: () => {} } as never }),
      /^here MultiTaskRegressor\.penalty\.\w+: expected plain data/,
    ],
    ["a class that inherits from ours", new Mine(), /^here: expected plain data/],
    ["one with a table of its own", new Bold(), /^here: expected plain data/],
    ["a splitter that inherits from ours", new Folds({ nSplits: 3 }), /^here: expected plain data/],
    [
      "an object that bears our name",
      { name: "MultiOutputRidge", params: {}, isOurs: true, fit: () => 0 },
      /^here\.fit: expected plain data/,
    ],
    [
      "a class of one's own that is called the same",
      new (class MultiOutputRidge {
        fit() {}
      })(),
      /^here: expected plain data/,
    ],
    [
      "a generator",
      new KFold({ shuffle: true, randomState: new RandomState(1) }),
      /^here KFold\[0\]\.randomState: expected a seed, .*got a generator$/,
    ],
    ["a symbol", [{}, Symbol("s")], /^here\[1\]: expected plain data/],
  ])("refuses %s", (_, value, message) => {
    expect(() => describe("here", value)).toThrow(message);
  });

  test("refuses an estimator whose method somebody has changed; parts cannot be changed at all", () => {
    const changed = Object.assign(new MultiOutputRidge(), { predict: () => 0 });
    expect(() => describe("here", changed)).toThrow(/^here: expected plain data or a part of polytask/);
    for (const part of [
      l21(1),
      sum(ridge(1), l21(2)),
      datafits.poisson(),
      new KFold(),
      select.uniform(0, 1),
      networks.mgda(),
    ])
      expect(() => Object.assign(part, { name: "mine" })).toThrow(TypeError);
  });

  test("refuses names that nobody has", () => {
    expect(() => revive({ kind: "part", name: "constructor", given: [] })).toThrow(
      /^revive: expected the name of a part of polytask, got "constructor"$/,
    );
    const params = { kind: "value", value: {} } as const;
    expect(() => revive({ kind: "estimator", name: "toString", params })).toThrow(
      /^revive: expected the name/,
    );
  });
});
