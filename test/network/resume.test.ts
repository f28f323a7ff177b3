import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { RandomState } from "../../src/index.ts";
import {
  adam,
  adamW,
  classification,
  constant,
  cosine,
  crossStitch,
  dwa,
  equal,
  famo,
  gradNorm,
  MultiTaskNetwork,
  pcGrad,
  readCheckpoint,
  regression,
  rlw,
  sgd,
  stepDecay,
  uncertainty,
  warmUp,
} from "../../src/network/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import { killable } from "./killed-fit.ts";
import { together } from "./together.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-resume-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllGlobals());

const n = 61;
const random = new RandomState(4);
const X = Array.from({ length: n }, () => Array.from({ length: 11 }, () => random.randn()));
const targets = {
  sum: X.map(([a, b], i) => (i % 5 === 2 ? NaN : a! + b!)),
  kind: X.map(([, , c, d]) => (c! > 0.3 ? "high" : d! > 0 ? "middle" : "low")),
};
const sampleWeight = X.map((_, i) => i % 4);
/** Layers so large that threads share their work. */
const params = {
  ...{ hidden: [210, 130], tasks: { sum: regression(), kind: classification() }, batchSize: 23 },
  ...{ epochs: 6, dropout: 0.2, randomState: 1 },
};

describe("a fit that is stopped and goes on from its checkpoint with other threads has the bits of one that never stopped", () => {
  test.each<[string, object]>([
    ["warm-up and half a cosine", { optimizer: adam({ lr: warmUp(cosine(0.01), 2) }) }],
    ["steps of the rate, momentum", { optimizer: sgd({ lr: stepDecay(0.05, 2, 0.5), momentum: 0.9 }) }],
    ["GradNorm", { balancing: gradNorm(), optimizer: adam({ lr: cosine(0.01) }) }],
    ["FAMO", { balancing: famo(), optimizer: adamW({ lr: warmUp(constant(0.01), 3) }), weightDecay: 0.1 }],
    ["DWA", { balancing: dwa(), optimizer: adam({ lr: stepDecay(0.01, 1, 0.9) }), clipNorm: 0.5 }],
    ["uncertainty", { balancing: uncertainty(), earlyStopping: { patience: 2, validationFraction: 0.3 } }],
    ["weights that are drawn", { balancing: rlw(), batches: "proportional" }],
    ["PCGrad, cross-stitch", { balancing: pcGrad(), trunk: crossStitch(), hidden: [48, 24] }],
    ["cosines, penalties", { balancing: equal({ cosines: true }), penalties: { features: l21(0.01) } }],
  ])("%s", async (name, changes) => {
    const make = () => new MultiTaskNetwork({ ...params, ...changes });
    const whole = make().fit(X, targets, { sampleWeight });
    for (const [before, after] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const file = join(folder, `${name} ${before}.json`);
      const controller = new AbortController();
      const met = together(before);
      const stopped = make().fitAsync(X, targets, {
        ...{ sampleWeight, workers: before, checkpoint: { file }, signal: controller.signal },
        onProgress: ({ fraction }) => {
          met();
          if (fraction >= 0.5) controller.abort(new Error("enough"));
        },
      });
      await expect(stopped).rejects.toThrow("enough");
      const resume = readCheckpoint(file);
      expect(resume.history.length).toBe(3);
      const options = {
        sampleWeight,
        workers: after,
        resume,
        checkpoint: { file },
        onProgress: together(after),
      };
      const rest = await make().fitAsync(X, targets, options);
      expect(rest.state).toEqual(whole.state);
      expect(rest.model.describe()).toEqual(whole.model.describe());
      expect(JSON.stringify(readCheckpoint(file))).toBe(JSON.stringify(whole.state));
    }
  });
});

/** Waits until a process that was killed is gone. */
const gone = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) =>
    (child.exitCode ?? child.signalCode) === null ? child.once("exit", resolve) : resolve(0),
  );

test("a process that is killed at any moment leaves a whole checkpoint, from which another goes on", async () => {
  const file = join(folder, "killed.json");
  const { network, data } = killable();
  const seen: number[] = [];
  for (let kill = 0; kill < 6; kill++) {
    const start = seen.at(-1) ?? 0;
    const child = spawn(process.execPath, [join(import.meta.dirname, "killed-fit.ts"), file], {
      stdio: "inherit",
    });
    try {
      const epochs = () => (existsSync(file) ? readCheckpoint(file).history.length : 0);
      while (epochs() < start + 2) await new Promise((resolve) => setTimeout(resolve, 1));
      for (let wait = 0; wait < kill; wait++) await new Promise((resolve) => setTimeout(resolve, 3));
    } finally {
      child.kill("SIGKILL");
      await gone(child);
    }
    expect(child.signalCode).toBe("SIGKILL");
    seen.push(readCheckpoint(file).history.length);
    expect(seen.at(-1)).toBeGreaterThanOrEqual(start + 2);
  }
  const at = seen.at(-1)!;
  const whole = network.setParams({ epochs: at + 1 }).fit(...data);
  const rest = network.setParams({ epochs: at + 1 }).fit(...data, { resume: readCheckpoint(file) });
  expect(rest.state).toEqual(whole.state);
});
