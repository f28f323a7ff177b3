import { describe, expect, test } from "vitest";
import { parseArff } from "../../src/data/index.ts";
import { readShared } from "./shared.ts";

/** A file of one relation. */
const arff = (attributes: string[], ...rows: string[]) =>
  `@relation r\n${attributes.map((one) => `@attribute ${one}\n`).join("")}@data\n${rows.join("\n")}\n`;

const numbers = (text: string) => [...parseArff(text).matrix().data];

describe("what an ARFF file says is what the table holds", () => {
  test("numeric, real and integer are numbers, in any case of the keywords", () => {
    const table = parseArff(
      "@RELATION r\n@Attribute a NUMERIC\n@aTTribute b Real\n@attribute c integer\n@DATA\n1,-2.5e1,.5\n",
    );
    expect(table.names).toEqual(["a", "b", "c"]);
    expect(table.matrix()).toEqual({ data: Float64Array.of(1, -25, 0.5), rows: 1, columns: 3 });
  });

  test("nominal values are labels beside the declared ones", () => {
    const table = parseArff(arff([`x {a,'b c',"d"}`], "'b c'", "?", "a"));
    expect(table.column("x")).toEqual({
      name: "x",
      type: "nominal",
      values: ["b c", null, "a"],
      categories: ["a", "b c", "d"],
    });
  });

  test("strings and dates stay text", () => {
    const table = parseArff(
      arff(["s string", 'd date "yyyy-MM-dd HH:mm"'], `'it is', "2001-04-03 12:12"`, "?,?"),
    );
    expect(table.column("s")).toEqual({ name: "s", type: "string", values: ["it is", null], format: null });
    expect(table.column("d")).toEqual({
      name: "d",
      type: "date",
      values: ["2001-04-03 12:12", null],
      format: "yyyy-MM-dd HH:mm",
    });
  });

  test("quotes and escapes are undone in names and values", () => {
    const table = parseArff(arff([`'it\\'s, a {name}' string`], `'a\\nb\\t\\u0041\\\\ \\"% ,{}'`, `"x'y"`));
    expect(table.columns[0]).toMatchObject({ name: "it's, a {name}", values: ['a\nb\tA\\ "% ,{}', "x'y"] });
  });

  test("an unquoted ? is missing, a quoted one is a question mark", () => {
    expect(numbers(arff(["a numeric", "b numeric"], "?,1"))).toEqual([Number.NaN, 1]);
    expect(parseArff(arff(["s string"], "'?'", "?")).column("s").values).toEqual(["?", null]);
  });

  test("comments, blank lines, CRLF, a byte order mark and a missing last line end change nothing", () => {
    const text =
      "\uFEFF% hello\r\n\r\n@relation r % why\r\n  % x\r\n@attribute a numeric % m\r\n@data\r\n\r\n1 % one\r\n%2\r\n 3";
    expect(parseArff(text).name).toBe("r");
    expect(numbers(text)).toEqual([1, 3]);
  });

  test("commas, tabs and blanks separate values", () => {
    const three = ["a numeric", "b numeric", "c numeric"];
    for (const row of ["1,2,3", "1\t2\t3", " 1 ,\t2,  3 ", "1 2 3"])
      expect(numbers(arff(three, row))).toEqual([1, 2, 3]);
  });

  test("a sparse row leaves out zeros, first labels and texts", () => {
    const table = parseArff(
      arff(["a numeric", "b {x,y}", "c string", "d numeric"], "{0 5, 3 ?}", "{1 y,2 t}", "{}", "{ }"),
    );
    expect(table.columns.map(({ values }) => [...values])).toEqual([
      [5, 0, 0, 0],
      ["x", "y", "x", "x"],
      [null, "t", null, null],
      [Number.NaN, 0, 0, 0],
    ]);
  });

  test("weights of rows follow dense and sparse rows and default to 1", () => {
    const table = parseArff(arff(["a numeric", "b numeric"], "1,2,{5}", "{0 3}, {.5}", "4,5 {0}", "6,7"));
    expect(table.weights).toEqual(Float64Array.of(5, 0.5, 0, 1));
    expect([...table.matrix().data]).toEqual([1, 2, 3, 0, 4, 5, 6, 7]);
    expect(parseArff(arff(["a numeric"], "1")).weights).toBeNull();
  });

  test("a file without rows is a table without rows", () => {
    expect(parseArff(arff(["a numeric", "b {x}"]))).toMatchObject({
      rows: 0,
      names: ["a", "b"],
      weights: null,
    });
  });

  test("an unquoted relation name may hold commas and blanks", () => {
    expect(parseArff("@relation a-R1,2 b\n@attribute x real\n@data\n").name).toBe("a-R1,2 b");
  });

  test("names like __proto__ and constructor are names", () => {
    const table = parseArff(arff(["__proto__ numeric", "constructor {__proto__,toString}"], "1,__proto__"));
    expect(table.names).toEqual(["__proto__", "constructor"]);
    expect([...table.matrix(["__proto__"]).data]).toEqual([1]);
    expect(table.column("constructor").values).toEqual(["__proto__"]);
    expect(() => table.column("toString")).toThrow("Table.column: expected one of");
    expect(() => parseArff(arff(["x {a}"], "constructor"))).toThrow('expected one of "a" for "x" at line 4');
  });
});

describe("what is not ARFF is refused in one sentence with file and line", () => {
  const nine = Array.from({ length: 9 }, (_, j) => `x${j} numeric`);
  test.each([
    [arff(nine, "1,2,3,4,5,6,7,8"), "9 values at enb.arff line 12, got 8"],
    [arff(nine, "1,2,3,4,5,6,7,8,9,10"), "9 values at enb.arff line 12, got 10"],
    [arff(["a numeric"], "1", "1,2"), "1 value at enb.arff line 5, got 2"],
    [arff(["a numeric", "b numeric"], "1,,2"), 'a value at enb.arff line 5, got ","'],
    [
      arff(["a numeric", "b numeric"], "1,"),
      "a value after the last comma at enb.arff line 5, got the end of the line",
    ],
    [arff(["a numeric"], "ten"), 'a finite number for "a" at enb.arff line 4, got "ten"'],
    [arff(["a numeric"], "0x1F"), 'a finite number for "a" at enb.arff line 4, got "0x1F"'],
    [arff(["a numeric"], "1e999"), 'a finite number for "a" at enb.arff line 4, got "1e999"'],
    [arff(["a numeric"], "''"), 'a finite number for "a" at enb.arff line 4, got ""'],
    [arff(["x {a,b}"], "A"), 'one of "a", "b" for "x" at enb.arff line 4, got "A"'],
    [arff(["x {}"], "A"), 'one of no names for "x" at enb.arff line 4, got "A"'],
    [arff(["x string"], "'abc"), `a closing ' at enb.arff line 4, got "'abc"`],
    [arff(["x string"], "'abc\\"), `a closing ' at enb.arff line 4, got "'abc\\\\"`],
    [arff(["x string"], "'a'b"), `a separator after the closing ' at enb.arff line 4, got "'a'b"`],
    [arff(["a numeric"], "{1 2}"), 'an index from 0 to 0 at enb.arff line 4, got "1"'],
    [arff(["a numeric", "b numeric"], "{1 2, 0 1}"), 'no further index at enb.arff line 5, got "0"'],
    [arff(["a numeric"], "{-1 2}"), 'an index from 0 to 0 at enb.arff line 4, got "-1"'],
    [
      arff(["a numeric"], "{0 2"),
      "a closing } after a sparse row at enb.arff line 4, got the end of the line",
    ],
    [arff(["a numeric"], "{0}"), 'a value after index 0 at enb.arff line 4, got "}"'],
    [arff(["a numeric"], "{0 1,}"), 'an index after the comma at enb.arff line 4, got "}"'],
    [arff(["a numeric"], "{0 1},"), 'a weight in braces after the comma at enb.arff line 4, got ""'],
    [arff(["a numeric"], "1 {-1}"), 'a weight >= 0 at enb.arff line 4, got "-1"'],
    [arff(["a numeric"], "1 {1"), 'a closing } after the weight at enb.arff line 4, got ""'],
    [arff(["a numeric"], "1 {1} 2"), 'the end of the row at enb.arff line 4, got "2"'],
    [arff(["a numeric", "a string"]), 'attribute names that differ at enb.arff line 3, got "a"'],
    [arff(["a {x,y,x}"]), 'labels that differ at enb.arff line 2, got "x"'],
    [arff(["a {x,y"]), "a closing } after the labels at enb.arff line 2, got the end of the line"],
    [arff(["a {x,}"]), 'a label after the comma at enb.arff line 2, got "}"'],
    [
      arff(["a relational"]),
      'the type numeric, real, integer, string, date or {labels} at enb.arff line 2, got "relational"',
    ],
    [arff(["a"]), "a type at enb.arff line 2, got the end of the line"],
    [arff([""]), "a name after @attribute at enb.arff line 2, got the end of the line"],
    [arff(["a numeric [0,1]"]), `nothing after an attribute's type at enb.arff line 2, got "[0,1]"`],
    [arff([]), "an @attribute before @data at enb.arff line 2, got none"],
    ["@relation r\n@attribute a real\n1\n", '@attribute or @data at enb.arff line 3, got "1"'],
    ["@relation r\n@attribute a real\n@data 1\n", 'nothing after @data at enb.arff line 3, got "1"'],
    ["@relation r\n@attribute a real", "@data at enb.arff line 2, got the end of the file"],
    ["", "@relation, the start of an ARFF file, at enb.arff line 1, got the end of the file"],
    [
      "<!doctype html>\n<p>",
      '@relation, the start of an ARFF file, at enb.arff line 1, got "<!doctype html>"',
    ],
    ["'a,b\n1,2", `@relation, the start of an ARFF file, at enb.arff line 1, got "'a,b"`],
  ])("%j", (text, sentence) => {
    const refused = { name: "PolytaskError", code: "source", message: `parseArff: expected ${sentence}` };
    expect(() => parseArff(text, { name: "enb.arff" })).toThrow(expect.objectContaining(refused));
  });

  test("without a name the line alone is told", () => {
    expect(() => parseArff("x")).toThrow(
      "parseArff: expected @relation, the start of an ARFF file, at line 1",
    );
  });

  test("what is not text is refused", () => {
    expect(() => parseArff(new Uint8Array(3) as unknown as string)).toThrow(
      "parseArff text: expected the text of a file, got a Uint8Array",
    );
  });

  test("a sparse file cannot spell a table beyond memory", () => {
    const wide = Array.from({ length: 10_000 }, (_, j) => `x${j} string`);
    const rows = (n: number) => Array.from({ length: n }, () => "{}");
    expect(parseArff(arff(wide, ...rows(100))).rows).toBe(100);
    expect(() => parseArff(arff(wide, ...rows(7_000)))).toThrow(
      "parseArff: expected a table of at most 67108864 values after @data at line 10002, got 70000000",
    );
  });
});

describe("the multi-target benchmark's own files", () => {
  test.for([
    ["atp1d", 337, 417, ["LBL+ALLminpA+fut_001"], 0],
    ["edm", 154, 18, ["DFlow", "DGap"], 0],
    ["enb", 768, 10, ["Y1", "Y2"], 0],
    ["jura", 359, 18, ["Cd", "Co", "Cu"], 0],
    ["oes10", 403, 314, ["412021_Counter_and_Rental_Clerks"], 0],
    ["scpf", 1137, 26, ["num_views", "num_votes", "num_comments"], 1],
    ["sf1", 323, 13, ["c-class", "m-class", "x-class"], 0],
    ["slump", 103, 10, ["SLUMP_cm", "FLOW_cm", "Compressive_Strength_Mpa"], 0],
  ] as const)("%s has %i rows and %i columns", ([name, rows, columns, targets, missing], { skip }) => {
    const table = parseArff(readShared(`mtr/${name}.arff`, skip), { name });
    expect([table.rows, table.columns.length]).toEqual([rows, columns]);
    expect(table.names).toEqual(expect.arrayContaining([...targets]));
    const numeric = table.columns.filter(({ type }) => type === "numeric").map((column) => column.name);
    const { data } = table.matrix(numeric);
    expect(data.some(Number.isNaN)).toBe(missing === 1);
  });
});
