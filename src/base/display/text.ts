import { type Card, cellText, moreOf, shownRows, type Table } from "./card.ts";

/** A card as a tidy text: columns below each other, numbers to the right; so many rows of every table. */
export function textOf({ title, state, formula, tables, notes = [] }: Card, most = shownRows): string {
  const heading = state ? `${title} (${state})` : title;
  const parts = [
    [heading, ...(formula ? [`  minimises ${formula}`] : [])].join("\n"),
    ...tables.filter(({ rows }) => rows.length > 0).map((table) => tableText(table, most)),
    ...(notes.length > 0 ? [notes.join("\n")] : []),
  ];
  return parts.join("\n\n");
}

function tableText(table: Table, most: number): string {
  const { caption, head, rows } = table;
  const shown = rows.slice(0, most);
  const lines = [head, ...shown.map((row) => row.map(oneLine))];
  const widths = head.map((_, k) => Math.max(...lines.map((line) => line[k]!.length)));
  const right = head.map((_, k) => shown.every((row) => typeof row[k] === "number"));
  const text = lines.map((line) =>
    line
      .map((cell, k) => (right[k] ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!)))
      .join("  ")
      .trimEnd(),
  );
  return [
    caption,
    ...[...text, moreOf(table, most) ?? ""].filter((line) => line !== "").map((line) => `  ${line}`),
  ].join("\n");
}

/** A cell on one line, and without what a terminal would obey. */
const oneLine = (cell: Table["rows"][number][number]): string => cellText(cell).replace(/\p{Cc}/gu, " ");
