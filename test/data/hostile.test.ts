import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PolytaskError } from "../../src/check/reject.ts";
import { parseArff, parseCsv } from "../../src/data/index.ts";

const arff = `% a comment
@relation 'flats, all'
@attribute area numeric
@attribute 'it\\'s {a}' {Bern,'St. Gallen',"__proto__"}
@attribute note string
@attribute built date "yyyy"
@data
60,Bern,'a, \\'b\\'',1990
?,'St. Gallen',?,?
{0 5, 2 "x"}, {2}
1e3\t__proto__\tz\t2001 {.5}
`;

const csv = 'area,"town, or ""city""",__proto__\r\n60,Bern,1\r\n,"St.\nGallen",-2.5e1\r\n1,"a ""b""",\r\n';

/** A text with a few random pieces put in, taken out or cut off. */
const edited = (text: string) =>
  fc
    .array(
      fc.record({
        at: fc.nat(text.length),
        drop: fc.nat(5),
        add: fc.oneof(
          fc.constantFrom(
            "{",
            "}",
            ",",
            "'",
            '"',
            "\\",
            "%",
            "?",
            "\n",
            "\r",
            "\t",
            "@data\n",
            "@attribute",
            "__proto__",
            "constructor",
            "1e999",
            "\0",
            "\uFEFF",
            "\\u00",
            "\ud800",
          ),
          fc.string({ maxLength: 5, unit: "binary" }),
        ),
      }),
      { maxLength: 6 },
    )
    .map((edits) =>
      edits.reduce((now, { at, drop, add }) => now.slice(0, at) + add + now.slice(at + drop), text),
    );

const known = Reflect.ownKeys(Object.prototype).length;

describe.each([
  ["parseArff", parseArff, arff],
  ["parseCsv", parseCsv, csv],
] as const)("%s", (name, parse, text) => {
  const survives = (given: string) => {
    try {
      const table = parse(given, { name: "x" });
      expect(table.columns.every(({ values }) => values.length === table.rows)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(PolytaskError);
      expect((error as Error).message).toMatch(new RegExp(`^${name}: expected .*, got `, "s"));
    }
    expect(Reflect.ownKeys(Object.prototype)).toHaveLength(known);
  };

  test("the text itself is sound", () => {
    expect(parse(text).rows).toBe(text === arff ? 4 : 3);
  });

  test("every truncation is read or refused", () => {
    for (let end = 0; end <= text.length; end++) survives(text.slice(0, end));
  });

  test("random edits are read or refused", () => {
    fc.assert(fc.property(edited(text), survives), { numRuns: 10_000 });
  });

  test("random text is read or refused", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), survives), { numRuns: 1000 });
  });

  test.each([
    ["digits", `${"1".repeat(3e5)}x`],
    ["exponents", `${"1e".repeat(1e5)}`],
    ["quotes", '"'.repeat(3e5)],
    ["quoted quotes", `"${'""'.repeat(1e5)}`],
    ["apostrophes", "'".repeat(3e5)],
    ["backslashes", `'${"\\".repeat(3e5)}`],
    ["braces", "{".repeat(3e5)],
    ["commas", ",".repeat(3e5)],
    ["blanks", `${" ".repeat(3e5)}x`],
    ["comments", "%".repeat(3e5)],
    ["blanks and comment marks", `x${" %".repeat(1e5)}`],
    ["line ends", "\r\n".repeat(1e5)],
    ["mixed line ends", "\n\r".repeat(1e5)],
  ])("a long run of %s takes time in proportion", (_, run) => {
    survives(run);
    survives(`@relation r\n@attribute a numeric\n@data\n${run}`);
    survives(`@relation r\n@attribute ${run}`);
    survives(`@relation r\n@attribute a {${run}}\n@data\n`);
    survives(`@relation ${run}`);
    survives(`a,b\n${run}`);
    survives(`a,b\n1,${run}\n`);
  });
});

test("a file of many attributes and names is read in proportion", () => {
  const names = Array.from({ length: 100_000 }, (_, j) => `a${j}`);
  const table = parseArff(
    `@relation r\n${names.map((name) => `@attribute ${name} {x${name},y}\n`).join("")}@data\n${names.map(() => "y").join(",")}`,
  );
  expect(table.columns).toHaveLength(100_000);
  expect(parseCsv(`${names.join(",")}\n${names.map((_, j) => j).join(",")}`).matrix().data[99_999]).toBe(
    99_999,
  );
  const labels = `@relation r\n@attribute a {${names.join(",")}}\n@data\n${names.join("\n")}`;
  expect(parseArff(labels).rows).toBe(100_000);
});
