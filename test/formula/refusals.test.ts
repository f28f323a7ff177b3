import { expression } from "polytask/formula";
import { describe, expect, test } from "vitest";

const plain = "expected numbers, symbols, + - * / ^, parentheses and functions, got";
const smooth =
  "expected smooth functions, exp, log, sqrt, sinh, cosh, tanh, sech of one argument or pow of two, got";
const formula = "expected a formula of y and f, such as log(1 + exp(-y * f)), got";

describe("a formula is arithmetic and nothing else", () => {
  test.each([
    ['import("fs")', `${smooth} import of 1`],
    ['cos.constructor("return process")()', formula],
    ['exp.constructor("return 1")', `${plain} "exp.constructor(`],
    ["f.constructor", `${plain} "f.constructor"`],
    ['f["constructor"]', `${plain} `],
    ["f.__proto__", `${plain} "f.__proto__"`],
    ["constructor", "expected y or f, got the symbol constructor"],
    ["__proto__", "expected y or f, got the symbol __proto__"],
    ["toString(f)", `${smooth} toString of 1`],
    ['createUnit("f")', `${smooth} createUnit of 1`],
    ['evaluate("f")', `${smooth} evaluate of 1`],
    ["a = 1", `${plain} "a = 1"`],
    ["exp(x) = f", `${plain} "exp(x) = f"`],
    ["[1, 2]", `${plain} "[1, 2]"`],
    ["{a: f}", `${plain} `],
    ['"x"', `${plain} `],
    ["f; y", `${plain} `],
    ["f ? y : 1", `${plain} `],
    ["f < y", `${plain} "f < y"`],
    ["f % 2", `${plain} "f % 2"`],
    ["f!", `${plain} "f!"`],
    ["f'", `${plain} "f'"`],
    ["f to y", `${plain} "f to y"`],
    ["f .* y", `${plain} "f .* y"`],
    ["true + f", `${plain} "true"`],
    ["10n * f", "expected y or f, got the symbol n"],
    ["null + f", `${plain} "null"`],
    ["2 i + f", "expected y or f, got the symbol i"],
    ["e^f", "expected y or f, got the symbol e"],
    ["ƒ", "expected y or f, got the symbol ƒ"],
    ["f\u200b", formula],
    ["abs(y - f)", `${smooth} abs of 1`],
    ["sin(f)", `${smooth} sin of 1`],
    ["log(f, 2)", `${smooth} log of 2`],
    ["exp()", `${smooth} exp of 0`],
    ["f(2)", `${smooth} f of 1`],
    ["(f", formula],
    ["", formula],
    [" ", formula],
    [`${"(".repeat(249)}f`, formula],
    ["1 + y", 'expected a formula in which f stands, got "1 + y"'],
    ["f".repeat(100_000), "expected at most 500 characters, got 100000"],
    ["f^(".repeat(30) + "f" + ")".repeat(30), "expected at most 64 numbers, symbols and operations, got 91"],
  ])("%.40s is refused", (text, words) => {
    expect(() => expression(text)).toThrow(`expression.formula: ${words}`);
  });

  test("what is no text is refused", () => {
    for (const given of [undefined, null, 3, ["f"], { toString: () => "f" }]) {
      expect(() => expression(given as unknown as string)).toThrow(`expression.formula: ${formula}`);
    }
  });

  test.each([
    ["f" + " * f".repeat(31)],
    ["f" + " + f".repeat(31)],
    ["exp(".repeat(30) + "f" + ")".repeat(30)],
  ])("%.40s, as long as may be, is differentiated", (text) => {
    expect(expression(text).name).toBe("expression");
  });

  test("options are checked", () => {
    const given = (options: unknown) => () => expression("c * (y - f)^2", options as object);
    expect(given({ parameter: {} })).toThrow(
      "expression: has no option parameter; it has parameters, target, steepest",
    );
    expect(given({ target: "classes" })).toThrow(
      'expression.target: expected "number" or "two classes", got "classes"',
    );
    expect(given({ steepest: 0 })).toThrow("expression.steepest: expected a finite number > 0, got 0");
    expect(given({ parameters: [1] })).toThrow(
      "expression.parameters: expected an object of names and numbers",
    );
    expect(given({ parameters: { c: "1" } })).toThrow(
      'expression.parameters.c: expected a finite number, got "1"',
    );
    expect(given({ parameters: { c: 1, d: 1 } })).toThrow(
      "expression.formula: expected a formula in which d stands",
    );
    expect(given({})).toThrow("expression.formula: expected y or f, got the symbol c");
    expect(given({ parameters: { b: 1 } })).toThrow(
      "expression.formula: expected y or f or b, got the symbol c",
    );
    for (const name of ["y", "f", "e", "exp", "pow", "1c", "a b", "_", ""]) {
      expect(given({ parameters: { c: 1, [name]: 1 } })).toThrow(
        `expression.parameters: expected names of letters and digits other than y, f, e and the functions', got "${name}"`,
      );
    }
  });
});
