import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { gemm } from "../../kernel/product.ts";
import type { Dense } from "../../matrix/dense.ts";
import { zeros } from "../../matrix/dense.ts";
import { eigh } from "../../matrix/eigen.ts";
import type { Coupling } from "../../penalty/coupling.ts";
import { isSameGraph } from "../../penalty/task-graph.ts";

/** B = Q diag(strengths) Qᵀ of a coupling: what tasks do together, mode by mode. Lives until `close`. */
export interface Modes {
  /** One a mode; 0 where B is. */
  readonly strengths: Float64Array;
  /** to <- Qᵀ from, T x width, or Q from on the way back. */
  turn(from: Block, to: Block, width: number, way: "in" | "out"): void;
  /** Takes another coupling; eigenvectors are found anew only if it is no multiple of the last. */
  set(form: Coupling): void;
  close(): void;
}

/** Tasks up to which a graph's eigenvectors, T x T, are found. */
export const mostModes = 500;

/** The modes of T tasks whose row in a slab is `place`. */
export function openModes(place: Int32Array): Modes {
  const T = place.length;
  const strengths = new Float64Array(T);
  let last: { form: Coupling; values: Float64Array; close: () => void; Q: Block } | undefined;

  function eigenvectorsOf(form: Coupling): NonNullable<typeof last> {
    const ratio = form.mean / form.strength;
    if (last && last.form.mean / last.form.strength === ratio && isSameGraph(last.form.graph, form.graph))
      return last;
    const { values, vectors } = eigh(matrixOf({ ...form, mean: ratio, strength: 1 }, place));
    last?.close();
    const { blocks, close } = openArena({ Q: f64(T * T) });
    blocks.Q.values.set(vectors.data);
    const least = T * Number.EPSILON * Math.max(0, values[T - 1]!);
    return { form, values: values.map((value) => (value > least ? value : 0)), close, Q: blocks.Q };
  }

  return {
    strengths,
    set(form) {
      if (form.strength === 0 || form.graph.s.length === 0) {
        last?.close();
        last = undefined;
        strengths.fill(form.mean)[0] = 0;
        return;
      }
      last = eigenvectorsOf(form);
      for (let k = 0; k < T; k++) strengths[k] = form.strength * last.values[k]!;
    },
    turn(from, to, width, way) {
      if (last) gemm(to, last.Q, from, { m: T, n: width, k: T, transposeA: way === "in" });
      else mirror(from.values, to.values, T, width);
    },
    close: () => last?.close(),
  };
}

/** The mean's mode first: the reflection Q that takes 1/√T to the first unit vector, in time T. It is its own inverse. */
function mirror(from: Float64Array, to: Float64Array, T: number, width: number): void {
  const root = Math.sqrt(T);
  for (let j = 0; j < width; j++) {
    let rest = 0;
    for (let k = width + j; k < T * width; k += width) rest += from[k]!;
    const mean = (from[j]! + rest) / root;
    // I − v vᵀ / v_0 for v = 1/√T − e_0, but for its sign: v_0 = 1/√T − 1
    const by = (mean - from[j]!) / (1 / root - 1) / root;
    to[j] = mean;
    for (let k = width + j; k < T * width; k += width) to[k] = from[k]! + (T === 1 ? 0 : by);
  }
}

function matrixOf({ mean, strength, graph }: Coupling, place: Int32Array): Dense {
  const T = place.length;
  const B = zeros(T, T);
  B.data.fill(-mean / T);
  for (let t = 0; t < T; t++) B.data[t * (T + 1)]! += mean;
  for (let e = 0; e < graph.s.length; e++) {
    const [s, t] = [place[graph.s[e]!]!, place[graph.t[e]!]!];
    const a = strength * graph.weight[e]!;
    B.data[s * (T + 1)]! += a;
    B.data[t * (T + 1)]! += a;
    B.data[s * T + t]! -= a;
    B.data[t * T + s]! -= a;
  }
  return B;
}
