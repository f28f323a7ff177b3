/** One row of an answer, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** What engines say differently in SQL. */
export interface Dialect {
  /** A name of a column or a table, quoted: whatever is in it stays a name. */
  name(identifier: string): string;
  /** A value, quoted where it is text: whatever is in it stays a value. */
  value(value: number | string | boolean): string;
  /** A number as one of 64 bits. */
  double(expression: string): string;
  /** A value as text. */
  text(expression: string): string;
  /** Whether a number is infinite. */
  infinite(expression: string): string;
  /** e to the power of a number; Infinity where that overflows, 0 where it underflows. */
  exp(expression: string): string;
  /** Texts one after the other. */
  joined(parts: readonly string[]): string;
  /** A number from 0 to count − 1, ever the same for the same text of the expression. */
  bucket(expression: string, count: number): string;
  /** Whether a column of that type holds numbers. */
  isNumeric(type: string): boolean;
  /** So many columns may an answer have. */
  readonly widest: number;
  /**
   * What stands behind FROM so that expressions of a row have names in the same SELECT; without it they have them in a table made of the
   * table, which some engines would compute on the server that is asked.
   */
  naming?(numbers: readonly { readonly name: string; readonly sql: string }[]): string;
  /** What ends a table made of a table, where its expressions would else be written out, and computed, wherever they are named. */
  readonly once?: string;
}

/**
 * Is shown a run of rows, whose columns are there until it returns. The rows of a block come in their order and from one hand, those of
 * different blocks in any.
 */
export type See = (columns: readonly Float64Array[], block: number, hand: object) => void;

/** Answers that come run by run: an engine of this process hands over its columns as they lie. */
export interface Stream {
  /** The columns of an answer, all of them doubles that are not NULL, a run of rows after the other. */
  rows(sql: string, signal?: AbortSignal): AsyncIterable<readonly Float64Array[]>;
  /** Shows the numbers of all rows, NaN where they are NULL, on as many threads as know to which block a row belongs. */
  show(numbers: readonly string[], from: string, see: See, signal?: AbortSignal): Promise<void>;
  /** How many sums of products the engine adds a row to while it hands over one number of a row. */
  sumsPerNumber(): Promise<number>;
}

/** A table, view, file or query of an engine: rows that are not here. */
export interface Source {
  /** What stands behind FROM. */
  readonly from: string;
  readonly dialect: Dialect;
  /** The columns and their types, as the engine calls them. */
  columns(signal?: AbortSignal): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** The rows of an answer; an aborted signal cancels the query on the engine too. */
  query(sql: string, signal?: AbortSignal): Promise<readonly Row[]>;
  /** Where rows are worth being fetched. */
  readonly stream?: Stream;
}
