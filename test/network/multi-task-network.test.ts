import { afterEach, describe, expect, test } from "vitest";
import {
  NotFittedError,
  type PolytaskWarning,
  RandomState,
  setWarningHandler,
  useBuild,
} from "../../src/index.ts";
import {
  adam,
  adamW,
  binary,
  classification,
  cosine,
  DivergenceWarning,
  MultiTaskNetwork,
  NetworkModel,
  type NetworkState,
  poisson,
  regression,
  sgd,
} from "../../src/network/index.ts";

const n = 61;
const random = new RandomState(7);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const size = X.map(([a, b]) => a! - b! / 2);
const shape = X.map(([a, , c]) => (a! > 0.6 ? "round" : c! > 0 ? "flat" : "long"));
const sign = X.map(([, b]) => b! > 0);
const visits = X.map(([, , c]) => Math.floor(2 * (c! + 3) * random.random()));
const targets = { size, shape, sign, visits };
const tasks = { size: regression(), shape: classification(), sign: binary(), visits: poisson() };
const small = {
  hidden: [9, 5],
  tasks,
  batchSize: 8,
  epochs: 6,
  optimizer: adam({ lr: 0.01 }),
  randomState: 3,
};

const told: PolytaskWarning[] = [];
setWarningHandler((warning) => void told.push(warning));
afterEach(() => {
  told.length = 0;
  useBuild("fastest");
});

describe("fit", () => {
  test("learns numbers, labels, yes or no, and counts at once", () => {
    const network = new MultiTaskNetwork({ ...small, hidden: [32, 16], epochs: 200 }).fit(X, targets);
    const score = network.score(X, targets);
    expect(score["size"]).toBeGreaterThan(0.97);
    expect(score["shape"]).toBeGreaterThan(0.9);
    expect(score["sign"]).toBeGreaterThan(0.95);
    expect(score["visits"]).toBeGreaterThan(0.4);
    expect(network.classes).toEqual({ shape: ["flat", "long", "round"], sign: [false, true] });
    const probability = network.predictProba(X);
    expect(Object.keys(probability)).toEqual(["shape", "sign"]);
    expect(probability["shape"]!.columns).toBe(3);
    for (let i = 0; i < n; i++)
      expect(probability["shape"]!.getRow(i).reduce((a, b) => a + b)).toBeNear(1, 1e-12);
    const { visits: counts } = network.predict(X);
    expect(Math.min(...(counts as Float64Array))).toBeGreaterThan(0);
    expect(told).toEqual([]);
  });

  test("the same seed gives the same bits, another one others; a model through JSON predicts the same", () => {
    const [a, b, c] = [3, 3, 4].map((randomState) =>
      new MultiTaskNetwork({ ...small, dropout: 0.2, randomState }).fit(X, targets),
    );
    expect(b!.model.describe()).toEqual(a!.model.describe());
    expect(c!.model.describe()).not.toEqual(a!.model.describe());
    const again = NetworkModel.from(JSON.parse(JSON.stringify(a!.model)));
    const flat = { data: Float64Array.from(X.flat()), rows: n, columns: 3 };
    expect(again.outputs(flat)).toEqual(a!.model.outputs(flat));
    const parts = X.map((x) => a!.predict([x])["size"]![0]);
    expect(parts).toEqual(Array.from(a!.predict(X)["size"]!)); // a row alone is that row among others
  });

  test("plain and relaxed kernels differ in rounding only", () => {
    const [a, b] = (["plain", "relaxed"] as const).map((build) => {
      useBuild(build);
      return new MultiTaskNetwork(small).fit(X, targets).model.describe().weights;
    });
    expect(a!).toBeNear(b!, 1e-4);
  });

  test("a missing target is a weight of 0, bit for bit", () => {
    const some = (i: number): boolean => i % 3 !== 1;
    const gone = new MultiTaskNetwork(small).fit(X, {
      ...targets,
      size: size.map((y, i) => (some(i) ? y : NaN)),
      shape: shape.map((y, i) => (some(i) ? y : null)),
    });
    const half = X.map((_, i) => Number(some(i)));
    const one = X.map(() => 1);
    const light = new MultiTaskNetwork(small).fit(X, targets, {
      sampleWeight: { size: half, shape: half, sign: one, visits: one },
    });
    expect(gone.model.describe()).toEqual(light.model.describe());
    expect(gone.model.describe()).not.toEqual(new MultiTaskNetwork(small).fit(X, targets).model.describe());
  });

  test("tasks with rows of their own are rows on which the others are missing", () => {
    const own = {
      hidden: [9],
      epochs: 3,
      randomState: 1,
      tasks: { size: regression(), kind: classification(3, { weight: 2 }) },
    };
    const kind = X.map((_, i) => i % 3);
    const apart = new MultiTaskNetwork(own).fit({
      size: { X: X.slice(0, 20), y: size.slice(0, 20) },
      kind: { X: X.slice(20), y: kind.slice(20) },
    });
    const joint = new MultiTaskNetwork(own).fit(X, {
      size: size.map((y, i) => (i < 20 ? y : NaN)),
      kind: kind.map((y, i) => (i < 20 ? NaN : y)),
    });
    expect(apart.model.describe()).toEqual(joint.model.describe());
    expect(apart.score({ size: { X, y: size }, kind: { X, y: kind } })).toEqual(
      joint.score(X, { size, kind }),
    );
  });

  test("no hidden layer and squared loss: least squares", () => {
    const y = X.map(([a, b, c]) => 1 + a! - 2 * b! + 3 * c!);
    const options = { optimizer: sgd({ lr: cosine(0.2), momentum: 0.9 }), epochs: 200, randomState: 1 };
    const network = new MultiTaskNetwork({ hidden: [], tasks: { y: regression() }, ...options }).fit(X, {
      y,
    });
    expect(network.model.describe().weights.slice(0, 3)).toBeNear([1, -2, 3], 1e-4);
    expect(network.predict([[0, 0, 0]])["y"]!).toBeNear([1], 1e-4);
  });

  test("weight decay shrinks the weights, clipping bounds the steps", () => {
    const length = (changes: object): number =>
      new MultiTaskNetwork({ ...small, ...changes })
        .fit(X, targets)
        .model.describe()
        .weights.reduce((a, w) => a + w * w, 0);
    expect(length({ weightDecay: 0.3, optimizer: adamW({ lr: 0.01 }) })).toBeLessThan(0.9 * length({}));
    const moved = (clipNorm: number): number => {
      const still = new MultiTaskNetwork({ ...small, epochs: 1, clipNorm, optimizer: sgd({ lr: 0.1 }) });
      const first = new MultiTaskNetwork({
        ...small,
        epochs: 1,
        clipNorm: 1e-12,
        optimizer: sgd({ lr: 0.1 }),
      });
      const start = first.fit(X, targets).model.describe().weights;
      return Math.sqrt(
        still
          .fit(X, targets)
          .model.describe()
          .weights.reduce((a, w, k) => a + (w - start[k]!) ** 2, 0),
      );
    };
    expect(moved(0.01)).toBeLessThanOrEqual(8 * 0.1 * 0.01 * 1.001); // eight steps
    expect(moved(0)).toBeGreaterThan(0.05);
  });
});

describe("long work", () => {
  const whole = { ...small, dropout: 0.1, optimizer: sgd({ lr: 0.02, momentum: 0.9 }) };

  test("resume goes on bit for bit, through JSON, with and without early stopping", () => {
    for (const earlyStopping of [false, { patience: 20 }] as const) {
      const all = new MultiTaskNetwork({ ...whole, earlyStopping }).fit(X, targets);
      const half = new MultiTaskNetwork({ ...whole, earlyStopping, epochs: 2 }).fit(X, targets);
      const resume = JSON.parse(JSON.stringify(half.state)) as NetworkState;
      const rest = new MultiTaskNetwork({ ...whole, earlyStopping, randomState: 99 }).fit(X, targets, {
        resume,
      });
      expect(rest.state).toEqual(all.state);
      expect(rest.model.describe()).toEqual(all.model.describe());
    }
  });

  test("a state that is cut off, of another network or newer is refused", () => {
    const { state } = new MultiTaskNetwork({ ...whole, epochs: 1 }).fit(X, targets);
    const resume =
      (changes: object, params: object = {}) =>
      () =>
        new MultiTaskNetwork({ ...whole, ...params }).fit(X, targets, { resume: { ...state, ...changes } });
    expect(resume({ weights: state.weights.slice(1) })).toThrow(
      "resume weights: expected 124 finite numbers, got an array of 123",
    );
    expect(resume({ moments: [] })).toThrow(
      "resume moments: expected 124 finite numbers, got an empty array",
    );
    expect(resume({ version: 2 })).toThrow(
      "resume version: expected 1, the newest this library knows, got 2",
    );
    expect(resume({ kind: "else" })).toThrow("resume: expected what `state` gave");
    expect(resume({}, { hidden: [9] })).toThrow(
      "resume units: expected [3,9,6], as this network has, got [3,9,5,6]",
    );
    expect(resume({}, { optimizer: adam() })).toThrow('resume optimizer: expected "adam"');
    expect(resume({ random: {} })).toThrow("resume random: expected what getState gave");
  });

  test("early stopping restores the weights that were best on the rows held back", () => {
    const stopping = { validationFraction: 0.3, patience: 4 };
    const options = { ...small, epochs: 500, optimizer: adam({ lr: 0.05 }), earlyStopping: stopping };
    const { model, state, history } = new MultiTaskNetwork(options).fit(X, targets);
    const losses = history.map(({ validation }) => validation!);
    expect(model.ending).toBe("patience");
    expect(model.epoch).toBe(1 + losses.indexOf(Math.min(...losses)));
    expect(history.length).toBe(model.epoch + 4);
    expect(model.describe().weights).toEqual(state.best!.weights);
    expect(state.heldBack.length).toBe(19);
    const short = new MultiTaskNetwork({ ...options, epochs: model.epoch }).fit(X, targets);
    expect(short.model.describe().weights).toEqual(model.describe().weights);
  });

  test("told to stop, a fit keeps the last whole epoch", () => {
    const seen: string[] = [];
    const network = new MultiTaskNetwork(small).fit(X, targets, {
      onProgress: ({ stage, fraction }) => seen.push(`${stage} ${fraction.toFixed(2)}`) < 3,
    });
    expect(seen).toEqual(["epoch 1 of 6 0.17", "epoch 2 of 6 0.33", "epoch 3 of 6 0.50"]);
    expect(network.model.ending).toBe("asked");
    expect(network.model.describe().weights).toEqual(
      new MultiTaskNetwork({ ...small, epochs: 3 }).fit(X, targets).model.describe().weights,
    );
  });

  test("fitAsync gives the same, copies its inputs, and an abort leaves the model as it was", async () => {
    const inputs = { data: Float64Array.from(X.flat()), rows: n, columns: 3 };
    const network = new MultiTaskNetwork(small);
    const work = network.fitAsync(inputs, targets);
    inputs.data.fill(0);
    await work;
    const known = network.model;
    expect(known.describe()).toEqual(new MultiTaskNetwork(small).fit(X, targets).model.describe());
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await expect(network.fitAsync(X, targets, { signal: controller.signal, onProgress })).rejects.toThrow(
      "abort",
    );
    expect(network.model).toBe(known);
  });

  test("a loss that explodes stops the fit: epoch, task and rate are named, the last good weights kept", () => {
    const wild = { ...small, epochs: 50, optimizer: sgd({ lr: 30 }), activation: "identity" as const };
    const network = new MultiTaskNetwork(wild).fit(X, targets);
    const { model } = network;
    expect(model.ending).toBe("diverged");
    expect(told.length).toBe(1);
    expect(told[0]).toBeInstanceOf(DivergenceWarning);
    expect(told[0]!.message).toMatch(
      new RegExp(
        `task "\\w+".* in epoch ${model.epoch + 1}, at a learning rate of 30: stopped with the weights of epoch ${model.epoch};`,
      ),
    );
    expect(model.describe().weights.every(Number.isFinite)).toBe(true);
    expect(network.state.weights).toEqual(model.describe().weights);
  });
});

describe("numbers that floats do not hold", () => {
  const params = { ...small, hidden: [6], tasks: { size: regression() } };
  const stops = { validationFraction: 0.2, patience: 3 };

  test("in a row that trains: epoch, task and rate are named, and the weights are those before", () => {
    const { model } = new MultiTaskNetwork(params).fit(X.with(7, [1e39, 0, 0]), { size });
    expect(model.ending).toBe("diverged");
    expect(told.map(({ message }) => message)).toEqual([
      'the loss of task "size" became NaN in epoch 1, at a learning rate of 0.01: stopped with the weights of epoch 0; a smaller rate or clipNorm may help',
    ]);
    expect(model.describe().weights.every(Number.isFinite)).toBe(true);
  });

  test("in a row that is held back, of which nobody learns", () => {
    const fitted = new MultiTaskNetwork({ ...params, epochs: 1, earlyStopping: stops }).fit(X, { size });
    const far = X.with(fitted.state.heldBack[0]!, [1e38, 1e38, 1e38]);
    const { model, state } = new MultiTaskNetwork({ ...params, earlyStopping: stops }).fit(far, { size });
    expect(model.ending).toBe("diverged");
    expect(told[0]!.message).toMatch(
      /^the loss of task "size" on the rows held back became (NaN|Infinity) in epoch 1, at a learning rate of 0\.01: stopped with the weights of epoch 0;/,
    );
    expect(model.describe().weights.every(Number.isFinite)).toBe(true);
    expect(state.best).toBeUndefined();
  });
});

describe("bad input is refused in one sentence", () => {
  const make = (changes: object) => () => new MultiTaskNetwork({ ...small, ...changes });
  const fits =
    (given: object, of: object = targets, x: unknown = X) =>
    () =>
      new MultiTaskNetwork({ ...small, ...given }).fit(x as number[][], of as never);

  test("parameters", () => {
    expect(make({ hidden: [8, 0] })).toThrow("MultiTaskNetwork.hidden: expected an array of integers >= 1");
    expect(make({ batchSize: 0 })).toThrow(
      "MultiTaskNetwork.batchSize: expected an integer from 1 to 1048576, got 0",
    );
    expect(make({ tasks: { a: 1 } })).toThrow(
      "MultiTaskNetwork.tasks: expected a record of heads by task name",
    );
    expect(make({ tasks: { a: { ...regression(), loss: undefined } } })).toThrow(
      "MultiTaskNetwork.tasks: expected a record of heads by task name",
    );
    expect(make({ earlyStopping: { patience: 0 } })).toThrow(
      "MultiTaskNetwork.earlyStopping: expected false, or",
    );
    expect(() => regression({ delta: 0 })).toThrow("regression.delta: expected a finite number > 0, got 0");
    expect(() => binary({ weight: -1 })).toThrow("binary.weight: expected a finite number > 0, got -1");
    expect(() => classification(1)).toThrow("classification.classes: expected an integer >= 2, got 1");
    for (const [name, row] of Object.entries(MultiTaskNetwork.parameters)) {
      for (const wrong of row.wrong) {
        if (wrong !== undefined || name === "tasks")
          expect(make({ [name]: wrong }), name).toThrow(`MultiTaskNetwork.${name}`);
      }
    }
  });

  test("data", () => {
    const { size: _, ...less } = targets;
    expect(fits({}, less)).toThrow("targets: expected a record of size, shape, sign, visits, got no size");
    expect(fits({}, { ...targets, other: size })).toThrow('size, shape, sign, visits, got "other"');
    expect(fits({}, { ...targets, size: X.map(() => NaN) })).toThrow(
      'fit "size": expected at least one observed target, got none',
    );
    expect(fits({}, { ...targets, visits: size })).toThrow(
      /fit "visits" row \d+: expected counts >= 0, got -/,
    );
    expect(fits({}, { ...targets, sign: shape })).toThrow(
      'fit "sign": expected two classes, as binary has, got 3',
    );
    expect(
      fits(
        {},
        targets,
        X.map(() => [0, NaN, 1]),
      ),
    ).toThrow("X row 0, column 1: expected a finite number, got NaN");
    const own = { tasks: { kind: classification(3) } };
    const kind = X.map((__, i) => i % 3);
    expect(fits(own, { kind: kind.with(5, 3) })).toThrow(
      'fit "kind" row 5: expected classes, integers from 0 to 2, got 3',
    );
    expect(fits(own, { kind: kind.with(5, 0.5) })).toThrow("integers from 0 to 2, got 0.5");
    expect(fits(own, { kind: kind.with(5, -1) })).toThrow("integers from 0 to 2, got -1");
    expect(fits({}, targets, [])).toThrow("X: expected at least one row, got none");
  });

  test("a task whose targets are all held back", () => {
    const few = { ...targets, size: size.map((y, i) => (i === 0 ? y : NaN)) };
    const sentences = [0, 1, 2, 3, 4, 5, 6, 7].map((randomState) => {
      try {
        new MultiTaskNetwork({
          ...small,
          epochs: 1,
          randomState,
          earlyStopping: { validationFraction: 0.5 },
        }).fit(X, few);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(sentences).toContain(
      'MultiTaskNetwork.fit "size": expected an observed target among the rows that train, got all of them held back',
    );
    expect(sentences).toContain("");
  });

  test("questions before fit, and of other widths", () => {
    const network = new MultiTaskNetwork(small);
    expect(() => network.predict(X)).toThrow(NotFittedError);
    network.fit(X, targets);
    expect(() => network.predict([[1, 2]])).toThrow("predict X: expected 3 columns, as in fit, got 2");
    const clone = network.clone().setParams({ epochs: 2 });
    expect(clone.getParams()).toEqual({ ...network.getParams(), epochs: 2 });
    expect(() => clone.model).toThrow(NotFittedError);
    const described = network.model.describe();
    expect(() => NetworkModel.from({ ...described, weights: [1] })).toThrow(
      "NetworkModel.from weights: expected 124, got 1",
    );
    expect(() => NetworkModel.from({ ...described, version: 2 as 1 })).toThrow("version: expected 1");
  });
});
