import { coupled, withCoupling } from "./coupled.ts";
import type { Coupling } from "./coupling.ts";
import type { Coupled, Penalty } from "./penalty.ts";
import { ridge } from "./ridge.ts";
import { halfSquare } from "./square.ts";
import { withRidge } from "./with-ridge.ts";

/** rest(W) + alpha/2 ‖W‖² + a square between tasks, of which some may be missing; a prox wherever there is one. */
export function withSquares(
  title: Pick<Penalty, "name" | "parameters">,
  alpha: number,
  form: Coupling | undefined,
  rest: Penalty | undefined,
): Penalty {
  if (!form) {
    if (!rest) return { ...ridge(alpha), ...title };
    return alpha === 0 ? rest : ridged(rest, alpha, title);
  }
  const inner = rest ? withCoupling(rest, form, title) : coupled(form, title);
  if (alpha === 0) return inner;
  return { ...ridged(inner, alpha, title), coupling: { form, rest }, betweenTasks: true } satisfies Coupled;
}

function ridged(g: Penalty, alpha: number, title: Pick<Penalty, "name" | "parameters">): Penalty {
  const { prox } = g;
  if (prox) return withRidge({ ...g, prox }, alpha, title);
  return {
    ...title,
    check: (shape) => g.check?.(shape),
    value: (W, shape) => g.value(W, shape) + alpha * halfSquare(W),
    ridge: { alpha, rest: g },
  };
}
