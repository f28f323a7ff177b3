import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, describe as suite, test } from "vitest";
import * as core from "../../src/index.ts";
import { dump, load, parse, save } from "../../src/io/index.ts";
import { adam, classification, MultiTaskNetwork, regression } from "../../src/network/index.ts";
import { l21, traceNorm } from "../../src/penalty/index.ts";
import * as preprocess from "../../src/preprocess/index.ts";
import { GridSearchCV } from "../../src/select/index.ts";

const [n, p, T] = [23, 5, 3];
const X = Array.from({ length: n }, (_, i) =>
  Array.from({ length: p }, (_, j) => ((i * 7 + j * j * 5 + i * j) % 13) / 3 - 2),
);
const Y = X.map((row, i) =>
  Array.from({ length: T }, (_, t) => row[0]! * (t + 1) - row[t]! + ((i * 5) % 7) / 9),
);
const labels = Y.map((row) => row.map((y) => (y > 0 ? "up" : "down")));

const regressors = {
  MultiOutputRidge: new core.MultiOutputRidge({ alpha: [0.1, 1, 3] }),
  "MultiTaskRegressor l21": new core.MultiTaskRegressor({ penalty: l21(0.1) }),
  "MultiTaskRegressor trace norm": new core.MultiTaskRegressor({ penalty: traceNorm(0.1) }),
  MultiTaskLasso: new core.MultiTaskLasso({ alpha: 0.1 }),
  MultiTaskElasticNet: new core.MultiTaskElasticNet({ alpha: 0.1 }),
  MultiTaskLassoCV: new core.MultiTaskLassoCV({ alphas: 5, cv: 3 }),
  MultiTaskElasticNetCV: new core.MultiTaskElasticNetCV({ alphas: 5, cv: 3 }),
  MultiTaskRegressorCV: new core.MultiTaskRegressorCV({ penalty: l21, alphas: 5, cv: 3 }),
  MultiStageRegressor: new core.MultiStageRegressor({ alpha: 0.1 }),
  ReducedRankRegressor: new core.ReducedRankRegressor({ rank: 2 }),
  CurdsAndWheyRegressor: new core.CurdsAndWheyRegressor(),
  ClusteredTaskRegressor: new core.ClusteredTaskRegressor({ k: 2 }),
  SharedSubspaceRegressor: new core.SharedSubspaceRegressor({ k: 1 }),
  GroupingOverlapRegressor: new core.GroupingOverlapRegressor({ nLatent: 2, randomState: 2 }),
  TaskRelationshipRegressor: new core.TaskRelationshipRegressor({ alpha: 0.3, beta: 0.1 }),
  KernelRidge: new core.KernelRidge({ kernel: "rbf", gamma: 0.1 }),
  CoregionalizedGaussianProcess: new core.CoregionalizedGaussianProcess({ optimizer: "none" }),
  Pipeline: new preprocess.Pipeline({
    steps: [
      ["fill", new preprocess.SimpleImputer()],
      ["more", new preprocess.PolynomialFeatures({ degree: 2 })],
      ["scale", new core.StandardScaler()],
      ["learn", new core.MultiTaskLasso({ alpha: 0.1 })],
    ],
  }),
};

const classifiers = {
  MultiTaskClassifier: new core.MultiTaskClassifier({ penalty: l21(0.1) }),
  ClusteredTaskClassifier: new core.ClusteredTaskClassifier({ k: 2 }),
  SharedSubspaceClassifier: new core.SharedSubspaceClassifier({ k: 1 }),
  TaskRelationshipClassifier: new core.TaskRelationshipClassifier({ alpha: 0.3 }),
};

const again = async <M extends object>(model: M): Promise<M> => (await parse(await dump(model))) as M;

const certificate = (model: object) => {
  const { marks, converged, dualGap, nIter } = model as Record<string, unknown>;
  return { marks, converged, dualGap, nIter };
};

suite("a saved estimator predicts the same bits and has the same certificate", () => {
  test.each(Object.entries(regressors))("%s", async (_, model) => {
    model.fit(X, Y);
    const read = await again(model);
    expect(read.constructor).toBe(model.constructor);
    expect(read.predict(X)).toEqual(model.predict(X));
    expect(certificate(read)).toEqual(certificate(model));
  });

  test.each(Object.entries(classifiers))("%s", async (_, model) => {
    model.fit(X, labels);
    const read = await again(model);
    expect(read.predict(X)).toEqual(model.predict(X));
    expect(read.predictProba(X)).toEqual(model.predictProba(X));
    expect(read.classes).toEqual(model.classes);
    expect(certificate(read)).toEqual(certificate(model));
  });

  test("MultiTaskNetwork, which also goes on from where it stood", async () => {
    const network = new MultiTaskNetwork({
      hidden: [6],
      tasks: { size: regression(), side: classification() },
      optimizer: adam({ lr: 0.02 }),
      epochs: 4,
      randomState: 1,
    });
    const targets = { size: Y.map(([y]) => y!), side: labels.map(([label]) => label!) };
    network.fit(X, targets);
    const read = await again(network);
    expect(read.predict(X)).toEqual(network.predict(X));
    const longer = (one: typeof network) =>
      one.setParams({ epochs: 7 }).fit(X, targets, { resume: one.state });
    expect(longer(read).predict(X)).toEqual(longer(network).predict(X));
  });

  test("what estimators know beside their model", async () => {
    const lasso = await again(regressors.MultiTaskLassoCV.fit(X, Y));
    expect(lasso.alpha).toBe(regressors.MultiTaskLassoCV.alpha);
    const cv = await again(regressors.MultiTaskRegressorCV.fit(X, Y));
    expect(cv.alphas).toEqual(regressors.MultiTaskRegressorCV.alphas);
    const curds = await again(regressors.CurdsAndWheyRegressor.fit(X, Y));
    expect(curds.shrinkage).toEqual(regressors.CurdsAndWheyRegressor.shrinkage);
    const latent = await again(regressors.GroupingOverlapRegressor.fit(X, Y));
    expect(latent.sharing).toEqual(regressors.GroupingOverlapRegressor.sharing);
  });

  test("strengths that were searched for", async () => {
    const model = new core.TaskRelationshipRegressor({ alpha: 0.3, beta: "cv", cv: 3 }).fit(X, Y);
    const read = await again(model);
    expect(read.predict(X)).toEqual(model.predict(X));
    expect(read.strengths).toEqual(model.strengths);
    expect(read.msePath).toEqual(model.msePath);
  });

  test("a scaler goes on with more rows, a model is saved by itself", async () => {
    const scaler = new core.StandardScaler().fit(X);
    expect((await again(scaler)).partialFit(Y.map((row) => [...row, 1, 2])).scale).toEqual(
      scaler.partialFit(Y.map((row) => [...row, 1, 2])).scale,
    );
    const { model } = new core.MultiOutputRidge().fit(X, Y);
    expect((await again(model)).describe()).toEqual(model.describe());
  });
});

suite("what is no model is refused in one sentence", () => {
  const ridge = new core.MultiOutputRidge().fit(X, Y);
  class Mine extends core.MultiOutputRidge {}

  test.each<[string, object, RegExp]>([
    [
      "unfitted",
      new core.MultiOutputRidge(),
      /^dump model: expected a fitted one, got MultiOutputRidge before fit$/,
    ],
    ["no model", { predict: () => 0 }, /^dump model: expected a fitted estimator/],
    ["a class of the user's own", new Mine().fit(X, Y), /^dump: expected plain data or a part of polytask/],
    [
      "a search by a score of the user's own",
      new GridSearchCV({ estimator: ridge, paramGrid: { alpha: [1, 2] }, cv: 3, scoring: () => 1 }).fit(X, Y),
      /^dump GridSearchCV\.scoring: expected plain data or a part of polytask, as code/,
    ],
    [
      "an estimator of the user's own estimators",
      new core.MultiOutputRegressor({ estimator: new Mine() }).fit(X, Y),
      /^dump MultiOutputRegressor\.estimator: expected plain data or a part of polytask/,
    ],
  ])("%s", async (_, model, message) => {
    await expect(dump(model)).rejects.toThrow(message);
  });

  test("a newer version, another file, a changed digit", async () => {
    const bytes = await dump(ridge);
    const text = new TextDecoder("latin1").decode(bytes);
    const changed = (from: string, to: string) =>
      Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0));
    await expect(parse(changed('"version":"1"', '"version":"2"'))).rejects.toThrow(
      'parse version: expected 1, the newest this library knows, got "2"',
    );
    await expect(parse(changed('"format":"polytask"', '"format":"elsewhere"'.slice(0, 19)))).rejects.toThrow(
      /parse: expected/,
    );
    await expect(parse(changed("alpha", "alpho"))).rejects.toThrow(/changed since/);
    await expect(parse("text" as never)).rejects.toThrow('parse bytes: expected a Uint8Array, got "text"');
  });

  test("10 000 damaged files: never another error, never a model, no prototype touched", async () => {
    const bytes = await dump(ridge);
    const random = new core.RandomState(7);
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const below = (end: number) => Math.floor(random.random() * end);
    let refused = 0;
    for (let k = 0; k < 10_000; k++) {
      const bad = k % 2 ? bytes.slice(0, below(bytes.length)) : bytes.slice();
      if (k % 2 === 0) bad[below(bad.length)]! ^= 1 + below(255);
      const outcome = await parse(bad).catch((error: unknown) => error);
      if (outcome instanceof core.PolytaskError) refused++;
      else expect((outcome as typeof ridge).predict(X)).toEqual(ridge.predict(X));
    }
    expect(refused).toBeGreaterThan(9_900);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });
});

suite("files", () => {
  test("are whole or not there, and replace what was there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "polytask-io-"));
    try {
      const path = join(folder, "model.safetensors");
      await writeFile(path, "old");
      const model = new core.MultiOutputRidge().fit(X, Y);
      await save(model, path);
      expect(await readdir(folder)).toEqual(["model.safetensors"]);
      expect(((await load(path)) as typeof model).predict(X)).toEqual(model.predict(X));
      await expect(save(model, join(path, "below"))).rejects.toThrow(/ENOTDIR|EEXIST/);
      await expect(save(model, folder)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
      expect(await readdir(folder)).toEqual(["model.safetensors"]);
      await expect(load("")).rejects.toThrow('load path: expected the path of a file, got ""');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test("bytes that lie anywhere in a buffer, such as a Buffer of Node's pool, are read where they are", async () => {
  const model = new core.MultiOutputRidge().fit(X, Y);
  const bytes = await dump(model);
  for (const before of [0, 1, 5]) {
    const whole = Buffer.concat([Buffer.alloc(before, 7), bytes]);
    const again = (await parse(whole.subarray(before))) as typeof model;
    expect(again.predict(X)).toEqual(model.predict(X));
  }
});
