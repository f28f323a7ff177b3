import { type Block, f64, inArena } from "../../kernel/arena.ts";
import { gemv } from "../../kernel/product.ts";
import { norm, scale } from "../../kernel/vector.ts";
import { RandomState } from "../../matrix/random.ts";

/**
 * The largest eigenvalue of Aᵀ diag(s) A for A, n x p, by power iteration until it grows by less than a thousandth a turn,
 * widened by a twentieth: an estimate from below. Whoever steps by it watches that the objective falls.
 */
export function steepestOf(A: Block, s: Block, n: number, p: number): number {
  return inArena({ x: f64(p), f: f64(n) }, ({ x, f }) => {
    const random = new RandomState(0);
    for (let j = 0; j < p; j++) x.values[j] = random.randn();
    let value = 0;
    for (let turn = 0; turn < 200; turn++) {
      const size = norm(x);
      if (size === 0) return 0;
      scale(x, 1 / size);
      gemv(f, A, x, { n, p });
      for (let i = 0; i < n; i++) f.values[i]! *= s.values[i]!;
      gemv(x, A, f, { n, p, transposeA: true });
      const before = value;
      value = norm(x);
      if (value <= before * 1.001) break;
    }
    return 1.05 * value;
  });
}
