import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import { type Decomposition, isPenalty, type Penalty, type Shape } from "./penalty.ts";

/**
 * Two penalties on two parts: g(W) = min over W = P + Q of p(P) + q(Q).
 *
 * Each part has a structure of its own, such as features that all tasks share (P) beside features of single tasks (Q);
 * the sum has neither. `value` takes a split, P before Q; the conjugate is p* + q*, and the dual of two norms the
 * larger of theirs.
 *
 * @param p - the penalty of P, with a prox
 * @param q - the penalty of Q, with a prox
 * @throws PolytaskError where a penalty has no prox, or a square between tasks
 * @see infimal convolution: Parikh, Boyd 2014, section 3.1; models: Jalali et al. 2010, Chen et al. 2011
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { decompose, l1, l21 } from "polytask/penalty";
 *
 * const penalty = decompose(l21(1), l1(2));
 * const P = [3, 4];
 * const Q = [0, -1];
 * assert.equal(penalty.value(Float64Array.of(...P, ...Q), { p: 1, T: 2 }), 5 + 2);
 * assert.equal(penalty.dual?.(Float64Array.of(3, 4), { p: 1, T: 2 }), 5); // max(‖z‖₂, max |z| / 2)
 * ```
 */
export function decompose(p: Penalty, q: Penalty): Decomposition {
  for (const part of [p, q]) {
    if (!isPenalty(part)) reject("pair", "decompose", "two penalties with a prox", part);
    const { name, prox, coupling } = part;
    if (coupling)
      reject(
        "pair",
        "decompose",
        "two penalties without a square between tasks",
        said(`${name}: add it by sum`),
      );
    if (!prox) reject("pair", "decompose", "two penalties with a prox", said(`${name}, which has none`));
  }
  const parts = [p, q].map(({ name, parameters }) => ({ name, ...parameters }));
  return born("decompose", decompose, [p, q], {
    name: "decompose",
    parameters: Object.freeze({ parts }),
    check(shape) {
      p.check?.(shape);
      q.check?.(shape);
    },
    value(split, shape) {
      const size = shape.p * shape.T;
      if (split.length !== 2 * size) {
        const rule = `a split (P, Q) of 2 x ${shape.p} x ${shape.T} numbers`;
        reject("shape", "decompose.value W", rule, said(`${split.length}`));
      }
      return p.value(split.subarray(0, size), shape) + q.value(split.subarray(size), shape);
    },
    ...(p.conjugate &&
      q.conjugate && {
        conjugate: (Z: Float64Array, shape: Shape) => p.conjugate!(Z, shape) + q.conjugate!(Z, shape),
      }),
    ...(p.dual &&
      q.dual && {
        dual: (Z: Float64Array, shape: Shape) => Math.max(p.dual!(Z, shape), q.dual!(Z, shape)),
      }),
    components: Object.freeze([p, q] as const),
  });
}
