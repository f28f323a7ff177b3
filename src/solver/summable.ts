import { reject, said } from "../check/reject.ts";

/** Refuses numbers so large that the sum of their squares, which squared loss is made of, is not a number any more. */
export function checkSquares(where: string, what: "X" | "Y", values: Float64Array): void {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * values[k]!;
  checkSum(where, what, sum);
}

/** The same where the squares, or sums of them, are there already. */
export function checkSummable(where: string, what: "X" | "Y", squares: ArrayLike<number>): void {
  let sum = 0;
  for (let k = 0; k < squares.length; k++) sum += squares[k]!;
  checkSum(where, what, sum);
}

function checkSum(where: string, what: "X" | "Y", sum: number): void {
  if (Number.isFinite(sum)) return;
  reject(
    "value",
    `${where} ${what}`,
    "numbers whose squares can be summed",
    said("an overflow: scale them down"),
  );
}
