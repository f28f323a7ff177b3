/** Row-major numbers with a name for the test's title. */
export interface Case {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly at: (i: number, j: number) => number;
}

export const sizes = [...Array(41).keys(), 63, 64, 65, 130, 257];

/** Numbers in (-1, 1), always the same for a seed. */
export function noise(length: number, seed = 1): Float64Array {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1 + 2 ** -33;
  });
}

export const filled = (rows: number, columns: number, at: (i: number, j: number) => number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, k) => at(Math.floor(k / columns), k % columns));

/** A symmetric matrix of noise. */
export function symmetric(p: number, seed = 1): Float64Array {
  const x = noise(p * p, seed);
  return filled(p, p, (i, j) => x[i * p + j]! + x[j * p + i]!);
}

/** A symmetric positive definite matrix: noise with a heavy diagonal. */
export function definite(p: number, seed = 1): Float64Array {
  const x = symmetric(p, seed);
  for (let i = 0; i < p; i++) x[i * p + i] = p + 1 + i / 7;
  return x;
}

/** A B for A of m × k and B of k × n; with `turned` B lies transposed, n × k. */
export function times(
  A: Float64Array,
  B: Float64Array,
  m: number,
  k: number,
  n: number,
  turned = false,
): Float64Array {
  const C = new Float64Array(m * n);
  const across = turned ? 1 : n;
  const along = turned ? k : 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += A[i * k + l]! * B[l * across + j * along]!;
      C[i * n + j] = sum;
    }
  }
  return C;
}

export const turned = (A: Float64Array, rows: number, columns: number): Float64Array =>
  filled(columns, rows, (i, j) => A[j * columns + i]!);

/** The columns of `x`, rows × columns, each times its weight. */
export const weighted = (x: Float64Array, columns: number, weight: Float64Array): Float64Array =>
  x.map((value, k) => value * weight[k % columns]!);

/** The largest |a_k - b_k|. */
export const distance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), a.length === b.length ? 0 : Infinity);

export const largest = (x: Float64Array): number =>
  x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** How far the columns of x, rows × columns, are from orthonormal. */
export function skew(x: Float64Array, rows: number, columns: number): number {
  const gram = times(turned(x, rows, columns), x, columns, rows, columns);
  return distance(
    gram,
    filled(columns, columns, (i, j) => Number(i === j)),
  );
}
