import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Case } from "./cases.ts";
import { openPeer } from "./process.ts";

/** Someone else's road through a case. */
export interface Peer {
  readonly name: string;
  /** The seconds of one run, the mean of `times`; undefined where the peer has no such thing. */
  readonly seconds: (one: Case, times: number) => Promise<number | undefined>;
  readonly close?: () => void;
}

const here = join(import.meta.dirname, "peers");

/** What is missing, and how to get it. */
export const missing = (name: string): string => `${name} is not installed: run bench/peers/setup`;

export const mlMatrix: Peer = {
  name: "ml-matrix",
  async seconds(one, times) {
    if (!one.mlMatrix || one.kind === "f32") return undefined;
    const start = performance.now();
    for (let k = 0; k < times; k++) one.mlMatrix();
    return (performance.now() - start) / times / 1000;
  },
};

/** NumPy and SciPy on one thread, in a process of their own. */
export function numpy(): Peer | undefined {
  const python = join(here, ".venv/bin/python");
  if (!existsSync(python)) return undefined;
  const child = openPeer(python, [join(here, "peers.py")]);
  return {
    name: "NumPy",
    seconds: async (one, times) => Number(await child.ask([times, one.kind, ...one.words].join(" "))),
    close: () => child.close(),
  };
}

interface Tensor {
  dispose(): void;
}

interface Tensors {
  setBackend(name: string): Promise<boolean>;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
}

/** tfjs on its WebAssembly backend, one thread: products of floats. */
export async function tfjs(): Promise<Peer | undefined> {
  if (!existsSync(join(here, "node_modules"))) return undefined;
  const load = createRequire(join(here, "package.json"));
  const backend = load("@tensorflow/tfjs-backend-wasm") as {
    setWasmPaths(folder: string): void;
    setThreadsCount(count: number): void;
  };
  const tf = load("@tensorflow/tfjs-core") as Tensors;
  backend.setWasmPaths(`${dirname(load.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  backend.setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) return undefined;
  const tensors = new Map<Case, [Tensor, Tensor]>();
  const noise = (rows: number, columns: number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * i + 1)),
      [rows, columns],
    );
  return {
    name: "tfjs-wasm",
    async seconds(one, times) {
      const [what, m, k, n] = one.words as [string, number, number, number];
      if (what !== "gemm" || one.kind !== "f32") return undefined;
      if (!tensors.has(one)) tensors.set(one, [noise(m, k), noise(k, n)]);
      const [a, b] = tensors.get(one)!;
      const start = performance.now();
      for (let r = 0; r < times; r++) tf.matMul(a, b).dispose();
      return (performance.now() - start) / times / 1000;
    },
  };
}
