import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { type PolytaskWarning, RandomState, setWarningHandler } from "../../src/index.ts";
import {
  adamW,
  binary,
  classification,
  customizedGates,
  DataLoader,
  equal,
  famo,
  MultiTaskDataset,
  MultiTaskNetwork,
  mgda,
  mixtureOfExperts,
  pcGrad,
  poisson,
  readCheckpoint,
  regression,
  sgd,
  uncertainty,
} from "../../src/network/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import { together } from "./together.ts";

const n = 93;
const random = new RandomState(3);
const X = Array.from({ length: n }, () => Array.from({ length: 11 }, () => random.randn()));
const targets = {
  sum: X.map(([a, b], i) => (i % 5 === 2 ? NaN : a! + b!)),
  kind: X.map(([, , c, d]) => (c! > 0.3 ? "high" : d! > 0 ? "middle" : "low")),
  side: X.map(([a]) => a! > 0),
  count: X.map(([, , , , e]) => Math.floor(2 * Math.abs(e!))),
};
const sampleWeight = X.map((_, i) => i % 4);
const numbers = { sum: regression(), side: binary() };
const tasks = { sum: regression({ delta: 1 }), kind: classification(), side: binary(), count: poisson() };
/** Layers so large that their work is shared; the first one and the heads stay with this thread. */
const params = { hidden: [210, 130], tasks, batchSize: 23, epochs: 4, dropout: 0.2, randomState: 1 } as const;
const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, ...changes });

afterEach(() => vi.unstubAllGlobals());

describe("any number of workers gives the bits of fit", () => {
  test.each<[string, object]>([
    ["clipped, decaying, with early stopping", { clipNorm: 0.5, weightDecay: 0.02, earlyStopping: {} }],
    ["every other activation", { activation: "gelu", optimizer: adamW() }],
    [
      "momentum and a penalty on features",
      { optimizer: sgd({ lr: 0.03, momentum: 0.9 }), penalties: { features: l21(0.01) } },
    ],
    ["a mixture of experts", { trunk: mixtureOfExperts({ experts: 2 }) }],
    ["cosines", { balancing: equal({ cosines: true }) }],
    ["balanced by gradients", { balancing: pcGrad() }],
    ["balanced by gradients in another way", { balancing: mgda() }],
    ["one task after the other", { batches: "roundRobin" }],
    ["a sampler of one's own", { batches: (draw: RandomState) => [draw.randint(4)], batchSize: 19 }],
  ])("%s", async (_, changes) => {
    const { state } = make(changes).fit(X, targets, { sampleWeight });
    const workers = "clipNorm" in changes ? 3 : 2; // starting a thread from the sources takes seconds
    const options = { sampleWeight, workers, onProgress: together(workers) };
    expect((await make(changes).fitAsync(X, targets, options)).state).toEqual(state);
  });

  test.each([uncertainty(), famo()])("balanced by losses: $name", async (balancing) => {
    const some = { sum: targets.sum, side: targets.side };
    const changes = { tasks: numbers, balancing };
    const { state } = make(changes).fit(X, some);
    expect((await make(changes).fitAsync(X, some, { workers: 2, onProgress: together(2) })).state).toEqual(
      state,
    );
  });

  test("inputs of their own, and batches from a loader that is awaited", async () => {
    const own = {
      sum: { X: X.map((row) => row.slice(0, 3)), y: targets.sum },
      side: { X: X.slice(0, 29).map((row) => row.slice(4)), y: targets.side.slice(0, 29) },
    };
    const changes = { tasks: numbers, inputs: "own", dropout: 0 };
    const { state } = make(changes).fit(own);
    expect((await make(changes).fitAsync(own, { workers: 2, onProgress: together(2) })).state).toEqual(state);
    const rows = new MultiTaskDataset(X, { sum: targets.sum, side: targets.side.map(Number) });
    const slow = { length: rows.length, batch: async (picked: Int32Array) => rows.batch(picked) };
    const options = { batchSize: 9, shuffle: true, randomState: 5 };
    const alone = make({ tasks: numbers }).fit(new DataLoader(rows, options));
    const found = await make({ tasks: numbers }).fitAsync(new DataLoader(slow, options), { workers: 3 });
    expect(found.state).toEqual(alone.state);
  });

  test("a fit that goes on from a checkpoint with another number of workers", async () => {
    const folder = mkdtempSync(join(tmpdir(), "polytask-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "network.json");
    await make({ epochs: 2 }).fitAsync(X, targets, { workers: 3, checkpoint: { file } });
    const rest = await make().fitAsync(X, targets, { workers: 2, resume: readCheckpoint(file) });
    expect(rest.state).toEqual(make().fit(X, targets).state);
  });
});

describe("hogwild", () => {
  const parallel = "hogwild";

  test("one thread takes the steps of fit, clipped, decaying, with early stopping and in two parts", async () => {
    for (const changes of [
      { clipNorm: 0.5, weightDecay: 0.02, earlyStopping: {}, batchSize: 1 },
      { optimizer: sgd({ lr: 0.01, momentum: 0.5, nesterov: true }) },
      { trunk: customizedGates() },
    ]) {
      const whole = make(changes).fit(X, targets, { sampleWeight });
      const half = await make({ ...changes, epochs: 2 }).fitAsync(X, targets, { sampleWeight, parallel });
      const options = { sampleWeight, parallel, resume: half.state, workers: 1 } as const;
      const found = await make(changes).fitAsync(X, targets, options);
      expect(found.state.weights).toEqual(whole.state.weights);
      const losses = ({ history }: MultiTaskNetwork) =>
        history.map(({ loss, validation }) => [loss, validation ?? 0]);
      expect(losses(found).flat()).toBeNear(losses(whole).flat(), 1e-6);
    }
  });

  test("two threads that race learn what one learns, though no two fits are the same", async () => {
    const changes = { tasks: numbers, epochs: 60, batchSize: 3, dropout: 0, optimizer: sgd({ lr: 0.01 }) };
    const some = { sum: X.map(([a, b]) => a! + b!), side: targets.side };
    const options = { workers: 2, parallel, onProgress: together(2) } as const;
    const found = await make(changes).fitAsync(X, some, options);
    const { history } = make(changes).fit(X, some);
    expect(found.history.length).toBe(60);
    expect(found.history[1]!.loss).toBeNear(history[1]!.loss, 0.5);
    expect(found.history.at(-1)!.loss).toBeLessThan(0.2 * history[0]!.loss);
    expect(found.score(X, some)["sum"]).toBeGreaterThan(0.95);
  });

  test.each<[string, object]>([
    ["one trunk", { hidden: [64] }],
    ["a mixture of experts, clipped", { hidden: [32], trunk: mixtureOfExperts({ experts: 2 }), clipNorm: 1 }],
  ])("two threads that race drop units too, each by its own draws: %s", async (_, kind) => {
    const some = { sum: X.map(([a, b]) => a! + b!), side: targets.side };
    const changes = { ...kind, tasks: numbers, epochs: 60, batchSize: 3, optimizer: sgd({ lr: 0.02 }) };
    const fitted = (dropout: number) =>
      make({ ...changes, dropout }).fitAsync(X, some, { workers: 2, parallel, onProgress: together(2) });
    const whole = await fitted(0);
    const dropped = await fitted(0.3);
    const { history, state, model } = dropped;
    expect(model.ending).toBe("epochs");
    expect(state.weights.every(Number.isFinite)).toBe(true);
    expect(history.length).toBe(60);
    for (const { loss } of history) expect(loss).toBeGreaterThan(0);
    expect(history.at(-1)!.loss).toBeLessThan(0.7 * history[0]!.loss);
    expect(history.at(-1)!.loss).toBeGreaterThan(1.5 * whole.history.at(-1)!.loss); // it did drop some
    const score = dropped.score(X, some);
    expect(score["sum"]).toBeGreaterThan(0.8);
    expect(score["side"]).toBeGreaterThan(0.9);
  });

  test.each<[string, object, RegExp]>([
    [
      "balancings that read losses",
      { balancing: famo(), tasks: numbers },
      /expected equal\(\) without cosines, .* got famo$/,
    ],
    ["cosines", { balancing: equal({ cosines: true }) }, /expected equal\(\) without cosines/],
    [
      "other batches",
      { batches: "roundRobin" },
      /expected joint batches of rows in memory, .* got roundRobin$/,
    ],
    ["penalties", { penalties: { features: l21(1) } }, /expected no penalties, .* got features$/],
    [
      "an optimizer of one's own",
      { optimizer: { ...adamW(), update: () => {} } },
      /expected sgd\(\), adam\(\) or adamW\(\), got adamW$/,
    ],
  ])("refuses %s", async (_, changes, rule) => {
    const some = { sum: targets.sum, side: targets.side };
    const work = make({ tasks: numbers, ...changes }).fitAsync(X, some, { parallel });
    await expect(work).rejects.toThrow(rule);
    await expect(work).rejects.toThrow(/^MultiTaskNetwork\.fitAsync parallel "hogwild": /);
  });

  test("refuses a loader, and any other word", async () => {
    const loader = new DataLoader(new MultiTaskDataset(X, { sum: targets.sum }), { batchSize: 9 });
    const network = make({ tasks: { sum: regression() } });
    await expect(network.fitAsync(loader, { parallel })).rejects.toThrow("rows in memory");
    await expect(network.fitAsync(loader, { parallel: "async" as "hogwild" })).rejects.toThrow(
      'MultiTaskNetwork.fitAsync.parallel: expected "synchronous" or "hogwild", got "async"',
    );
  });
});

test("progress, a stop that is asked for and one by a signal", async () => {
  const whole = make().fit(X, targets);
  const fractions: number[] = [];
  const half = await make().fitAsync(X, targets, {
    workers: 2,
    onProgress: ({ fraction }) => fractions.push(fraction) < 2,
  });
  expect(fractions).toEqual([0.25, 0.5]);
  expect(half.model.ending).toBe("asked");
  expect(half.history).toEqual(whole.history.slice(0, 2));
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error("enough"));
  const work = half.fitAsync(X, targets, { workers: 2, signal: controller.signal, onProgress });
  await expect(work).rejects.toThrow("enough");
  expect(half.history.length).toBe(2);
});

test("a loss that explodes stops the fit with the last good weights", async () => {
  const told: PolytaskWarning[] = [];
  const before = setWarningHandler((warning) => told.push(warning));
  try {
    const changes = { optimizer: sgd({ lr: 1e4 }), tasks: { sum: regression() }, dropout: 0 };
    const alone = make(changes).fit(X, { sum: targets.sum });
    const found = await make(changes).fitAsync(X, { sum: targets.sum }, { workers: 2 });
    expect(found.model.ending).toBe("diverged");
    expect(found.state).toEqual(alone.state);
    expect(told.map(({ message }) => message)).toEqual([told[0]!.message, told[0]!.message]);
  } finally {
    setWarningHandler(before);
  }
});

/** A thread that does what it is told to when it is started, and counts how many are still there. */
function threadsThat(start: (thread: { onerror?: (event: object) => void }) => void) {
  const running = { count: 0, most: 0 };
  class Thread {
    onerror?: (event: object) => void;
    constructor() {
      running.most = Math.max(running.most, ++running.count);
      start(this);
    }
    postMessage(): void {}
    terminate(): void {
      running.count--;
    }
  }
  vi.stubGlobal("Worker", Thread);
  return running;
}

test("threads that are not there yet are not waited for, and all are ended", async () => {
  const running = threadsThat(() => {});
  const { state } = make().fit(X, targets);
  expect((await make().fitAsync(X, targets, { workers: 4 })).state).toEqual(state);
  expect(running).toEqual({ count: 0, most: 3 });
  const elsewhere = { ...make({ hidden: [9] }).fit(X, targets).state };
  await expect(make().fitAsync(X, targets, { workers: 2, resume: elsewhere })).rejects.toThrow(
    "resume units: expected [11,210,130,6]",
  );
  expect(running.count).toBe(0);
});

test("a thread that is lost ends the fit in a sentence, and what was known stays", async () => {
  const network = make().fit(X, targets);
  const known = network.model;
  const running = threadsThat((thread) => {
    setTimeout(() => thread.onerror!({ message: "worker.js is gone", preventDefault() {} }), 0);
  });
  const onProgress = () => {
    const until = performance.now() + 60; // longer than a slice, so that there is a turn for others
    while (performance.now() < until);
  };
  await expect(network.fitAsync(X, targets, { workers: 2, onProgress })).rejects.toThrow(
    /^workers: a thread was lost: worker\.js is gone$/,
  );
  expect(network.model).toBe(known);
  expect(running.count).toBe(0);
});

test("where threads cannot share memory one does it all", async () => {
  const { state } = make().fit(X, targets);
  vi.stubGlobal("SharedArrayBuffer", undefined);
  const running = threadsThat(() => {});
  expect((await make().fitAsync(X, targets, { workers: 2 })).state).toEqual(state);
  expect(running.most).toBe(0);
});

test("counts that are none are refused before any work, and fit knows no workers", async () => {
  for (const workers of [0, 1.5, -1, NaN, "2"] as number[])
    await expect(make().fitAsync(X, targets, { workers })).rejects.toThrow(
      /^MultiTaskNetwork\.fitAsync\.workers: expected an integer >= 1, got /,
    );
  expect(() => make().fit(X, targets, { workers: 2 } as never)).toThrow(
    /^MultiTaskNetwork\.fit: has no option workers; /,
  );
});
