export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The median, and from where to where the values go. */
export const spread = (values: readonly number[]): string =>
  `${short(median(values))} (${short(Math.min(...values))} to ${short(Math.max(...values))})`;

const short = (value: number): string => (value < 100 ? value.toPrecision(3) : value.toFixed(0));

/** Rows of cells under their heads, the first column to the left. */
export function print(rows: readonly Readonly<Record<string, string>>[]): void {
  const heads = Object.keys(rows[0] ?? {});
  const widths = heads.map((head) => Math.max(head.length, ...rows.map((cells) => cells[head]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join("  ")
      .trimEnd();
  console.log([line(heads), ...rows.map((cells) => line(heads.map((head) => cells[head]!)))].join("\n"));
}
