import { type Dense, zeros } from "../matrix/dense.ts";

/** value(i, j) for all rows i of A and j of B, m x n; where A and B are one object, for j <= i, and mirrored. */
export function pairs(A: Dense, B: Dense, value: (i: number, j: number) => number): Dense {
  const out = zeros(A.rows, B.rows);
  const { data, columns: n } = out;
  for (let i = 0; i < A.rows; i++) {
    const end = A === B ? i + 1 : n;
    for (let j = 0; j < end; j++) {
      data[i * n + j] = value(i, j);
      if (A === B) data[j * n + i] = data[i * n + j]!;
    }
  }
  return out;
}
