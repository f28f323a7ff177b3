import { describe, expect, test } from "vitest";
import { readTable } from "../../src/cli/read-table.ts";
import { parseArff, parseCsv, type Table } from "../../src/data/index.ts";
import { PolytaskError, RandomState } from "../../src/index.ts";

const seeds: Record<string, readonly string[]> = {
  csv: [
    'a,b,c\n1,2,3\n4,,x\n5.5e-3,-7,"y, z"\n',
    'name,"quo""ted",n\r\n"two\nlines",x,1\r\n,,\r\n',
    "__proto__,constructor,toString\n1,2,3\n4,5,6\n",
    "\uFEFFa;b\n1;2\n",
  ],
  arff: [
    "@relation r\n@attribute a numeric\n@attribute 'b c' {x,'y z',\"q\"}\n@attribute d date 'yyyy-MM-dd'\n@attribute s string\n@data\n1,x,'2020-01-01','text'\n?,'y z',?,?\n% remark\n{0 3, 1 q}\n2,x,?,?,{4}\n",
    "@RELATION '__proto__'\n@ATTRIBUTE __proto__ INTEGER\n@ATTRIBUTE constructor REAL\n@DATA\n1,2\n3,4\n",
  ],
  jsonl: [
    '{"a": 1, "b": "x", "c": null}\n{"a": -2.5e3, "b": "y", "d": true}\n',
    '{"__proto__": 1, "constructor": 2}\n{"toString": "x"}\n',
  ],
};

const odd = [
  ",",
  ";",
  '"',
  "'",
  "\n",
  "\r",
  "{",
  "}",
  "[",
  "]",
  "\\",
  "@data",
  "@attribute",
  "?",
  "%",
  "1e999",
  "NaN",
  "-",
  "\0",
  "\uFEFF",
  "é",
  "\uD800",
  "__proto__",
  "constructor",
  " ",
  "\t",
];

/** A text with some of its letters cut out, repeated, replaced or moved; and perhaps its end cut off. */
function mangled(text: string, random: RandomState): string {
  let out = text;
  for (let k = random.randint(1, 6); k > 0; k--) {
    const at = random.randint(out.length + 1);
    const length = random.randint(0, 9);
    const kind = random.randint(5);
    const piece =
      kind === 0
        ? odd[random.randint(odd.length)]!
        : kind === 1
          ? out.slice(at, at + length).repeat(2)
          : kind === 2
            ? out.slice(0, length)
            : "";
    out =
      kind === 4 ? out.slice(0, at) : out.slice(0, at) + piece + out.slice(at + (kind === 3 ? length : 0));
  }
  return out;
}

/** A table that holds together, or a refusal in a sentence. */
async function readsOrRefuses(read: () => Table | Promise<Table>, text: string): Promise<"read" | "refused"> {
  let table: Table;
  try {
    table = await read();
  } catch (error) {
    expect(error, JSON.stringify(text)).toBeInstanceOf(PolytaskError);
    expect((error as Error).message).toMatch(/: .*(expected|got|has no)/s);
    return "refused";
  }
  expect(new Set(table.names).size).toBe(table.columns.length);
  for (const { type, values } of table.columns) {
    expect(values.length).toBe(table.rows);
    const good =
      type === "numeric"
        ? values instanceof Float64Array
        : values.every((own) => own === null || typeof own === "string");
    expect(good, JSON.stringify(text)).toBe(true);
  }
  return "read";
}

describe("10 000 mangled files are read or refused, and touch nothing else", () => {
  const readers: Record<string, (text: string) => Table | Promise<Table>> = {
    csv: (text) => parseCsv(text, { delimiter: text.includes(";") ? ";" : "," }),
    arff: (text) => parseArff(text),
    jsonl: (text) => readTable("lines", new TextEncoder().encode(text), "jsonl"),
  };
  test.each(Object.entries({ csv: 4000, arff: 4000, jsonl: 2000 }))("%s", async (kind, count) => {
    const random = new RandomState(7);
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const found = { read: 0, refused: 0 };
    for (let k = 0; k < count; k++) {
      const text = mangled(seeds[kind]![k % seeds[kind]!.length]!, random);
      found[await readsOrRefuses(() => readers[kind]!(text), text)]++;
    }
    expect(found.read).toBeGreaterThan(count / 50);
    expect(found.refused).toBeGreaterThan(count / 50);
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});
