export type Rows = number[][];

/** A matrix of decimals that look random and are the same everywhere. */
export function matrix(rows: number, columns: number, seed: number): Rows {
  let state = seed * 2654435761 + 12345;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 32) * 2000 - 1000) / 100;
  };
  return Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
}

/** The numbers of whatever `predict` gave, row after row. */
export function entries(given: unknown): number[] {
  const matrix = given as { to1DArray?: () => number[] };
  return matrix.to1DArray ? matrix.to1DArray() : [...(given as Float64Array)];
}
