/** 1 − left / all, what is explained of `all`: 1 where nothing is left, 0 where something is left of nothing. */
export function explained(left: number, all: number): number {
  if (left === 0) return 1;
  return all === 0 ? 0 : 1 - left / all;
}
