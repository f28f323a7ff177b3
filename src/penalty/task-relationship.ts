import { born } from "../base/born.ts";
import type { Proximal } from "./penalty.ts";
import { ridge } from "./ridge.ts";
import { squaredTrace } from "./squared-trace.ts";
import { strengths } from "./strength.ts";
import { withRidge } from "./with-ridge.ts";

/**
 * Multitask relationship learning: g(W) = alpha/2 ‖W‖_F² + beta/2 min_Ω tr(W Ω⁻¹ Wᵀ) over covariances Ω of the tasks,
 * Ω ⪰ 0, tr Ω = 1.
 *
 * How tasks are related, with either sign or not at all, is learnt with W: each row of W has the prior N(0, Ω), up to a scale.
 * The minimum over Ω is ‖W‖_*², at Ω = (WᵀW)^½ / ‖W‖_*, so that g is convex in W alone and nothing is inverted: tasks
 * that are copies of one another, whose Ω is singular, are as any others.
 *
 * @param alpha - strength of the ridge, a finite number >= 0, which solvers fold into the loss
 * @param beta - strength of the relation, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Zhang & Yeung 2010, A convex formulation for learning task relationships, eq. 9; the minimum over Ω: Argyriou, Evgeniou
 * & Pontil 2008, section 4
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { taskRelationship } from "polytask/penalty";
 *
 * const shape = { p: 3, T: 2 };
 * const W = Float64Array.of(3, 0, 0, 1, 0, 0); // singular values 3 and 1
 * assert.ok(Math.abs(taskRelationship(1, 2).value(W, shape) - (5 + 16)) < 1e-12);
 *
 * taskRelationship(0, 0.5).prox(W, 1, shape); // 3 / (1 + 0.5), and 1 is not above what that takes away
 * assert.deepEqual([...W].map((w) => Math.round(w * 1e12) / 1e12), [2, 0, 0, 0, 0, 0]);
 * ```
 */
export function taskRelationship(alpha: number, beta: number): Proximal {
  const title = { name: "taskRelationship", parameters: strengths("taskRelationship", { alpha, beta }) };
  const relation = squaredTrace(beta);
  if (alpha === 0)
    return born("taskRelationship", taskRelationship, [alpha, beta], { ...relation, ...title });
  if (beta === 0)
    return born("taskRelationship", taskRelationship, [alpha, beta], { ...ridge(alpha), ...title });
  return born("taskRelationship", taskRelationship, [alpha, beta], withRidge(relation, alpha, title));
}
