import { reject } from "../check/reject.ts";
import { type KernelName, plain, relaxed } from "./binary.ts";
import { memory } from "./memory.ts";

/** Plain SIMD runs everywhere; relaxed SIMD fuses multiply and add, so it is faster and rounds once less. */
export type Build = "plain" | "relaxed";

export type Kernels = Record<KernelName, (...numbers: number[]) => number>;

/*
 * (module (func (param v128 v128 v128) (result v128)
 *   local.get 0  local.get 1  local.get 2  f64x2.relaxed_madd))
 */
const probe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0],
  ...[10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253, 135, 2, 11],
);

const built = new Map<Build, Kernels>();

let chosen: Build | undefined;

function current(): Build {
  chosen ??= fastestBuild();
  return chosen;
}

/** The build that this engine runs fastest. */
export const fastestBuild = (): Build => (WebAssembly.validate(probe) ? "relaxed" : "plain");

/**
 * Chooses the kernels of all further work: "plain" gives the same bits on every engine, "relaxed" is faster and needs
 * an engine that has relaxed SIMD; "fastest", where everyone starts, lets the engine decide.
 */
export function useBuild(build: Build | "fastest"): void {
  const known = ["plain", "relaxed", "fastest"];
  if (!known.includes(build)) reject("param", "useBuild", `one of ${known.join(", ")}`, build);
  if (build === "relaxed" && fastestBuild() === "plain") {
    reject("param", "useBuild", '"plain" on an engine without relaxed SIMD', build);
  }
  chosen = build === "fastest" ? fastestBuild() : build;
}

/** The kernels of a build, compiled on first use. Both builds work on the one linear memory. */
export function kernels(build: Build = current()): Kernels {
  let exports = built.get(build);
  if (!exports) {
    const module = new WebAssembly.Module(bytes(build === "plain" ? plain : relaxed));
    exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
    built.set(build, exports);
  }
  return exports;
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
