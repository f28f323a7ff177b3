import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type Datafit,
  huber,
  logistic,
  multinomial,
  poisson,
  quadratic,
  squareRoot,
} from "../../src/datafit/index.ts";
import { expression } from "../../src/formula/index.ts";
import { RandomState } from "../../src/index.ts";
import { dump } from "../../src/io/index.ts";
import {
  adam,
  binary,
  classification,
  poisson as counts,
  crossStitch,
  DataLoader,
  judgedBy,
  MultiTaskDataset,
  MultiTaskNetwork,
  pcGrad,
  regression,
  sgd,
  uncertainty,
} from "../../src/network/index.ts";
import { together } from "./together.ts";

afterEach(() => vi.unstubAllGlobals());

const n = 61;
const random = new RandomState(7);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const targets = {
  size: X.map(([a, b], i) => (i % 7 === 3 ? NaN : 2 * a! - b! / 2)),
  kind: X.map(([a, , c]) => (a! > 0.6 ? "round" : c! > 0 ? "flat" : "long")),
  other: X.map(([, b, c]) => b! * c!),
};
const sampleWeight = X.map((_, i) => i % 3);
const params = { hidden: [9, 5], batchSize: 8, epochs: 5, optimizer: adam({ lr: 0.01 }), randomState: 3 };

test("losses that kernels know become the heads that have them", () => {
  expect(judgedBy(quadratic(), { weight: 2 })).toEqual(regression({ weight: 2 }));
  expect(judgedBy(huber(1.5))).toEqual(regression({ delta: 1.5 }));
  expect(judgedBy(logistic())).toEqual(binary());
  expect(judgedBy(multinomial())).toEqual(classification());
  expect(judgedBy(multinomial(), { classes: 3 })).toEqual(classification(3));
  expect(judgedBy(poisson(), { weight: 0.5 })).toEqual(counts({ weight: 0.5 }));
});

describe("a copy of a loss, which is nobody's, trains as the kernels' own up to rounding", () => {
  const copies: [string, Datafit, ReturnType<typeof regression>][] = [
    ["squares", { ...quadratic() }, regression({ weight: 1.5 })],
    ["Huber's", { ...huber(0.4) }, regression({ delta: 0.4, weight: 1.5 })],
    [
      "Huber's by a formula, almost",
      expression("c^2 * (sqrt(1 + ((y - f) / c)^2) - 1)", { parameters: { c: 1e4 } }), // squares, for |r| << c
      regression({ weight: 1.5 }),
    ],
  ];
  const ways: [string, object][] = [
    ["alone", { optimizer: sgd({ lr: 0.05, momentum: 0.9 }) }],
    ["clipped, decaying, with dropout", { clipNorm: 0.5, weightDecay: 0.02, dropout: 0.2 }],
    ["with early stopping", { earlyStopping: { validationFraction: 0.3 } }],
    ["balanced by losses", { balancing: uncertainty() }],
    ["balanced by gradients", { balancing: pcGrad() }],
    ["in cross-stitched trunks, in turn", { trunk: crossStitch(), batches: "roundRobin" }],
  ];
  describe.each(copies)("%s", (_, copy, own) => {
    test.each(ways)("%s", (__, changes) => {
      const [a, b] = [judgedBy(copy, { weight: 1.5 }), own].map((size) => {
        const tasks = { other: regression(), size, kind: classification() };
        const network = new MultiTaskNetwork({ ...params, ...changes, tasks });
        return network.fit(X, targets, { sampleWeight });
      });
      const tolerance = copy.name === "expression" ? 1e-3 : 2e-4;
      expect(a!.model.describe().weights).toBeNear(b!.model.describe().weights, tolerance);
      const losses = ({ history }: MultiTaskNetwork) =>
        history.flatMap((epoch) => [...Object.values(epoch.losses), epoch.validation ?? 0]);
      expect(losses(a!)).toBeNear(losses(b!), tolerance);
    });
  });
});

describe("a loss of one's own", () => {
  const skewed = () => expression("exp(a * (y - f)) - a * (y - f) - 1", { parameters: { a: 0.7 } }); // LINEX
  const tasks = { size: judgedBy(skewed()), kind: classification(), other: regression() };
  const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, tasks, ...changes });
  const one = (y: number, f: number): number => Math.exp(0.7 * (y - f)) - 0.7 * (y - f) - 1;

  test("its losses are those of the predictions, its gradients are central differences", () => {
    const network = make({ batchSize: n, activation: "tanh" }).fit(X, targets, { sampleWeight });
    const shared = network.sharedLayers(X, targets, { sampleWeight });
    const predicted = network.predict(X)["size"] as Float64Array;
    const seen = X.map((_, i) => (Number.isNaN(targets.size[i]!) ? 0 : sampleWeight[i]!));
    const total = seen.reduce((a, b) => a + b);
    const want =
      seen.reduce((sum, s, i) => sum + (s > 0 ? s * one(targets.size[i]!, predicted[i]!) : 0), 0) / total;
    expect(shared.losses()[0]).toBeNear(want, 1e-5);
    for (let trial = 0; trial < 5; trial++) {
      const d = shared.gradient(0).map(() => random.randn());
      const along = shared.gradient(0).reduce((sum, g, k) => sum + g * d[k]!, 0);
      const at = (h: number): number => shared.losses(d.map((x) => h * x))[0]!;
      expect(along).toBeNear((at(1e-3) - at(-1e-3)) / 2e-3, 3e-3);
    }
  });

  test("learns what it asks for: above the mean where it is dear to be below", () => {
    const noisy = X.map(([a]) => a! + random.randn());
    const fitted = (a: number) => {
      const loss = expression("exp(a * (y - f)) - a * (y - f) - 1", { parameters: { a } });
      const network = new MultiTaskNetwork({
        ...params,
        hidden: [],
        epochs: 300,
        tasks: { y: judgedBy(loss) },
      });
      const predicted = network.fit(X, { y: noisy }).predict(X)["y"] as Float64Array;
      return predicted.reduce((sum, f, i) => sum + f - noisy[i]!, 0) / n;
    };
    expect(fitted(1)).toBeGreaterThan(0.2);
    expect(fitted(-1)).toBeLessThan(-0.2);
  });

  test("goes on bit for bit, with other threads, and from a loader", async () => {
    const wide = { hidden: [210, 130], batchSize: 23, dropout: 0.1 };
    const all = make(wide).fit(X, targets);
    const half = make({ ...wide, epochs: 2 }).fit(X, targets);
    const options = { resume: half.state, workers: 2, onProgress: together(2) };
    expect((await make(wide).fitAsync(X, targets, options)).state).toEqual(all.state);
    const numbers = { tasks: { size: tasks.size, other: regression() } };
    const { kind: _, ...y } = targets;
    const loader = new DataLoader(new MultiTaskDataset(X, y), { batchSize: n });
    const [a, b] = [
      make({ ...numbers, batchSize: n }).fit(loader),
      make({ ...numbers, batchSize: n }).fit(X, y),
    ];
    expect(a.model.describe().weights).toBeNear(b.model.describe().weights, 1e-4);
  });

  test("a state of another loss is refused", () => {
    const { state } = make().fit(X, targets);
    expect(() =>
      make({ tasks: { ...tasks, size: regression() } }).fit(X, targets, { resume: state }),
    ).toThrow(
      'resume taskLosses: expected ["squared","softmax","squared"], as this network has, got ["expression","softmax","squared"]',
    );
  });
});

test("what cannot judge is refused in one sentence", async () => {
  expect(() => judgedBy(squareRoot())).toThrow(
    "judgedBy.datafit: expected a loss that adds up over samples, got squareRoot",
  );
  expect(() => judgedBy(expression("log(1 + exp(-y * f))", { target: "two classes" }))).toThrow(
    "judgedBy.datafit: expected a loss of numbers without a link, got expression",
  );
  expect(() => judgedBy({} as Datafit)).toThrow(
    "judgedBy.datafit: expected a datafit, got an object with no keys",
  );
  expect(() => judgedBy({ ...huber(1) }, { weight: 0 })).toThrow(
    "judgedBy.weight: expected a finite number > 0",
  );
  const tasks = { size: judgedBy(expression("(y - f)^4 / y")) };
  const network = new MultiTaskNetwork({ ...params, tasks });
  expect(() => network.fit(X, { size: targets.other.with(4, -1) })).toThrow(
    /expected a convex loss, got \(y - f\)\^4/,
  );
  const work = network.fitAsync(X, { size: X.map((_, i) => i + 1) }, { parallel: "hogwild" });
  await expect(work).rejects.toThrow(
    'parallel "hogwild": expected losses that kernels know, as threads judge by themselves, got expression',
  );
  const fitted = new MultiTaskNetwork({ ...params, tasks: { size: judgedBy({ ...huber(1) }) } });
  await expect(dump(fitted.fit(X, { size: targets.other }))).rejects.toThrow(/tasks.*size/);
});
