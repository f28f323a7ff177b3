import { inflateSync } from "fflate";
import { reject } from "../check/reject.ts";
import { binaries, type KernelName } from "./binary.ts";
import { home, mostPages, type Space } from "./memory.ts";

/** Plain SIMD runs everywhere; relaxed SIMD fuses multiply and add, so it is faster and rounds once less. */
export type Build = "plain" | "relaxed";

type Kernels<Name extends string> = Record<Name, (...numbers: number[]) => number>;

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

let chosen: Build | undefined;

/** The build that all further work runs on. */
export function currentBuild(): Build {
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

/** Both builds of some kernels: runs of `run` bytes of plain and relaxed in turns, deflated, in base64; and how long each is. */
type Binaries = Readonly<Record<Build | "run", number>> & { readonly packed: string };

/** The kernels of two binaries, compiled on first use, for a memory and a build. */
export function kernelsOf<Name extends string>(
  binaries: Binaries,
): (build?: Build, space?: Space) => Kernels<Name> {
  const built = new WeakMap<Space, Map<Build, Kernels<Name>>>();
  return (build = currentBuild(), space = home) => {
    let own = built.get(space);
    if (!own) {
      own = new Map();
      built.set(space, own);
    }
    let exports = own.get(build);
    if (!exports) {
      const binary = unpack(binaries, build);
      const module = new WebAssembly.Module(space.shared ? onSharedMemory(binary) : binary);
      const { memory } = space;
      exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels<Name>;
      own.set(build, exports);
    }
    return exports;
  };
}

/** The kernels that everybody needs. */
export const kernels = /* @__PURE__ */ kernelsOf<KernelName>(binaries);

/** The binary of a build, out of the runs that it has in turns with the other. */
export function unpack(binaries: Binaries, build: Build): Uint8Array<ArrayBuffer> {
  const turns = inflateSync(Uint8Array.from(atob(binaries.packed), (letter) => letter.charCodeAt(0)));
  const own = new Uint8Array(binaries[build]);
  for (let from = 0, at = 0; at < turns.length; from += binaries.run) {
    for (const turn of ["plain", "relaxed"] as const) {
      const size = Math.max(0, Math.min(binaries.run, binaries[turn] - from));
      if (turn === build && size > 0) own.set(turns.subarray(at, at + size), from);
      at += size;
    }
  }
  return own;
}

/**
 * The same kernels on a memory that threads share: only how the memory is imported differs. Its limits, (0, initial) behind its name, become
 * (3, initial, maximum), and the section that has nothing but this import is three bytes longer.
 */
function onSharedMemory(binary: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const name = [...[3, 101, 110, 118], ...[6, 109, 101, 109, 111, 114, 121], 2]; // "env" "memory", which is a memory
  const at = binary.findIndex((_, k) => name.every((byte, i) => binary[k + i] === byte));
  const [size, limits] = [at - 2, at + name.length];
  const maximum = [(mostPages & 127) | 128, ((mostPages >> 7) & 127) | 128, mostPages >> 14];
  const own = new Uint8Array(binary.length + maximum.length);
  own.set(binary.subarray(0, limits + 2));
  own.set(maximum, limits + 2);
  own.set(binary.subarray(limits + 2), limits + 2 + maximum.length);
  own[size]! += maximum.length;
  own[limits] = 3;
  return own;
}
