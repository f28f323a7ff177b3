// A = V diag(w) V' for symmetric A: tridiagonal form, implicit QL, rotations in batches (LAPACK dsyev).
//
//   a     p x p, row-major, contiguous, lower triangle read; destroyed
//   w     p doubles: the eigenvalues, ascending
//   v     p x p, row-major, contiguous: column k is the eigenvector of w_k
//   work  eigh_doubles(p) doubles, 16-byte aligned
//   workspace  as any product takes (gemm.ts)
//
// Tests: test/kernel/spectral.test.ts.
import { ascend } from "./order";
import { fromPanels, toPanels } from "./panels";
import { powerFor } from "./power";
import { BATCH, ql } from "./ql";
import { applyReflectors } from "./reflector";
import { scale } from "./scale";
import { PANEL, tridiagonalise } from "./tridiagonal";

/** The doubles that eigh_f64 works in. */
export function eigh_doubles(p: i32): i32 {
  const panels = ((p + 7) & ~7) * p;
  const reduction = 4 * PANEL * p + 2 * PANEL + 2 * p;
  const forming = 2 * PANEL * (PANEL + p);
  const rotations = 2 * BATCH * (p + 1);
  return 2 * p + panels + max(reduction, max(forming, rotations));
}

/** Returns 0, 1 when the QL iteration does not converge, or 2 when some number is not finite. */
export function eigh_f64(a: usize, p: i32, w: usize, v: usize, work: usize, workspace: usize): i32 {
  if (p == 0) return 0;
  const tau = work;
  const e = tau + (<usize>p << 3);
  const panels = e + (<usize>p << 3);
  const count = (p + 7) / 8;
  const scratch = panels + (<usize>count * p << 6);
  clearAbove(a, p);
  const by = powerFor(a, p * p);
  if (by == 0) return 2;
  scale<f64>(a, by, p * p);
  tridiagonalise(a, p, w, e, v, tau, scratch, workspace);
  formQ(a, p, v, tau, scratch, workspace);
  toPanels(panels, a, p);
  const failed = ql(w, e, p, panels, count, scratch);
  if (failed) return failed;
  ascend(e, w, p);
  fromPanels(v, panels, p, e);
  scale<f64>(w, 1 / by, p);
  return 0;
}

/** What lies above the diagonal becomes zero. */
function clearAbove(a: usize, p: i32): void {
  for (let i = 0; i < p; i++) memory.fill(a + (<usize>(i * p + i + 1) << 3), 0, <usize>(p - 1 - i) << 3);
}

/** q = H_0 H_1 ... from the reflectors in the rows of h, last block first, so that only what is not yet the identity is touched. */
function formQ(q: usize, p: i32, h: usize, tau: usize, work: usize, workspace: usize): void {
  memory.fill(q, 0, (<usize>p * p) << 3);
  for (let i = 0; i < p; i++) store<f64>(q + (<usize>(i * p + i) << 3), 1);
  const reflectors = max(0, p - 2);
  for (let end = reflectors; end > 0; ) {
    const first = (end - 1) / PANEL * PANEL;
    const m = p - 1 - first;
    const corner = q + (<usize>((first + 1) * p + first + 1) << 3);
    const v = h + (<usize>(first * p + first + 1) << 3);
    applyReflectors(v, p, tau + (<usize>first << 3), end - first, m, corner, p, m, work, workspace);
    end = first;
  }
}
