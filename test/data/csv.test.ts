import { describe, expect, test } from "vitest";
import { parseArff, parseCsv } from "../../src/data/index.ts";
import { readShared } from "./shared.ts";

describe("what a CSV file says is what the table holds", () => {
  test("a column of numbers is numeric and an empty value is missing", () => {
    const table = parseCsv("a,b\n1, -2.5e1\n,+.5\n", { name: "x.csv" });
    expect(table.name).toBe("x.csv");
    expect([...table.matrix().data]).toEqual([1, -25, Number.NaN, 0.5]);
  });

  test("a column with one value that is no number is text", () => {
    const table = parseCsv("a,b,c\n1,Infinity,0x1\n2,3,\n");
    expect(table.columns.map(({ type }) => type)).toEqual(["numeric", "string", "string"]);
    expect(table.column("c")).toEqual({ name: "c", type: "string", values: ["0x1", null], format: null });
  });

  test("a column without any value is numeric and missing", () => {
    expect([...parseCsv("a,b\n1,\n2,\n").matrix(["b"]).data]).toEqual([Number.NaN, Number.NaN]);
  });

  test("quoted values keep delimiters, quotes and line ends", () => {
    const table = parseCsv('"a,b","c ""d"""\n"1\r\n2","x"\n5" pipe,y\n');
    expect(table.names).toEqual(["a,b", 'c "d"']);
    expect(table.column("a,b").values).toEqual(["1\r\n2", '5" pipe']);
  });

  test("CRLF, a byte order mark, blank lines and a missing last line end change nothing", () => {
    expect([...parseCsv("\uFEFFa,b\r\n1,2\r\n\r\n3,4").matrix(["a", "b"]).data]).toEqual([1, 2, 3, 4]);
  });

  test("in a single column a blank line is a missing value", () => {
    expect([...parseCsv("a\n1\n\n3\n").matrix().data]).toEqual([1, Number.NaN, 3]);
  });

  test("tabs and semicolons may delimit", () => {
    expect([...parseCsv("a\tb\n1\t2\n", { delimiter: "\t" }).matrix().data]).toEqual([1, 2]);
    expect([...parseCsv("a;b\n1;2\n", { delimiter: ";" }).matrix().data]).toEqual([1, 2]);
    for (const delimiter of ["]", "^", "\\", "|"]) {
      expect([...parseCsv(`a${delimiter}b\n1${delimiter}2\n`, { delimiter }).matrix().data]).toEqual([1, 2]);
    }
  });

  test("a header alone is a table without rows", () => {
    expect(parseCsv("a,b")).toMatchObject({ rows: 0, names: ["a", "b"] });
  });

  test("names like __proto__ are names", () => {
    expect([...parseCsv("__proto__,constructor\n1,2\n").matrix(["constructor", "__proto__"]).data]).toEqual([
      2, 1,
    ]);
  });
});

describe("what is not CSV is refused in one sentence with file and line", () => {
  test.each([
    ["a,b\n1,2\n3\n", "2 values at x.csv line 3, got 1"],
    ["a,b\n1,2,3\n", "2 values at x.csv line 2, got 3"],
    ['a,"b\nc"\n1,"2\n3"\n\n4\n', "2 values at x.csv line 6, got 1"],
    ["a,b,a\n", 'column names that differ at x.csv line 1, got "a"'],
    ["", "column names at x.csv line 1, got none"],
    ["\n1,2\n", "column names at x.csv line 1, got none"],
    [
      'a,b\n1,"2\n3,4\n',
      "a closing quote and a delimiter after the value that opens at x.csv line 2, got the end of the file",
    ],
    ['a,b\n1,"2"x\n', 'a closing quote and a delimiter after the value that opens at x.csv line 2, got "x"'],
    ['a,b\n"x"y1\n', 'a closing quote and a delimiter after the value that opens at x.csv line 2, got "y"'],
    [
      'a,b\n1,"',
      "a closing quote and a delimiter after the value that opens at x.csv line 2, got the end of the file",
    ],
  ])("%j", (text, sentence) => {
    const refused = { name: "PolytaskError", code: "source", message: `parseCsv: expected ${sentence}` };
    expect(() => parseCsv(text, { name: "x.csv" })).toThrow(expect.objectContaining(refused));
  });

  test.each(["", ",,", '"', "\n", "-", "1", 3 as unknown as string])(
    "the delimiter %j is refused",
    (delimiter) => {
      expect(() => parseCsv("a", { delimiter })).toThrow("parseCsv.delimiter: expected one character");
    },
  );

  test("what is not text is refused", () => {
    expect(() => parseCsv(null as unknown as string)).toThrow(
      "parseCsv text: expected the text of a file, got null",
    );
  });
});

test("the energy efficiency data read the same from CSV and from ARFF", ({ skip }) => {
  const csv = parseCsv(readShared("energy-efficiency.csv", skip));
  const arff = parseArff(readShared("mtr/enb.arff", skip));
  expect([csv.rows, csv.columns.length]).toEqual([768, 10]);
  expect(csv.matrix()).toEqual(arff.matrix());
});
