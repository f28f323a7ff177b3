import { inflateSync } from "fflate";
import { reject } from "../check/reject.ts";
import { type KernelName, lengths, packed, run } from "./binary.ts";
import { memory } from "./memory.ts";

/** Plain SIMD runs everywhere; relaxed SIMD fuses multiply and add, so it is faster and rounds once less. */
export type Build = "plain" | "relaxed";

export type Kernels = Record<KernelName, (...numbers: number[]) => number>;

/*
 * (module (func (export "m") (param f64 f64 f64) (result f64)
 *   (f64x2.extract_lane 0 (f64x2.relaxed_madd
 *     (f64x2.splat (local.get 0)) (f64x2.splat (local.get 1)) (f64x2.splat (local.get 2))))))
 */
const probe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 124, 124, 124, 1, 124, 3, 2, 1, 0, 7, 5, 1, 1, 109, 0, 0],
  ...[10, 22, 1, 20, 0, 32, 0, 253, 20, 32, 1, 253, 20, 32, 2, 253, 20, 253, 135, 2, 253, 33, 0, 11],
);

/** Whether the engine's relaxed multiply-add rounds once. The standard lets it round twice: no faster, and other bits. */
function fuses(): boolean {
  if (!WebAssembly.validate(probe)) return false;
  const { m } = new WebAssembly.Instance(new WebAssembly.Module(probe)).exports as {
    m: (a: number, b: number, c: number) => number;
  };
  return m(1 + 2 ** -27, 1 - 2 ** -27, -1) !== 0; // the product is 1 - 2^-54, which rounds to 1
}

const built = new Map<Build, Kernels>();

let chosen: Build | undefined;

function current(): Build {
  chosen ??= fastestBuild();
  return chosen;
}

/** The build that this engine runs fastest: relaxed where it has relaxed SIMD and fuses multiply and add. */
export const fastestBuild = (): Build => (fuses() ? "relaxed" : "plain");

/**
 * Chooses the kernels of all further work: "plain" gives the same bits on every engine, "relaxed" is faster and needs
 * an engine that fuses multiply and add; "fastest", where everyone starts, lets the engine decide.
 */
export function useBuild(build: Build | "fastest"): void {
  const known = ["plain", "relaxed", "fastest"];
  if (!known.includes(build)) reject("param", "useBuild", `one of ${known.join(", ")}`, build);
  if (build === "relaxed" && fastestBuild() === "plain") {
    reject("param", "useBuild", '"plain" on an engine that does not fuse multiply and add', build);
  }
  chosen = build === "fastest" ? fastestBuild() : build;
}

/** The kernels of a build, compiled on first use. Both builds work on the one linear memory. */
export function kernels(build: Build = current()): Kernels {
  let exports = built.get(build);
  if (!exports) {
    const module = new WebAssembly.Module(unpack(build));
    exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
    built.set(build, exports);
  }
  return exports;
}

/** The binary of a build, out of the runs that it has in turns with the other. */
function unpack(build: Build): Uint8Array<ArrayBuffer> {
  const turns = inflateSync(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)));
  const own = new Uint8Array(lengths[build]);
  const most = Math.max(lengths.plain, lengths.relaxed);
  for (let from = 0, at = 0; from < most; from += run) {
    for (const turn of ["plain", "relaxed"] as const) {
      const size = Math.max(0, Math.min(run, lengths[turn] - from));
      if (turn === build) own.set(turns.subarray(at, at + size), from);
      at += size;
    }
  }
  return own;
}
