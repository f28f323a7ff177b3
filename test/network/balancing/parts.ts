import { RandomState } from "../../../src/index.ts";
import {
  alignedMtl,
  type Balancer,
  type Balancing,
  caGrad,
  dwa,
  equal,
  famo,
  geometric,
  gradNorm,
  imtlG,
  mgda,
  nashMtl,
  pcGrad,
  rlw,
  type Seen,
  uncertainty,
  upGrad,
} from "../../../src/network/index.ts";

export const all: readonly Balancing[] = [
  ...[alignedMtl(), caGrad(), dwa(), equal(), equal({ cosines: true }), famo(), geometric(), gradNorm()],
  ...[imtlG(), mgda(), nashMtl(), pcGrad(), rlw(), uncertainty(), upGrad()],
];

export type Rows = readonly (readonly number[])[];

export const gramOf = (J: Rows): number[][] =>
  J.map((a) => J.map((b) => a.reduce((sum, x, k) => sum + x * b[k]!, 0)));

/** What a balancer sees of tasks 0 ... count − 1. */
export function seenOf(losses: readonly number[], gram: Rows = [], seed = 0): Seen {
  return {
    count: losses.length,
    tasks: Int32Array.from(losses.keys()),
    losses: Float64Array.from(losses),
    gram: Float64Array.from(gram.flat()),
    random: new RandomState(seed),
  };
}

/** The weights that a balancer answers with. */
export function weightsOf(balancer: Balancer, seen: Seen): number[] {
  const weights = new Float64Array(seen.count);
  balancer.weigh(seen, weights);
  return [...weights];
}

/** The direction of a fresh balancer for the rows of J. */
export function direction(balancing: Balancing, J: Rows, seed = 0): number[] {
  const balancer = balancing.open(J.length);
  const ones = J.map(() => 1);
  const weights = weightsOf(balancer, seenOf(ones, gramOf(J), seed));
  balancer.close?.();
  return J[0]!.map((_, k) => J.reduce((sum, row, t) => sum + weights[t]! * row[k]!, 0));
}
