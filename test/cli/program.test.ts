import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { makeBuildingLoads, parseCsv } from "../../src/data/index.ts";
import { KFold, MultiTaskRegressorCV } from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import { Pipeline, StandardScaler } from "../../src/preprocess/index.ts";
import { crossValidate, TaskSelector } from "../../src/select/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Runs a command line among files of its own. */
async function run(line: string, files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const said = { out: "", err: "" };
  const terminal: Terminal = {
    read: async (path) => {
      const content = files[path];
      if (content === undefined) throw new Error(`${path} is not among the files`);
      return typeof content === "string" ? bytes(content) : content;
    },
    print: (text) => {
      said.out += text;
    },
    complain: (text) => {
      said.err += text;
    },
    showsProgress: false,
  };
  const code = await runProgram(line.split(" "), terminal);
  return { code, ...said };
}

const { X, Y } = makeBuildingLoads({ noise: 1, randomState: 0 });
const rows = Array.from({ length: 60 }, (_, k) => {
  const i = k * 12;
  const inputs = Array.from(X.data.subarray(i * X.columns, i * X.columns + 3));
  return {
    area: inputs[0]!,
    height: inputs[1]!,
    wall: inputs[2]!,
    heat: Y.data[2 * i]!,
    cold: Y.data[2 * i + 1]!,
  };
});
const names = ["area", "height", "wall", "heat", "cold"] as const;
const separated = (by: string): string =>
  `${names.join(by)}\n${rows.map((row) => names.map((name) => row[name]).join(by)).join("\n")}\n`;
const csv = separated(",");
const alphas = Array.from({ length: 25 }, (_, k) => 100 * 1e-6 ** (k / 24));

const expected = () => {
  const table = parseCsv(csv);
  const estimator = new Pipeline({
    steps: [
      ["scale", new StandardScaler()],
      ["learn", new MultiTaskRegressorCV({ penalty: ridge, alphas, cv: 4 })],
    ],
  });
  const cv = new KFold({ nSplits: 4, shuffle: true, randomState: 3 });
  return crossValidate(estimator, table.matrix(["area", "height", "wall"]), table.matrix(["heat", "cold"]), {
    cv,
  }).scores["r2"]!;
};

describe("polytask evaluate", () => {
  const line = (file: string) => `evaluate ${file} --targets heat,cold --cv 4 --seed 3 --json`;

  test("gives the scores of a cross-validation by hand, whatever the file's format", async () => {
    const { taskMeans } = expected();
    const columnData = names.map((name) => ({
      name,
      data: Float64Array.from(rows, (row) => row[name]),
      type: "DOUBLE" as const,
    }));
    const files: Record<string, string | Uint8Array> = {
      "loads.csv": csv,
      "-": csv,
      "loads.tsv": separated("\t"),
      "loads.arff": `@relation loads\n${names.map((name) => `@attribute ${name} numeric\n`).join("")}@data\n${csv.split("\n").slice(1).join("\n")}`,
      "loads.jsonl": rows.map((row) => JSON.stringify(row)).join("\n"),
      "loads.parquet": new Uint8Array(parquetWriteBuffer({ columnData })),
    };
    for (const file of Object.keys(files)) {
      const { code, out, err } = await run(line(file), files);
      expect([code, err], file).toEqual([0, ""]);
      const found = JSON.parse(out);
      expect(found.tasks.map(({ task }: { task: string }) => task)).toEqual(["heat", "cold"]);
      expect(found.tasks.map(({ mean }: { mean: number }) => mean)).toBeNear(taskMeans, 1e-9);
    }
  });

  test("prints a table, with labels, missing values and tasks of their own among the columns", async () => {
    const lines = rows.map(
      ({ area, heat, cold }, k) =>
        `${k % 9 === 0 ? "" : area},${["S", "M", "L"][k % 3]},${heat},${k % 7 === 0 ? "" : cold}`,
    );
    const { code, out } = await run("evaluate a.csv --targets heat,cold", {
      "a.csv": `area,size,heat,cold\n${lines.join("\n")}\n`,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^ridge, 5 folds\n\nr2 on rows held out\n {2}task +mean +least +most$/m);
    expect(out).toMatch(/^ {2}heat +-?\d\.\d+ +-?\d\.\d+ +-?\d\.\d+$/m);
    const apart = rows.map(({ area, wall, heat }, k) => `<b>${k % 2}</b>,${area},${wall},${heat}`);
    const own = await run("evaluate b.csv --targets heat --task house --model traceNorm --cv 3", {
      "b.csv": `house,area,wall,heat\n${apart.join("\n")}\n`,
    });
    expect(own.out).toMatch(/^ {2}<b>0<\/b> /m);
  });
});

test("polytask compare prints the report of AutoMultiTask, and JSON of it", async () => {
  const text = await run("compare a.csv --targets heat,cold --cv 3", { "a.csv": csv });
  expect(text.code).toBe(0);
  expect(text.out).toMatch(/^ +method +error +above the least$/m);
  expect(text.out).toMatch(/is kept: it/);
  const { out } = await run("compare a.csv --targets heat,cold --cv 3 --json", { "a.csv": csv });
  const { rows: methods, chosen } = JSON.parse(out);
  expect(methods).toHaveLength(8);
  expect(text.out).toContain(`> ${chosen}`);
});

test("polytask select-tasks gives the probabilities of TaskSelector", async () => {
  const files = { "a.csv": csv };
  const { out } = await run("select-tasks a.csv --targets heat,cold,wall --main heat --size 1 --json", files);
  const table = parseCsv(csv);
  const selector = new TaskSelector({ main: "heat", size: 1 });
  const Z = new StandardScaler()
    .fit(table.matrix(["area", "height"]))
    .transform(table.matrix(["area", "height"]));
  selector.fit(Z, table.matrix(["heat", "cold", "wall"]), { taskNames: ["heat", "cold", "wall"] });
  const found = JSON.parse(out);
  expect(found.chosen).toEqual(selector.mode());
  expect(found.tasks.map((own: { probability: number }) => own.probability)).toBeNear(
    selector.marginals(),
    1e-12,
  );
  expect((await run("select-tasks a.csv --targets heat,cold", files)).out).toMatch(
    /^ {2}heat +\d\.\d+ +yes$/m,
  );
});

test("help has an example for every command, and goes to standard output", async () => {
  expect(await run("--help")).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringContaining("select-tasks"),
  });
  for (const command of ["evaluate", "compare", "select-tasks"])
    expect(await run(`${command} --help`)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Example:\n {2}polytask /),
    });
});

describe("what is wrong is said in a sentence", () => {
  const files = {
    "a.csv": csv,
    "ragged.csv": "a,b\n1,2\n3\n",
    "text.csv": "a,b\n1,x\n2,y\n",
    "bad.jsonl": '{"a": 1, "b": 2}\n{"a": \n',
    "deep.jsonl": '{"a": 1, "b": [2]}\n',
    "list.jsonl": "[1, 2]\n",
    "empty.jsonl": "\n",
    "bad.arff": "@relation r\n@attribute a numeric\n@data\nx\n",
    "no.parquet": "PAR1 is not enough",
    "latin.csv": Uint8Array.of(97, 44, 98, 10, 233, 44, 49, 10),
    "data.xlsx": "",
    "holes.csv": "t,a,b\nx,1,2\n,3,4\n",
  };
  test.each([
    [
      "evaluate ragged.csv --targets b",
      1,
      "polytask: parseCsv: expected 2 values at ragged.csv line 3, got 1",
    ],
    ["evaluate bad.arff --targets a", 1, /^polytask: parseArff: expected .* at bad\.arff line 4, got/],
    [
      "evaluate bad.jsonl --targets a",
      1,
      'polytask: bad.jsonl line 2: expected a JSON object, got "{\\"a\\": "',
    ],
    [
      "evaluate list.jsonl --targets a",
      1,
      "polytask: list.jsonl line 1: expected a JSON object, got an array of 2",
    ],
    [
      "evaluate deep.jsonl --targets a",
      1,
      'polytask: deep.jsonl line 1 "b": expected a number, text, true, false or null, got an array of 1',
    ],
    ["evaluate empty.jsonl --targets a", 1, "polytask: empty.jsonl: expected at least one row, got none"],
    ["evaluate no.parquet --targets a", 1, /^polytask: no\.parquet: expected a Parquet file/],
    ["evaluate latin.csv --targets b", 1, "polytask: latin.csv: expected text in UTF-8, got other bytes"],
    [
      "evaluate data.xlsx --targets b",
      1,
      'polytask: data.xlsx format: expected one of csv, tsv, arff, parquet, jsonl, by --format, got "xlsx"',
    ],
    [
      "evaluate a.csv --targets heat,nobody",
      1,
      /^polytask: --targets: expected columns of the file \(area, height, wall, heat, cold\), got "nobody"$/,
    ],
    [
      "evaluate a.csv --targets heat,heat",
      1,
      'polytask: --targets: expected columns that differ, got "heat"',
    ],
    [
      "evaluate a.csv --targets heat --features heat",
      1,
      'polytask: --features: expected columns that are no target and no task, got "heat"',
    ],
    [
      "evaluate text.csv --targets b",
      1,
      "polytask: --targets b: expected a column of numbers, got a column of text",
    ],
    [
      "evaluate holes.csv --targets b --task t",
      1,
      "polytask: --task t row 2: expected a task, got a missing value",
    ],
    [
      "evaluate a.csv --targets heat,cold --task area",
      1,
      "polytask: --targets: expected one column beside --task, got 2",
    ],
    [
      "evaluate a.csv --targets heat --scoring r3",
      1,
      /^polytask: crossValidateAsync\.scoring: expected "r2"/,
    ],
    [
      "select-tasks a.csv --targets heat,cold --main wall",
      1,
      'polytask: --main: expected one of heat, cold, got "wall"',
    ],
    [
      "select-tasks a.csv --targets heat",
      1,
      "polytask: --targets: expected two tasks or more to choose from, got 1",
    ],
    ["evaluate a.csv", 2, "error: required option '--targets <names>' not specified"],
    [
      "evaluate a.csv --targets heat --cv 1",
      2,
      /'--cv <folds>' argument '1' is invalid\. expected an integer >= 2\.$/,
    ],
    ["evaluate a.csv --targets heat --model forest", 2, /Allowed choices are ridge, lasso/],
    ["fly a.csv", 2, "error: unknown command 'fly'"],
  ])("%s", async (line, code, message) => {
    const found = await run(line, files);
    expect(found).toMatchObject({ code, out: "" });
    expect(found.err.trim().split("\n")[0]).toMatch(
      typeof message === "string"
        ? new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`)
        : message,
    );
  });
});

test("a column called __proto__ is a column", async () => {
  const lines = rows.map(({ area, heat }) => `{"__proto__": ${area}, "heat": ${heat}}`);
  const { code, out } = await run("evaluate a.jsonl --targets heat --cv 3 --json", {
    "a.jsonl": lines.join("\n"),
  });
  expect(code).toBe(0);
  expect(JSON.parse(out).features).toBe(1);
  expect(({} as { heat?: number }).heat).toBeUndefined();
});
