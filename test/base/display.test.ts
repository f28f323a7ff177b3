import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import * as polytask from "../../src/index.ts";
import { l21, ridge, sum } from "../../src/penalty/index.ts";
import { AutoMultiTask, crossValidate, GridSearchCV, transferReport } from "../../src/select/index.ts";
import { fitted as catalogue } from "../catalogue/fitted.ts";
import { checkHtml } from "./check-html.ts";

const { MultiOutputRidge, MultiTaskLasso, MultiTaskRegressor, MultiTaskClassifier, show, taskRelations } =
  polytask;

type Bundle = { "text/plain": string; "text/html": string };

const bundleOf = (value: object): Bundle =>
  (Reflect.get(value, Symbol.for("Jupyter.display")) as () => Bundle).call(value);

const script = "<script>alert(1)</script>";
const taskNames = [script, `quote " and ' it`, "a & b"];
const X = Array.from({ length: 13 }, (_, i) => [i % 5, (i * 7) % 4, i / 3, (i * i) % 7]);
const Y = X.map(([a, b, c]) => [a! + b!, b! - c!, a! * 2 + ((c! * 5) % 2)]);
const tasks = taskNames.map((name, t) => ({ name, X, y: Y.map((row) => row[t]!) }));
const quietly = <R>(work: () => R): R => {
  const before = polytask.setWarningHandler(() => {});
  try {
    return work();
  } finally {
    polytask.setWarningHandler(before);
  }
};

const plain = new MultiOutputRidge();
const estimators = {
  MultiOutputRidge: plain,
  MultiTaskLasso: new MultiTaskLasso({ alpha: 0.3 }),
  MultiTaskRegressor: new MultiTaskRegressor({ penalty: sum(l21(0.1), ridge(0.2)) }),
  "in MALSAR's units": new MultiTaskRegressor({ penalty: l21(0.1), compat: "malsar" }),
  TaskRelationshipRegressor: new polytask.TaskRelationshipRegressor({ alpha: 0.1, beta: 0.1 }),
  ClusteredTaskRegressor: new polytask.ClusteredTaskRegressor({ k: 2, alpha: 0.1, beta: 0.1 }),
  ReducedRankRegressor: new polytask.ReducedRankRegressor({ rank: 2 }),
  CurdsAndWheyRegressor: new polytask.CurdsAndWheyRegressor(),
  KernelRidge: new polytask.KernelRidge({ kernel: "rbf", gamma: 0.1 }),
  CoregionalizedGaussianProcess: new polytask.CoregionalizedGaussianProcess({ optimizer: "none" }),
  MultiOutputRegressor: new polytask.MultiOutputRegressor({ estimator: plain }),
  RegressorChain: new polytask.RegressorChain({ estimator: plain }),
  StackedSingleTarget: new polytask.StackedSingleTarget({ estimator: plain, cv: 3 }),
  EnsembleOfRegressorChains: new polytask.EnsembleOfRegressorChains({ estimator: plain, cv: 3 }),
  MultiTaskLassoCV: new polytask.MultiTaskLassoCV({ alphas: 4, cv: 3 }),
  GridSearchCV: new GridSearchCV({ estimator: plain, paramGrid: { alpha: [0.5, 2] }, cv: 3 }),
  AutoMultiTask: new AutoMultiTask({ methods: ["pooled", "single"], alphas: 3, cv: 3 }),
};

describe.each(Object.entries(estimators))("%s", (_, estimator) => {
  const own = estimator as unknown as { fit(...given: unknown[]): object; clone(): typeof own } & object;

  test("shows itself before and after its fit, as text and as HTML in which names are text", () => {
    const before = bundleOf(own.clone());
    expect(before["text/plain"]).toMatch(/^\w+ \(not fitted\)/);
    checkHtml(before["text/html"]);
    const fitted = quietly(() => own.clone().fit(X, Y, { taskNames }));
    const after = quietly(() => bundleOf(fitted));
    expect(after["text/plain"]).toMatch(/^\w+ \(fitted\)/);
    expect(after["text/html"]).not.toContain("<script");
    checkHtml(after["text/html"]);
    expect(quietly(() => inspect(fitted))).toBe(after["text/plain"]);
    const inDeno = Reflect.get(fitted, Symbol.for("Deno.customInspect")) as () => string;
    expect(quietly(() => inDeno.call(fitted))).toBe(after["text/plain"]);
  });
});

test("a fitted card has the formula, the parameters, the certificate and the tasks", () => {
  const lasso = new MultiTaskLasso({ alpha: 0.3 }).fit(X, Y, { taskNames });
  const { "text/plain": text, "text/html": html } = bundleOf(lasso);
  expect(text).toContain("minimises 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j ‖W_j·‖₂");
  expect(text).toMatch(/alpha +0\.3\n/);
  expect(text).toMatch(/converged +yes\n/);
  expect(text).toMatch(new RegExp(`iterations +${lasso.nIter}\n`));
  expect(text).toContain(script);
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).toContain(`<td>dual gap</td><td class="number">${Number(lasso.dualGap.toPrecision(6))}</td>`);
});

test("penalties and estimators among parameters are named with their settings", () => {
  expect(inspect(estimators.MultiTaskRegressor)).toMatch(/penalty +sum\(parts: \[l21, ridge\]\)\n/);
  expect(inspect(estimators.GridSearchCV)).toMatch(/estimator +MultiOutputRidge\(alpha: 1/);
  expect(inspect(new MultiTaskRegressor({ penalty: l21(0.1) }))).toMatch(/penalty +l21\(alpha: 0.1/);
  expect(inspect(estimators.MultiTaskRegressor)).toContain("b_t‖² + g(W), g the penalty");
  expect(inspect(estimators["in MALSAR's units"])).not.toContain("minimises");
});

test("light and dark: by the notebook's own colours, else by the system's", () => {
  const html = bundleOf(plain)["text/html"];
  expect(html).toContain("@media (prefers-color-scheme:dark)");
  for (const variable of ["--jp-layout-color0", "--jp-content-font-color1", "--vscode-editor-background"])
    expect(html).toContain(`var(${variable},`);
});

test("long tables are cut, and say so", () => {
  const many = Array.from({ length: 31 }, (_, t) => `school ${t}`);
  const wide = X.map(([a, b]) => many.map((_, t) => a! * t - b!));
  const { "text/plain": text, "text/html": html } = bundleOf(plain.clone().fit(X, wide, { taskNames: many }));
  expect(text).toMatch(/school 19 +-?[\d.]+\n {2}… 11 more/);
  expect(html).toContain("… 11 more");
  expect(text).not.toContain("school 20");
});

test("a name that a terminal would obey is on one line, and obeyed by none", () => {
  const odd = ["\u001b[31mred", "two\nlines", "c"];
  const text = inspect(plain.clone().fit(X, Y, { taskNames: odd }));
  expect(text).toContain("two lines");
  expect(text).not.toContain("\u001b");
});

describe("results", () => {
  const results = {
    relations: taskRelations(plain.clone().fit(X, Y, { taskNames })),
    validation: crossValidate(plain, X, Y, { cv: 3, taskNames }),
    search: (estimators.GridSearchCV.clone() as GridSearchCV).fit(X, Y, { taskNames }).cvResults,
    transfer: transferReport(plain, tasks, { cv: 3 }),
    methods: estimators.AutoMultiTask.clone().fit(X, Y, { taskNames }).report,
  };

  test.each(Object.entries(results))("%s shows a table, and is the plain data that it was", (_, result) => {
    const { "text/plain": text, "text/html": html } = bundleOf(result);
    checkHtml(html);
    expect(html).toContain("<tbody><tr><td");
    expect(inspect(result)).toBe(text);
    expect(Object.getOwnPropertySymbols({ ...result })).toEqual([]);
  });

  test("with the numbers of the result", () => {
    const { taskMeans } = results.validation.scores["r2"]!;
    expect(inspect(results.validation)).toContain(`${Number(taskMeans[2]!.toPrecision(6))}`);
    expect(inspect(results.transfer)).toContain(results.transfer.tasks[1]!.verdict);
    const best = results.search.scores["r2"]!.rank.indexOf(1);
    expect(inspect(results.search)).toMatch(
      new RegExp(`\n +1 +\\{ alpha: ${results.search.params[best]!["alpha"]} \\}`),
    );
    expect(inspect(results.relations)).toContain(`${results.relations.nearest[0]![0]!.task}`);
  });
});

describe("show", () => {
  test("prints the text where there is no notebook", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await show(plain);
    expect(log.mock.calls).toEqual([[inspect(plain)]]);
    log.mockRestore();
  });

  test("hands the HTML to tslab, and to Deno's notebook the bundle", async () => {
    const html = vi.fn();
    vi.stubGlobal("__tslab__", { require: () => ({ display: { html, svg: () => {}, text: () => {} } }) });
    await show(plain);
    expect(html.mock.calls).toEqual([[bundleOf(plain)["text/html"]]]);
    vi.unstubAllGlobals();
    const display = vi.fn(async () => {});
    vi.stubGlobal("Deno", { jupyter: { display } });
    await show(plain);
    expect(display.mock.calls).toEqual([[bundleOf(plain), { raw: true }]]);
    vi.unstubAllGlobals();
  });

  test("refuses what does not show itself", async () => {
    await expect(show({})).rejects.toThrow(
      "show: expected what shows itself: an estimator, a result or a picture",
    );
    await expect(show(null as never)).rejects.toThrow("show: expected what shows itself");
  });
});

test("a classifier too", () => {
  const model = quietly(() =>
    new MultiTaskClassifier({ penalty: l21(0.1) }).fit(
      X,
      X.map(([a]) => [a! > 2 ? script : "no"]),
    ),
  );
  checkHtml(bundleOf(model)["text/html"]);
  expect(inspect(model)).toMatch(/^MultiTaskClassifier \(fitted\)\n {2}minimises/);
});

test("every class that minimises one formula has it on its card", () => {
  const without = Object.entries(catalogue)
    .filter(([, [first]]) => !inspect(first!.make()).includes("minimises"))
    .map(([name]) => name);
  expect(without).toEqual([
    ...["AutoMultiTask", "ClassifierChain", "ColumnTransformer", "CurdsAndWheyRegressor"],
    ...["EnsembleOfRegressorChains", "GridSearchCV", "MultiOutputClassifier", "MultiOutputRegressor"],
    ...["OneHotEncoder", "Pipeline", "PolynomialFeatures", "RandomizedSearchCV", "RegressorChain"],
    ...["SimpleImputer", "StackedSingleTarget", "StandardScaler", "TaskGrouping", "TaskSelector"],
    ...["TransformedTarget", "VarianceThreshold"],
  ]);
});
