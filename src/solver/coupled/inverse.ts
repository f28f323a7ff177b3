import type { Work } from "../../base/work.ts";
import type { Coupling } from "../../penalty/coupling.ts";
import type { Slab } from "./spectra.ts";

/** H = G_t + shift I on every task + B between them, to be solved with. Lives until `close`. */
export interface Inverse {
  /** Whether it comes nearer step by step, so that a good start is worth something. */
  readonly iterates: boolean;
  /** Another coupling or shift. */
  set(form: Coupling, shift: number): void;
  /** X <- about H⁻¹ X for a slab, until this share of the residual is left, or it is told to stop. */
  solve(X: Slab, share: number): Work<Solved>;
  close(): void;
}

/** How many steps it took, and whether to go on. */
export interface Solved {
  readonly steps: number;
  readonly go: boolean;
}
