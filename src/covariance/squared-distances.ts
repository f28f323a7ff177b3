import { type Dense, zeros } from "../matrix/dense.ts";

/**
 * ‖a_i − b_j‖² for all rows i of A, m x p, and j of B, n x p, from the differences themselves: a row is at distance 0 from its
 * copies. An entry is summed in the same order whatever is beside it. Where A and B are one object, only entries j <= i.
 */
export function squaredDistances(A: Dense, B: Dense, out: Dense = zeros(A.rows, B.rows)): Dense {
  const { rows: m, columns: p } = A;
  const n = B.rows;
  const [a, b, squares] = [A.data, B.data, out.data];
  for (let i = 0; i < m; i++) {
    const end = A === B ? i + 1 : n;
    let j = 0;
    // four at a time: none waits for another
    for (; j + 4 <= end; j += 4) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      let at = j * p;
      for (let k = 0; k < p; k++, at++) {
        const value = a[i * p + k]!;
        const d0 = value - b[at]!;
        const d1 = value - b[at + p]!;
        const d2 = value - b[at + 2 * p]!;
        const d3 = value - b[at + 3 * p]!;
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
      }
      const to = i * n + j;
      squares[to] = s0;
      squares[to + 1] = s1;
      squares[to + 2] = s2;
      squares[to + 3] = s3;
    }
    for (; j < end; j++) {
      let sum = 0;
      for (let k = 0; k < p; k++) {
        const step = a[i * p + k]! - b[j * p + k]!;
        sum += step * step;
      }
      squares[i * n + j] = sum;
    }
  }
  return out;
}

/** Puts value(s) in the place of every number s; of a square matrix of distances of rows from themselves, mirrored. */
export function mapped(squares: Dense, symmetric: boolean, value: (s: number) => number): Dense {
  const { data, rows, columns: n } = squares;
  for (let i = 0; i < rows; i++) {
    const end = symmetric ? i + 1 : n;
    for (let j = 0; j < end; j++) {
      const entry = value(data[i * n + j]!);
      data[i * n + j] = entry;
      if (symmetric) data[j * n + i] = entry;
    }
  }
  return squares;
}
