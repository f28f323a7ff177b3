import { inflateSync } from "fflate";
import { reject } from "../check/reject.ts";
import { binaries, type KernelName } from "./binary.ts";
import { memory } from "./memory.ts";

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

/** The kernels of two binaries, compiled on first use. All binaries and builds work on the one linear memory. */
export function kernelsOf<Name extends string>(binaries: Binaries): (build?: Build) => Kernels<Name> {
  const built = new Map<Build, Kernels<Name>>();
  return (build = currentBuild()) => {
    let exports = built.get(build);
    if (!exports) {
      const module = new WebAssembly.Module(unpack(binaries, build));
      exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels<Name>;
      built.set(build, exports);
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
