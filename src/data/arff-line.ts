import { said } from "../check/reject.ts";

/** One value of a line. A quoted "?" is a question mark, an unquoted one a missing value. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Refuses the line at hand: what was expected of it, and what it has. */
export type Refuse = (rule: string, got: unknown) => never;

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);

/** Reads one line of an ARFF file from left to right. Blanks separate; `%` at the start of a word opens a comment. */
export class ArffLine {
  readonly #text: string;
  readonly #refuse: Refuse;
  #at = 0;

  constructor(text: string, refuse: Refuse) {
    this.#text = text;
    this.#refuse = refuse;
  }

  /** Whether nothing but blanks and a comment is left. */
  get done(): boolean {
    this.#skipBlanks();
    return this.#at >= this.#text.length || this.#text[this.#at] === "%";
  }

  /** Whether a quoted word comes next. */
  get startsQuoted(): boolean {
    this.#skipBlanks();
    return this.#text[this.#at] === "'" || this.#text[this.#at] === '"';
  }

  /** Whether a mark comes next. */
  sees(mark: "{" | "}" | ","): boolean {
    this.#skipBlanks();
    return this.#text[this.#at] === mark;
  }

  /** Steps over a mark if it comes next. */
  takes(mark: "{" | "}" | ","): boolean {
    if (!this.sees(mark)) return false;
    this.#at++;
    return true;
  }

  /** Everything that is left, but for a comment. */
  rest(): string {
    const left = this.#text.slice(this.#at).trim();
    const comment = left.search(/(?:^|\s)%/);
    this.#at = this.#text.length;
    return comment < 0 ? left : left.slice(0, comment).trim();
  }

  /** The next word; refuses a mark or the end where `what` was expected. */
  word(what: string): Word {
    if (this.done) this.#refuse(what, said("the end of the line"));
    const first = this.#text[this.#at]!;
    if (this.startsQuoted) return { text: this.#quoted(first), quoted: true };
    const start = this.#at;
    while (this.#at < this.#text.length && !endsWord(this.#text.charCodeAt(this.#at))) this.#at++;
    if (this.#at === start) this.#refuse(what, first);
    return { text: this.#text.slice(start, this.#at), quoted: false };
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 32) this.#at++;
  }

  #quoted(quote: string): string {
    const opening = this.#at++;
    let out = "";
    let start = this.#at;
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined) this.#refuse(`a closing ${quote}`, this.#text.slice(opening));
      if (next === quote) break;
      if (next !== "\\") {
        this.#at++;
        continue;
      }
      out += this.#text.slice(start, this.#at) + this.#escape();
      start = this.#at;
    }
    out += this.#text.slice(start, this.#at++);
    const after = this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : 32;
    if (!endsWord(after) && after !== 37) {
      this.#refuse(`a separator after the closing ${quote}`, this.#text.slice(opening));
    }
    return out;
  }

  /** Steps over a backslash and what it escapes: `\n`, `\t`, `\r`, `\u0041`; any other character stands for itself. */
  #escape(): string {
    const hex = /^\\u([0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 6));
    if (hex) {
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(hex[1]!, 16));
    }
    const escaped = this.#text[this.#at + 1] ?? "";
    this.#at += 1 + escaped.length;
    return escapes.get(escaped) ?? escaped;
  }
}

/** Blanks, the comma and the braces. */
const endsWord = (code: number): boolean => code <= 32 || code === 44 || code === 123 || code === 125;
