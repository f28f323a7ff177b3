import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

/** The rooms from the ground up. A file imports from its own room and from rooms before it. */
const order = [
  ...[
    "check",
    "kernel",
    "matrix",
    "covariance",
    "base",
    "parallel",
    "statistics",
    "metric",
    "fold",
    "data",
    "preprocess",
  ],
  ...[
    "datafit",
    "penalty",
    "solver",
    "estimator",
    "network",
    "select",
    "catalogue",
    "io",
    "inspect",
    "formula",
    "engine",
    "plot",
    "progress",
    "cli",
  ],
];

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter(
    (file) =>
      file.endsWith(".ts") &&
      !file.startsWith("kernel/assembly/") &&
      !/^kernel\/(network-)?binary\.ts$/.test(file),
  );

const read = (file: string): string => readFileSync(join("src", file), "utf8");

const withoutComments = (file: string): string => read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

const rooms = files.filter((file) => file.includes("/"));

describe("the house", () => {
  test("every room has its place in the order", () => {
    expect(new Set(rooms.map((file) => file.split("/")[0]))).toEqual(new Set(order));
  });

  test.each(rooms)("%s imports only downward", (file) => {
    const room = order.indexOf(file.split("/")[0]!);
    for (const [, path] of read(file).matchAll(/from "(\.[^"]+)"/g)) {
      const target = join(dirname(file), path!).split("/")[0]!;
      expect(order.indexOf(target), `${file} imports ${path}`).toBeGreaterThanOrEqual(0);
      expect(order.indexOf(target), `${file} imports ${path}`).toBeLessThanOrEqual(room);
    }
  });

  test.each(rooms.filter((file) => !file.startsWith("kernel/")))(
    "%s knows no address of the kernels' memory",
    (file) => {
      expect(withoutComments(file)).not.toMatch(/\.address\b/);
    },
  );

  test.each(rooms.filter((file) => /^(solver|estimator)\//.test(file)))(
    "%s asks nobody of which class he is",
    (file) => {
      expect(withoutComments(file)).not.toMatch(/instanceof/);
    },
  );

  test.each(files)("%s is at most 250 lines and has no name for odds and ends", (file) => {
    expect(read(file).split("\n").length).toBeLessThanOrEqual(251);
    expect(file).not.toMatch(/(^|[-/])(utils?|helpers?|common|misc|core)[-./]/);
  });

  test.each(files)(
    "%s waits for nothing at its top level, imports no node module and prints nothing",
    (file) => {
      expect(read(file)).not.toMatch(/^(const .* = )?await /m);
      expect(withoutComments(file)).not.toMatch(/from "node:/);
      // the library's one voice; and `show`, which prints because it is asked to
      if (file !== "base/warning.ts" && file !== "base/display/show.ts")
        expect(withoutComments(file)).not.toMatch(/console\./);
    },
  );

  test("the core entry draws nothing: rooms below have no plotting package, and it exports no picture", () => {
    expect(read("index.ts")).not.toMatch(/from "\.\/plot\//);
    const drawing = files.filter((file) => /import\("(vega|vega-lite|@resvg\/resvg-js)"\)/.test(read(file)));
    expect(drawing).toEqual(["plot/render.ts"]);
    for (const file of files) expect(read(file), file).not.toMatch(/from "(vega|@resvg)/);
  });
});
