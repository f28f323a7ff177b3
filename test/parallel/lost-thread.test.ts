import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { RandomState } from "../../src/index.ts";
import { MultiTaskNetwork, regression } from "../../src/network/index.ts";
import { Turns } from "../../src/parallel/turns.ts";
import type { Loss } from "./losing-thread.ts";

afterEach(() => vi.unstubAllGlobals());

const losses: readonly (readonly [string, Loss])[] = [
  ["ends", "ends"],
  ["stays in it", Infinity],
  ["is late", 1500],
];
const file = new URL("./losing-thread.ts", import.meta.url);
const clock = new Int32Array(new SharedArrayBuffer(4));

/** Waits until so many threads have nothing to do. */
function meet(turns: Turns, threads: number): void {
  for (const until = performance.now() + 60_000; turns.sleeping < threads; Atomics.wait(clock, 0, 0, 2))
    if (performance.now() > until) throw new Error("the thread did not come");
}

describe.each(losses)("a thread that has taken a part and then %s", (_, loss) => {
  test("is waited for as long as was said, and never counts afterwards", async () => {
    const parts: number[] = [];
    const taken = new Int32Array(new SharedArrayBuffer(4));
    const turns: Turns = new Turns(
      (__, ___, from) => {
        parts.push(from);
        Atomics.wait(taken, 0, 0, 60_000); // until the other has one too
      },
      undefined,
      300,
    );
    const thread = new Worker(file, { workerData: { loss, taken } });
    const gone = new Promise((resolve) => thread.once("exit", resolve));
    try {
      thread.postMessage({ turns: turns.memory });
      meet(turns, 1);
      const sentence = "workers: a thread was lost: its part of a step took more than 0.3 s";
      expect(() => turns.give(0, 0, 4, 4)).toThrow(sentence);
      expect(parts).toEqual([3, 2, 1]);
      Atomics.wait(clock, 0, 0, Math.min(Number(loss) || 0, 1500)); // what is done late is not the next piece's
      expect(() => turns.give(0, 0, 4, 4)).toThrow(sentence);
      expect(parts).toEqual([3, 2, 1]);
    } finally {
      await thread.terminate();
      await gone;
    }
  });

  test.each(["synchronous", "hogwild"] as const)(
    "ends a fit (%s) in a sentence; what was known stays, and the next fit has its bits",
    async (parallel) => {
      const random = new RandomState(3);
      const X = Array.from({ length: 93 }, () => Array.from({ length: 11 }, () => random.randn()));
      const y = { sum: X.map(([a, b]) => a! + b!) };
      const params = { hidden: [210, 130], tasks: { sum: regression() }, batchSize: 23, epochs: 200 };
      const network = new MultiTaskNetwork({ ...params, dropout: 0.2, randomState: 1 }).fit(X, y);
      const { model, state } = network;
      const answer = network.predict(X);

      const running = new Set<Worker>();
      let turns: Turns | undefined;
      vi.stubGlobal(
        "Worker",
        class {
          readonly thread = new Worker(file, {
            workerData: { loss, taken: new Int32Array(new SharedArrayBuffer(4)) },
          });
          constructor() {
            running.add(this.thread);
            this.thread.once("exit", () => running.delete(this.thread));
          }
          postMessage(joining: { turns: SharedArrayBuffer }): void {
            turns = new Turns(() => {}, joining.turns);
            this.thread.postMessage({ turns: joining.turns });
          }
          terminate(): void {
            void this.thread.terminate();
          }
        },
      );
      const onProgress = () => meet(turns!, 1);
      const options = { workers: 2, parallel, patience: 250, onProgress };
      await expect(network.fitAsync(X, y, options)).rejects.toThrow(
        /^workers: a thread was lost: its part of a step took more than 0\.25 s$/,
      );
      expect(network.model).toBe(model);
      expect(network.predict(X)).toEqual(answer);
      for (const until = performance.now() + 10_000; running.size > 0 && performance.now() < until; )
        await new Promise((resolve) => setTimeout(resolve, 5));
      expect(running.size).toBe(0); // nobody goes on in the background
      expect(network.fit(X, y).state).toEqual(state);
    },
  );
});

test.each([0, -1, NaN, "60"])("a patience of %s is refused before any work", async (patience) => {
  const network = new MultiTaskNetwork({ tasks: { up: regression() } });
  const work = network.fitAsync([[1], [2]], { up: [1, 2] }, { workers: 2, patience: patience as number });
  await expect(work).rejects.toThrow(
    /^MultiTaskNetwork\.fitAsync\.patience: expected milliseconds, a number > 0, got /,
  );
});
