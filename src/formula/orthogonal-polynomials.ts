import { reject, said } from "../check/reject.ts";

/** The three-term recurrence of polynomials that are orthogonal over training values, and their squared lengths there. */
export interface Recurrence {
  readonly centre: readonly number[];
  readonly square: readonly number[];
}

/** Learns polynomials of degrees 1 to `degree` over x (Stieltjes): those of R's `poly`, which takes them from a QR factorisation. */
export function learnPolynomials(where: string, x: Float64Array, degree: number): Recurrence {
  const missing = x.findIndex((value) => Number.isNaN(value));
  if (missing >= 0) reject("value", `${where} row ${missing}`, "a value that is not missing", said("NaN"));
  const different = new Set(x).size;
  if (different <= degree)
    reject("value", where, `more than ${degree} different values`, said(`${different}`));
  const centre: number[] = [];
  const square = [x.length];
  let [before, now]: [Float64Array, Float64Array] = [
    new Float64Array(x.length),
    new Float64Array(x.length).fill(1),
  ];
  for (let d = 0; d < degree; d++) {
    const weight = square[d]!;
    centre.push(x.reduce((sum, value, i) => sum + value * now[i]! ** 2, 0) / weight);
    const next = step(x, before, now, centre[d]!, d === 0 ? 0 : weight / square[d - 1]!);
    square.push(next.reduce((sum, value) => sum + value * value, 0));
    [before, now] = [now, next];
  }
  return { centre, square };
}

/** The learnt polynomials at other values, each of length 1 over the training values. */
export function polynomialsAt({ centre, square }: Recurrence, x: Float64Array): Float64Array[] {
  const out: Float64Array[] = [];
  let [before, now]: [Float64Array, Float64Array] = [
    new Float64Array(x.length),
    new Float64Array(x.length).fill(1),
  ];
  for (let d = 0; d < centre.length; d++) {
    const next = step(x, before, now, centre[d]!, d === 0 ? 0 : square[d]! / square[d - 1]!);
    const length = Math.sqrt(square[d + 1]!);
    out.push(next.map((value) => value / length));
    [before, now] = [now, next];
  }
  return out;
}

const step = (
  x: Float64Array,
  before: Float64Array,
  now: Float64Array,
  centre: number,
  ratio: number,
): Float64Array => x.map((value, i) => (value - centre) * now[i]! - ratio * before[i]!);
