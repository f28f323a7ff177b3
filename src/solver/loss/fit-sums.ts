import type { TaskShape } from "../../base/task-names.ts";
import type { Work } from "../../base/work.ts";
import { reject, said } from "../../check/reject.ts";
import { numbered } from "../../penalty/named.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import type { Minimum } from "../admm.ts";
import { fitPenalised, pair } from "../penalised.ts";
import type { LossSettings } from "./loss-settings.ts";
import { proxNewton } from "./prox-newton.ts";
import { SummedLoss, type SummedLossSettings } from "./summed-loss.ts";

/** Where no gap can be had: what the next step may move W by, as a share of it, at the end. */
const settled = 1e-3;

export interface SumsFit extends Minimum {
  /** One a task, about the shifts of the features. */
  readonly intercept: Float64Array;
  /** Whether slopes vanish while W goes on growing: classes that a plane separates, and no penalty. */
  readonly endless: boolean;
}

/**
 * One fit of a loss a task under one penalty to rows that are not here, from W = 0 and the intercepts b: proximal Newton, whose every
 * point is one call of `ask`.
 */
export function* fitSums(
  shape: TaskShape,
  penalty: Penalty,
  b: Float64Array,
  sums: SummedLossSettings,
  settings: Omit<LossSettings, "start" | "fitIntercept">,
): Work<SumsFit> {
  const { where } = settings;
  const { fitIntercept } = sums;
  pair(where, penalty, shape);
  if (penalty.components?.some(({ zero }) => zero))
    reject("pair", `${where} penalty`, "parts of strengths above 0", said(`${penalty.name} with one of 0`));
  const byNumber = numbered(penalty, shape.taskNames);
  const loss = yield* SummedLoss.open(sums, b);
  const minimum = yield* proxNewton(loss, byNumber, { ...settings, fitIntercept });
  const intercept = loss.intercepts;
  const byGap = minimum.marks.at(-1)!.stationarity === undefined;
  if (byGap || !minimum.converged) return { ...minimum, intercept, endless: false };
  const statistics = yield* loss.model();
  const inner = { where, fitIntercept, taskWeight: "samples", tol: 1e-9, maxIter: 1000 } as const;
  const next = yield* fitPenalised(statistics, byNumber, inner, minimum.state);
  const endless = !(moved(minimum.state.components, next.coef.data) <= settled);
  return { ...minimum, intercept, endless, converged: !endless };
}

/** How far it is from the sum of components to a point, as a share of that. */
function moved(components: readonly Float64Array[], to: Float64Array): number {
  let [far, size] = [0, 0];
  for (let k = 0; k < to.length; k++) {
    const from = components.reduce((sum, part) => sum + part[k]!, 0);
    far += (to[k]! - from) ** 2;
    size += to[k]! ** 2;
  }
  return far === 0 ? 0 : Math.sqrt(far / size);
}
