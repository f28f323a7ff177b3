import { PolytaskError } from "../check/reject.ts";

/** Another thread, seen from here. */
export interface Thread {
  post(message: unknown): void;
  stop(): void;
}

interface Ears {
  message(message: unknown): void;
  /** It ended by itself, or could not begin. */
  death(why: string): void;
}

/** Node's threads, which Deno and Bun have too, or nothing. */
const nodeThreads = () => globalThis.process?.getBuiltinModule?.("node:worker_threads");

/** Whether there are other threads here. */
export const hasThreads = (): boolean => typeof Worker === "function" || nodeThreads() !== undefined;

/** Where this file stands in the sources; in the package it is a part of a file beside worker.js. */
const inSources = /\/parallel\/[^/]*\.ts$/;

/** Starts a thread that runs the package's file worker.js. */
export function startThread(ears: Ears): Thread {
  if (typeof Worker === "function") return webThread(ears);
  const threads = nodeThreads();
  if (!threads) throw new PolytaskError("state", "workers: expected a runtime with threads, got none here");
  const address = inSources.test(import.meta.url)
    ? new URL(import.meta.url.replace(inSources, "/worker.ts"))
    : new URL("./worker.js", import.meta.url);
  const worker = new threads.Worker(address);
  worker.on("message", (message) => ears.message(message));
  worker.on("error", ({ message }) => ears.death(message));
  worker.on("exit", (code) => ears.death(`it ended with code ${code}`));
  return { post: (message) => worker.postMessage(message), stop: () => void worker.terminate() };
}

function webThread(ears: Ears): Thread {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => ears.message(data);
  worker.onmessageerror = () => ears.death("a message could not be read");
  worker.onerror = (event) => {
    event.preventDefault();
    ears.death(event.message || "its file worker.js, which stands beside the package's others, did not load");
  };
  return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
}

/** The thread that started this one, seen from here. */
export function starter(listen: (message: unknown) => void): Pick<Thread, "post"> {
  if (typeof globalThis.postMessage === "function") {
    globalThis.onmessage = ({ data }: MessageEvent) => listen(data);
    return { post: (message) => globalThis.postMessage(message) };
  }
  const port = nodeThreads()?.parentPort;
  if (!port) throw new PolytaskError("state", "polytask/worker: expected to be run by a thread of its own");
  port.on("message", listen);
  return { post: (message) => port.postMessage(message) };
}
