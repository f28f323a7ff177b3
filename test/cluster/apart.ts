/** The largest difference, as a share of the largest number. */
export const apart = (found: ArrayLike<number>, expected: ArrayLike<number>): number => {
  const size = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Array.from(expected).reduce((worst, value, k) => Math.max(worst, Math.abs(value - found[k]!)), 0) / size; // biome-ignore format: one line
};
