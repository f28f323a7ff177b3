/** A column of numbers; a missing value is NaN. */
export interface NumericColumn {
  readonly name: string;
  readonly type: "numeric";
  readonly values: Float64Array;
}

/** A column of labels; a missing value is null. `categories` are the declared labels in their declared order, used or not. */
export interface NominalColumn {
  readonly name: string;
  readonly type: "nominal";
  readonly values: readonly (string | null)[];
  readonly categories: readonly string[];
}

/** A column of free text, or of dates as they were written; a missing value is null. `format` is a date's declared pattern. */
export interface TextColumn {
  readonly name: string;
  readonly type: "string" | "date";
  readonly values: readonly (string | null)[];
  readonly format: string | null;
}

/** One column of a `Table`; `type` tells which. */
export type Column = NumericColumn | NominalColumn | TextColumn;
