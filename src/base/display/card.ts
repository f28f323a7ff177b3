/** What stands in a cell. */
export type Cell = string | number | boolean | null | undefined;

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What something shows of itself, whoever draws it. */
export interface Card {
  readonly title: string;
  /** A word on its state, such as "fitted". */
  readonly state?: string;
  readonly formula?: string | undefined;
  readonly tables: readonly Table[];
  /** Sentences below. */
  readonly notes?: readonly string[];
}

/** The most rows that are shown of a table. */
export const shownRows = 20;

/** A cell as text: numbers in six digits. */
export function cellText(cell: Cell): string {
  if (typeof cell === "number") return Number.isInteger(cell) ? `${cell}` : `${Number(cell.toPrecision(6))}`;
  return cell === undefined || cell === null ? "–" : `${cell}`;
}

/** "3 more" where not all rows are shown. */
export const moreOf = ({ rows }: Table, most = shownRows): string | undefined =>
  rows.length > most ? `… ${rows.length - most} more` : undefined;
