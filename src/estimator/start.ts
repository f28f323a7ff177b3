import type { Parameter } from "../base/parameter.ts";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Shape } from "../penalty/penalty.ts";

/** Where a fit begins: W = 0, XᵀY, a W (p x T), or P and Q where W = P + Q. */
export type Start = "zero" | "cross" | MatrixLike | readonly MatrixLike[];

/** A row of a parameter table. */
export const startParameter: Parameter<Start> = {
  default: "zero",
  rule: '"zero", "cross" or a p x T matrix, two of them where W = P + Q',
  accepts: (value) => value === "zero" || value === "cross" || (typeof value === "object" && value !== null),
  wrong: ["", 0, null, true, "zeros"],
};

/** Reads where a fit with so many components begins, where that was given as numbers. */
export function readStart(
  where: string,
  start: Start,
  components: number,
  { p, T }: Shape,
): readonly Float64Array[] | undefined {
  if (start === "zero" || (start === "cross" && components === 1)) return undefined;
  const parts = components === 1 ? [start as MatrixLike] : (start as readonly MatrixLike[]);
  if (start === "cross" || parts.length !== components) {
    reject("shape", where, `${components} matrices, P and Q, where W = P + Q`, start);
  }
  return parts.map((part) => {
    const { data, rows, columns } = readMatrix(where, part, { copy: true });
    if (rows !== p || columns !== T) reject("shape", where, `${p} x ${T}`, said(`${rows} x ${columns}`));
    return data;
  });
}
