import { InferenceSession, Tensor } from "onnxruntime-web";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { Table } from "../../src/data/index.ts";
import * as core from "../../src/index.ts";
import { toOnnx } from "../../src/io/index.ts";
import { version } from "../../src/io/version.ts";
import { OneHotEncoder, Pipeline, SimpleImputer } from "../../src/preprocess/index.ts";
import { isTable } from "../../src/preprocess/inputs.ts";
import { GridSearchCV } from "../../src/select/index.ts";
import { answersByTask } from "../catalogue/answers-by-task.ts";
import { answersOf, fitted, fresh, X, Y } from "../catalogue/fitted.ts";

core.setWarningHandler(() => {});

/** Classes that predict nothing. */
const refused: Readonly<Record<string, RegExp>> = {
  TaskSelector: /^toOnnx: expected an estimator that predicts or transforms, got TaskSelector$/,
};

type Rows = readonly (readonly (number | string | boolean)[])[];

const flat = (rows: Rows) => rows.flat() as number[];
const tensor = (rows: Rows, type: string): Tensor => {
  const dims = [rows.length, rows[0]!.length];
  if (type === "string") return new Tensor("string", rows.flat() as string[], dims);
  if (type === "bool") return new Tensor("bool", Uint8Array.from(rows.flat(), Number), dims);
  return type === "float"
    ? new Tensor("float32", Float32Array.from(flat(rows)), dims)
    : new Tensor("float64", Float64Array.from(flat(rows)), dims);
};

/** Rows as the inputs of a session: one matrix, one a task, or a column each. */
function feedsOf(session: InferenceSession, given: unknown): Record<string, Tensor> {
  const types = session.inputMetadata.map((one) => ("type" in one ? one.type : ""));
  const of = (name: string, k: number): Rows => {
    if (isTable(given))
      return name === "X"
        ? Array.from({ length: given.rows }, (_, i) =>
            given.columns.filter(({ type }) => type === "numeric").map(({ values }) => values[i] as number),
          )
        : Array.from(given.column(name).values as string[], (value) => [value]);
    if (!Array.isArray(given)) return (given as Record<string, Rows>)[name.slice(2)]!;
    return session.inputNames.length === 1 ? (given as Rows) : (given as Rows).map((row) => [row[k]!]);
  };
  return Object.fromEntries(
    session.inputNames.map((name, k) => [
      name,
      tensor(of(name, k), types[k]!.replace("float64", "double").replace("float32", "float")),
    ]),
  );
}

async function run(model: object, given: unknown): Promise<Record<string, unknown[]>> {
  const session = await InferenceSession.create(toOnnx(model));
  const found = await session.run(feedsOf(session, given));
  return Object.fromEntries(
    Object.entries(found).map(([name, { data, type }]) => [
      name,
      Array.from(data as ArrayLike<unknown>, (value) =>
        type === "bool" ? Boolean(value) : typeof value === "bigint" ? Number(value) : value,
      ),
    ]),
  );
}

function near(found: Record<string, unknown[]>, expected: Record<string, unknown[]>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    expect(found[name]!.length, name).toBe(values.length);
    for (const [i, value] of values.entries()) {
      const got = found[name]![i];
      if (typeof value !== "number" || Number.isNaN(value)) expect(got, `${name} ${i}`).toEqual(value);
      else
        expect(Math.abs((got as number) - value), `${name} ${i}: ${got} for ${value}`).toBeLessThan(
          1e-6 * (1 + Math.abs(value)),
        );
    }
  }
}

/** The entries of the metadata, which are texts in the file. */
const metadataOf = (bytes: Uint8Array, key: string): unknown => {
  const text = new TextDecoder().decode(bytes);
  const from = text.indexOf("[", text.indexOf(key));
  for (let to = text.indexOf("]", from); to >= 0; to = text.indexOf("]", to + 1))
    try {
      return JSON.parse(text.slice(from, to + 1));
    } catch {
      // a bracket within
    }
  return undefined;
};

const all = Object.entries(fitted).flatMap(([name, own]) =>
  own.map(({ label, make, X: asked }) => [`${name} ${label}`, name, make, asked] as const),
);

test.each(all)("%s: onnxruntime says the same", async (_, name, make, asked) => {
  const model = make();
  if (refused[name]) {
    expect(() => toOnnx(model)).toThrow(refused[name]);
    return;
  }
  const found = await run(model, asked);
  const answers = answersOf(model, asked);
  const columns = answers as { matrix?: () => { data: Float64Array }; to1DArray?: () => number[] };
  if (columns.matrix) return near(found, { transformed: Array.from(columns.matrix().data) });
  if (columns.to1DArray) return near(found, { transformed: columns.to1DArray() });
  const tasks = metadataOf(toOnnx(model), "polytask.tasks") as { task: string; output: string }[];
  expect(tasks.every(({ task, output }) => task === output)).toBe(true);
  near(
    found,
    answersByTask(
      answers,
      tasks.map(({ task }) => task),
    ),
  );
});

test.each(["X", "__proto__", "constructor", "/MatMul0", "a:probabilities"])(
  "a task may be called %s",
  async (name) => {
    const model = new core.MultiOutputRidge().fit(
      X,
      Y.map((row) => row.slice(0, 2)),
      { taskNames: [name, "b"] },
    );
    const [first] = metadataOf(toOnnx(model), "polytask.tasks") as { output: string }[];
    const found = await run(model, fresh);
    near({ own: found[first!.output]! }, { own: Array.from(model.predict(fresh, { task: name })) });
  },
);

test("models by themselves, and their metadata", async () => {
  const ridge = new core.MultiOutputRidge().fit(X, Y, { taskNames: ["a", "b", "c"] });
  expect(await run(ridge.model, fresh)).toEqual(await run(ridge, fresh));
  const process = new core.CoregionalizedGaussianProcess({ optimizer: "none" }).fit(X, Y);
  expect(Object.keys(await run(process.model, fresh))).toEqual(["task0", "task1", "task2"]);
  const text = new TextDecoder().decode(toOnnx(ridge));
  expect(text).toContain("polytask.estimator");
  expect(text).toContain("MultiOutputRidge");
});

test("a missing text is empty, what fit has not seen is all zeros, features are in the metadata", async () => {
  const table = Table.from({ town: ["Bern", null, "Chur"], area: [1, NaN, 3] });
  const filled = new SimpleImputer({ strategy: "mostFrequent" }).fit(table);
  const encoded = new Pipeline({
    steps: [
      ["fill", filled],
      ["codes", new OneHotEncoder({ handleUnknown: "ignore" })],
    ],
  }).fit(table);
  const asked = Table.from({ town: ["", "Genf", "Chur"], area: [NaN, 3, 7] });
  const session = await InferenceSession.create(toOnnx(encoded));
  expect(session.inputNames).toEqual(["town", "area"]);
  const known = Table.from({ town: [null, "Genf", "Chur"], area: [NaN, 3, 7] });
  expect((await run(encoded, asked))["transformed"]).toEqual(
    Array.from((encoded.transform(known) as Table).matrix().data),
  );
  expect(metadataOf(toOnnx(encoded), "polytask.features")).toEqual(["town", "area"]);
  const holes = new OneHotEncoder().fit([["Bern"], [null]]);
  expect((await run(holes, [[""], ["Bern"]]))["transformed"]).toEqual([0, 1, 1, 0]);
});

class Mine extends core.MultiOutputRidge {}
const ridge = new core.MultiOutputRidge();
test.each<[string, object, RegExp]>([
  [
    "nothing",
    undefined as never,
    /^toOnnx: expected an estimator, a pipeline, a network or a model of polytask, got undefined$/,
  ],
  ["what is not fitted", ridge, /^toOnnx: expected a fitted one, got MultiOutputRidge before fit$/],
  ["a class of the user's own", new Mine().fit(X, Y), /^toOnnx: expected an estimator, a pipeline/],
  [
    "a kernel of the user's own",
    new core.KernelRidge({ kernel: (a, b) => a[0]! * b[0]! }).fit(X, Y),
    /kernel: expected a kernel with a name, to be saved, got a function$/,
  ],
  [
    "a way back of the user's own",
    new core.TransformedTarget({ regressor: ridge, func: (y) => y, inverseFunc: (y) => y }).fit(X, Y),
    /^toOnnx TransformedTarget transformer: expected an estimator, a pipeline/,
  ],
  [
    "an estimator of the user's own among ours",
    new core.MultiOutputRegressor({ estimator: new Mine() }).fit(X, Y),
    /^toOnnx MultiOutputRegressor estimator: expected an estimator, a pipeline/,
  ],
  [
    "a search that kept nobody",
    new GridSearchCV({ estimator: ridge, paramGrid: { alpha: [1, 2] }, cv: 3, refit: false }).fit(X, Y),
    /^toOnnx: expected a search with refit, got one without$/,
  ],
  ["statistics", core.statisticsOf(X, Y), /^toOnnx: expected a model that predicts, got TaskStatistics$/],
])("refuses %s", (_, model, message) => {
  expect(() => toOnnx(model)).toThrow(message);
});

test("the version in files is that of the package", () => {
  expect(version).toBe(manifest.version);
});
