import type { Attribute, TextAttribute } from "./arff-attribute.ts";
import type { Refuse, Word } from "./arff-line.ts";
import type { Column } from "./column.ts";
import { readDecimal } from "./number.ts";
import { listed } from "./table.ts";

/** A column that is being filled. It starts as what sparse rows leave out: 0, the first label, a missing text. */
export interface Filling {
  /** Sets the value of a row to what a word spells. */
  set(row: number, word: Word, refuse: Refuse): void;
  finish(): Column;
}

/** Starts an attribute's column of so many rows. */
export function fillColumn(attribute: Attribute, rows: number): Filling {
  switch (attribute.type) {
    case "numeric":
      return fillNumbers(attribute.name, rows);
    case "nominal":
      return fillLabels(attribute.name, attribute.categories, rows);
    default:
      return fillText(attribute, rows);
  }
}

const isMissing = ({ text, quoted }: Word): boolean => text === "?" && !quoted;

function fillNumbers(name: string, rows: number): Filling {
  const values = new Float64Array(rows);
  return {
    set(row, word, refuse) {
      const value = readDecimal(word.text);
      if (Number.isNaN(value) && !isMissing(word)) {
        refuse(`a finite number for ${JSON.stringify(name)}`, word.text);
      }
      values[row] = value;
    },
    finish: () => ({ name, type: "numeric", values }),
  };
}

function fillLabels(name: string, categories: readonly string[], rows: number): Filling {
  const known = new Map(categories.map((label) => [label, label]));
  const values = new Array<string | null>(rows).fill(categories[0] ?? null);
  return {
    set(row, word, refuse) {
      const label = isMissing(word) ? null : known.get(word.text);
      if (label === undefined) {
        return refuse(`one of ${listed(categories)} for ${JSON.stringify(name)}`, word.text);
      }
      values[row] = label;
    },
    finish: () => ({ name, type: "nominal", values, categories }),
  };
}

function fillText({ name, type, format }: TextAttribute, rows: number): Filling {
  const values = new Array<string | null>(rows).fill(null);
  return {
    set(row, word) {
      values[row] = isMissing(word) ? null : word.text;
    },
    finish: () => ({ name, type, values, format }),
  };
}
