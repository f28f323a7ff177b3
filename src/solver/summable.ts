import { reject, said } from "../check/reject.ts";

/** Refuses numbers so large that the sum of their squares, which squared loss is made of, is not a number any more. */
export function checkSummable(where: string, what: "X" | "Y", squares: ArrayLike<number>): void {
  let sum = 0;
  for (let k = 0; k < squares.length; k++) sum += squares[k]!;
  if (Number.isFinite(sum)) return;
  reject(
    "value",
    `${where} ${what}`,
    "numbers whose squares can be summed",
    said("an overflow: scale them down"),
  );
}

/** The squares of numbers, to be checked. */
export const squaresOf = (values: Float64Array): Float64Array => values.map((value) => value * value);
