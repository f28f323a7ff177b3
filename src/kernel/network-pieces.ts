import type { Shareable } from "./hands.ts";
import type { Step } from "./network-plan.ts";

/** A piece of work on a step in the kernels' memory, of which hands can share the parts. */
export interface Piece {
  readonly kernel: Shareable;
  readonly at: number;
  /** How many parts it has; 0: one a panel of samples. */
  readonly parts: number;
  /** How many multiplications a sample takes. */
  readonly work: number;
}

/** So many units are so many strips. */
export const stripsOf = (units: number): number => Math.ceil(units / 6);

/** What is to be done with a step, there and back. */
export function piecesOf(step: Step, at: number): { there: Piece[]; back: Piece[] } {
  if (step.kind === "mix") {
    const work = step.mixtures.reduce((sum, { to, of }) => sum + of.length * to.count, 0);
    return {
      there: [{ kernel: "mix_forward", at, parts: 0, work }],
      back: [{ kernel: "mix_backward", at, parts: 0, work: 2 * work }],
    };
  }
  const { from, to } = step;
  const work = from.count * to.count;
  const outputs = { at, parts: stripsOf(to.count), work };
  const learns = from.place > 0; // features are data
  return {
    there: [{ kernel: "layer_forward", ...outputs }],
    back: [
      { kernel: "layer_gradient", ...outputs },
      ...(learns ? [{ kernel: "layer_backward" as const, at, parts: stripsOf(from.count), work }] : []),
    ],
  };
}
