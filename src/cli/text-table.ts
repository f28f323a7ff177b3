/** Rows of cells as lines of text, the first row their heads; columns but the first stand to the right. Line ends in cells become blanks. */
export function inColumns(rows: readonly (readonly string[])[]): string {
  const flat = rows.map((cells) => cells.map((cell) => cell.replace(/\p{Cc}+/gu, " ")));
  const widths = flat[0]!.map((_, k) => Math.max(...flat.map((cells) => cells[k]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join("  ")
      .trimEnd();
  return flat.map(line).join("\n");
}
