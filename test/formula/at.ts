import type { Datafit } from "../../src/datafit/datafit.ts";
import { f64, inArena } from "../../src/kernel/arena.ts";

/** What a loss says of some rows, copied out of the kernels' memory. */
export function at(loss: Datafit, f: readonly number[], y: readonly number[], weight: readonly number[]) {
  const n = f.length;
  return inArena({ y: f64(n), weight: f64(n), f: f64(n), slope: f64(n), curvature: f64(n) }, (blocks) => {
    blocks.y.values.set(y);
    blocks.weight.values.set(weight);
    blocks.f.values.set(f);
    const value = loss.evaluate({ n, K: 1, ...blocks });
    return { value, slope: blocks.slope.values.slice(), curvature: blocks.curvature.values.slice() };
  });
}

/** The same of one row of weight 1. */
export function atPoint(loss: Datafit, f: number, y: number) {
  const { value, slope, curvature } = at(loss, [f], [y], [1]);
  return { value, slope: slope[0]!, curvature: curvature[0]! };
}
