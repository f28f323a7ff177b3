import { parentPort, workerData } from "node:worker_threads";
import { Turns } from "../../src/parallel/turns.ts";

/** How a thread loses the part it has taken: it ends, or does nothing for so many milliseconds. */
export type Loss = "ends" | number;

/** Takes part in whatever work it is told of, says so when it has a part, and loses it. */
parentPort!.on("message", ({ turns }: { turns: SharedArrayBuffer }) => {
  new Turns(() => {
    const { loss, taken } = workerData as { loss: Loss; taken: Int32Array };
    Atomics.store(taken, 0, 1);
    Atomics.notify(taken, 0);
    if (loss === "ends") process.exit(3);
    const until = performance.now() + loss;
    while (performance.now() < until);
  }, turns).help();
});
