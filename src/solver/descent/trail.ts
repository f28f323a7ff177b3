import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { axpy, scale } from "../../kernel/vector.ts";

/** The last two solutions W and C − G W there, in the kernels' memory. Both are linear, so both go on along one line. */
export interface Trail {
  /** W and H = C − (G + ridge I) W beyond the last solution, `by` times as far as it is from the one before; false without any. */
  follow(W: Block, H: Block, by: number, ridge: number): boolean;
  keep(W: Block, H: Block, ridge: number): void;
  close(): void;
}

export function openTrail(size: number): Trail {
  const { blocks, close } = openArena({ W0: f64(size), N0: f64(size), W1: f64(size), N1: f64(size) });
  let before = { W: blocks.W0, N: blocks.N0 };
  let last = { W: blocks.W1, N: blocks.N1 };
  let held = 0;
  return {
    follow(W, H, by, ridge) {
      if (held === 0) return false;
      W.values.set(last.W.values);
      H.values.set(last.N.values);
      if (held > 1 && by !== 0) {
        for (const [to, from] of [
          [W, before.W],
          [H, before.N],
        ] as const) {
          scale(to, 1 + by);
          axpy(to, from, -by);
        }
      }
      if (ridge !== 0) axpy(H, W, -ridge);
      return true;
    },
    keep(W, H, ridge) {
      [before, last] = [last, before];
      last.W.values.set(W.values);
      last.N.values.set(H.values);
      if (ridge !== 0) axpy(last.N, W, ridge);
      held++;
    },
    close,
  };
}
