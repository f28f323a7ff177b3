import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { makeBuildingLoads, parseCsv } from "../../src/data/index.ts";
import { KFold, MultiTaskRegressorCV } from "../../src/index.ts";
import { dump, parse } from "../../src/io/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import { Pipeline, StandardScaler } from "../../src/preprocess/index.ts";
import { crossValidate, TaskSelector } from "../../src/select/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Runs a command line among files of its own. */
async function run(line: string, files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const said = { out: "", err: "" };
  const written = new Map<string, Uint8Array>();
  const terminal: Terminal = {
    read: async (path) => {
      const content = written.get(path) ?? files[path];
      if (content === undefined) throw new Error(`${path} is not among the files`);
      return typeof content === "string" ? bytes(content) : content;
    },
    write: async (path, content) => void written.set(path, content),
    print: (text) => {
      said.out += text;
    },
    complain: (text) => {
      said.err += text;
    },
    showsProgress: false,
  };
  const code = await runProgram(line.split(" "), terminal);
  return { code, ...said, written };
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

describe("polytask fit and predict", () => {
  const line = "fit a.csv --targets heat,cold --cv 4 --output loads.safetensors";

  test("keep a pipeline that predicts as it does when it is loaded in a script", async () => {
    const fitted = await run(line, { "a.csv": csv });
    expect(fitted).toMatchObject({ code: 0, err: "" });
    expect(fitted.out).toMatch(
      /^MultiTaskRegressorCV \(fitted\).*converged +yes.*kept in loads\.safetensors\n$/s,
    );
    const kept = fitted.written.get("loads.safetensors")!;
    const table = parseCsv(csv);
    const P = ((await parse(kept)) as Pipeline).predict(table);
    // other columns, in another order, do no harm
    const files = { "loads.safetensors": kept, "b.csv": csv };
    const text = await run("predict loads.safetensors b.csv", files);
    expect(text.code).toBe(0);
    const shown = parseCsv(text.out);
    expect(shown.names).toEqual(["heat", "cold"]);
    expect(Array.from(shown.matrix().data)).toEqual(P.to1DArray());
    const { out } = await run("predict loads.safetensors b.csv --json", files);
    expect(JSON.parse(out)).toEqual({ heat: P.getColumn(0), cold: P.getColumn(1) });
    const aside = await run("predict loads.safetensors b.csv --output p.csv", files);
    expect([aside.out, new TextDecoder().decode(aside.written.get("p.csv"))]).toEqual(["", text.out]);
  });

  test("take tasks with rows of their own, and give every row the prediction of its task", async () => {
    const apart = rows.map(({ area, wall, heat }, k) => `h${k % 2},${area},${wall},${heat}`);
    const files = { "b.csv": `house,area,wall,heat\n${apart.join("\n")}\n` };
    const fitted = await run("fit b.csv --targets heat --task house --model traceNorm --cv --json", files);
    expect(JSON.parse(fitted.out)).toMatchObject({
      tasks: ["h0", "h1"],
      output: "model.safetensors",
      converged: true,
    });
    const kept = fitted.written.get("model.safetensors")!;
    const own = await run("predict m b.csv --task house", { ...files, m: kept });
    const every = await run("predict m b.csv", { ...files, m: kept });
    const [one, all] = [parseCsv(own.out), parseCsv(every.out)];
    expect(one.names).toEqual(["house", "prediction"]);
    for (const i of [0, 1, 7, 58])
      expect(one.column("prediction").values[i]).toBeCloseTo(all.column(`h${i % 2}`).values[i] as number, 10);
  });

  test("say what is wrong of a model", async () => {
    const kept = (await run(line, { "a.csv": csv })).written.get("loads.safetensors")!;
    const cut = kept.slice(0, kept.length - 8);
    const few = "area,height\n1,2\n";
    const files = { "a.csv": csv, "few.csv": few, "cut.safetensors": cut, "loads.safetensors": kept };
    expect(await run("predict cut.safetensors a.csv", files)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/^polytask: cut\.safetensors/),
    });
    expect(await run("predict loads.safetensors few.csv", files)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/got "wall"/),
    });
    expect((await run("predict loads.safetensors a.csv --task area", files)).err).toMatch(
      /^polytask: .*task/,
    );
    expect((await run("predict loads.safetensors a.csv --task nobody", files)).err).toMatch(
      /^polytask: --task: expected columns of the file/,
    );
    const own = await dump(
      new MultiTaskRegressorCV({ penalty: ridge, alphas, cv: 4 }).fit(
        [[0], [1], [2], [3], [4]],
        [[0], [1], [2], [3], [5]],
      ),
    );
    expect((await run("predict r a.csv", { ...files, r: own })).err).toMatch(
      /^polytask: r: expected a pipeline, as fit keeps it, got MultiTaskRegressorCV/,
    );
  });
});

test("polytask report writes one page that needs nothing else, and names stay text", async () => {
  const files = { "a.csv": csv.replace("heat,cold", "<script>,cold") };
  const { code, out, err, written } = await run(
    "report a.csv --targets <script>,cold --cv 3 --output r.html --json",
    files,
  );
  expect([code, err]).toEqual([0, ""]);
  const found = JSON.parse(out);
  expect(found.tasks.map(({ rows: n }: { rows: number }) => n)).toEqual([60, 60]);
  const page = new TextDecoder().decode(written.get("r.html"));
  expect(page.match(/<svg/g)).toHaveLength(3);
  expect(page).not.toMatch(/<script|<link|<img| src=| href="http/);
  expect(page).toContain("&lt;script&gt;");
  expect(page).toContain(`${Number(found.tasks[1].r2.toPrecision(6))}`);
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
  for (const command of ["fit", "predict", "evaluate", "compare", "select-tasks", "report"])
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
      /'--cv \[folds\]' argument '1' is invalid\. expected an integer >= 2\.$/,
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
