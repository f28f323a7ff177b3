import { vi } from "vitest";
import { Turns } from "../../src/parallel/turns.ts";

/** Waits in the first epoch until all other threads are there and have nothing to do, so that the next epochs are done together. */
export function together(workers: number) {
  const given: SharedArrayBuffer[] = [];
  vi.stubGlobal(
    "SharedArrayBuffer",
    class extends SharedArrayBuffer {
      constructor(bytes: number) {
        super(bytes);
        if (bytes > 4) given.push(this); // the others only ask whether a thread may sleep
      }
    },
  );
  const clock = new Int32Array(new SharedArrayBuffer(4));
  let met = workers === 1;
  return () => {
    const turns = given.map((memory) => new Turns(() => {}, memory));
    for (; !met; Atomics.wait(clock, 0, 0, 2)) met = turns.some(({ sleeping }) => sleeping === workers - 1);
  };
}
