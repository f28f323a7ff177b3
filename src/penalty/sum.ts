import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import { added } from "./coupling.ts";
import { named, numbered } from "./named.ts";
import { type Coupled, isPenalty, type Penalty, type Proximal, type RowNorm } from "./penalty.ts";
import { restOf } from "./rest-of.ts";
import { withGroup } from "./with-group.ts";
import { withSquares } from "./with-squares.ts";

/**
 * The sum of two penalties on the same W: g(W) = p(W) + q(W).
 *
 * Few pairs have a prox that is both exact and cheap. These have: anything with `ridge`, and `l21` with any norm of
 * rows, such as `l1` with its weights (which is `sparseGroup`) or `lInf1`. Ridges add up, a penalty of strength 0
 * adds nothing. `graph` and `meanRegularized` stand beside anything: as squares they go with the loss, so that the sum needs
 * no prox, and has one only where nothing else but a ridge is in it. Every other pair is refused. For two penalties on two parts
 * of W there is `decompose`.
 *
 * @param p - a penalty with a prox
 * @param q - another
 * @throws PolytaskError where a penalty has no prox, or the pair has none
 * @see Yu 2013, theorem 4 (l21 with a norm); Parikh, Boyd 2014, section 2.2 (ridge)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { l1, l21, ridge, sum, traceNorm } from "polytask/penalty";
 *
 * const W = Float64Array.of(3, -4);
 * const both = sum(traceNorm(1), ridge(2));
 * assert.ok(Math.abs(both.value(W, { p: 1, T: 2 }) - 30) < 1e-12); // 5 + 25
 * assert.equal(both.ridge?.alpha, 2);
 *
 * assert.throws(() => sum(traceNorm(1), l1(1)), /got traceNorm and l1$/);
 * assert.equal(sum(l1(1), l21(2)).value(W, { p: 1, T: 2 }), 17);
 * ```
 */
export function sum(p: Coupled, q: Penalty): Coupled;
export function sum(p: Penalty, q: Coupled): Coupled;
export function sum(p: Penalty, q: Penalty): Proximal;
export function sum(p: Penalty, q: Penalty): Penalty {
  for (const part of [p, q])
    if (!isPenalty(part) || (!isProximal(part) && !part.coupling)) return refuse(part);
  if (p.zero) return q;
  if (q.zero) return p;
  const parts = [p, q].map(({ name, parameters }) => ({ name, ...parameters }));
  const title = { name: "sum", parameters: Object.freeze({ parts }) };
  if (p.among || q.among)
    return born(
      "sum",
      sum,
      [p, q],
      named(title, (names) => sum(numbered(p, names), numbered(q, names))),
    );
  const alpha = (p.ridge?.alpha ?? 0) + (q.ridge?.alpha ?? 0);
  const forms = [p, q].flatMap(({ coupling }) => (coupling ? [coupling.form] : []));
  const form = forms.length === 2 ? added(forms[0]!, forms[1]!) : forms[0];
  const rests = [p, q].map(restOf).filter((rest) => rest !== undefined);
  const rest = rests.length === 2 ? together(rests[0]!, rests[1]!, title) : rests[0];
  if (rest && !isProximal(rest)) return refuse(rest);
  return born("sum", sum, [p, q], withSquares(title, alpha, form, rest));
}

/** The pairs without a ridge that have a prox of their own. */
function together(p: Penalty, q: Penalty, title: Pick<Penalty, "name" | "parameters">): Penalty {
  if (q.rowStrengths?.l1 === 0 && isRowNorm(p)) return withGroup(p, q.rowStrengths.l21, title);
  if (p.rowStrengths?.l1 === 0 && isRowNorm(q)) return withGroup(q, p.rowStrengths.l21, title);
  const rule = "ridge beside any penalty or l21 beside a norm of rows, as other pairs have no prox";
  return reject("pair", "sum", rule, said(`${p.name} and ${q.name}`));
}

const isProximal = (p: Penalty): p is Proximal => p.prox !== undefined;

const isRowNorm = (p: Penalty): p is RowNorm =>
  p.prox !== undefined && p.dual !== undefined && p.row?.dual !== undefined;

const refuse = (part: Penalty): never =>
  reject(
    "pair",
    "sum",
    "two penalties with a prox",
    isPenalty(part) ? said(`${part.name}, which has none`) : part,
  );
