import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";

const folder = resolve("test/.blocks");

interface Snippet {
  readonly title: string;
  readonly code: string;
  /** What it prints, where a text block follows it. */
  readonly printed: string | undefined;
}

function snippets(file: string, text: string): Snippet[] {
  return [...text.matchAll(/```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g)].map(
    ([, code, printed], k) => ({
      title: `${file} ${k + 1}`,
      code: code!,
      printed,
    }),
  );
}

/** The text of doc comments without their stars. */
const comments = (source: string): string =>
  [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].map(([doc]) => doc.replace(/^\s*\* ?/gm, "")).join("\n");

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
  /^(?!kernel).*\.ts$/.test(file),
);
const models = readdirSync("docs/models").map((page) => `docs/models/${page}`);
const all = [
  ...["README.md", "README.zh-CN.md", "CONTRIBUTING.md", ...models].flatMap((file) =>
    snippets(file, readFileSync(file, "utf8")),
  ),
  ...sources.flatMap((file) => snippets(`src/${file}`, comments(readFileSync(`src/${file}`, "utf8")))),
];

describe("the documentation", () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(all)("$title runs and prints what it says", async ({ title, code, printed }) => {
    mkdirSync(folder, { recursive: true });
    const file = `${folder}/${title.replace(/\W+/g, "-")}.ts`;
    writeFileSync(file, code);
    const lines: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...words) => void lines.push(words.join(" ")));
    try {
      await import(/* @vite-ignore */ file);
    } finally {
      log.mockRestore();
    }
    if (printed !== undefined) expect(lines.join("\n").trim()).toBe(printed.trim());
  });

  test("README shows code and what it prints", () => {
    expect(
      all.filter(({ title, printed }) => title.startsWith("README.md") && printed !== undefined).length,
    ).toBeGreaterThan(0);
  });

  test("CONTRIBUTING shows the real l21.ts", () => {
    const source = readFileSync("src/penalty/l21.ts", "utf8");
    expect(readFileSync("CONTRIBUTING.md", "utf8")).toContain(
      source.slice(source.indexOf("export function l21")),
    );
  });

  const pages = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/names.md",
    ...models,
    ...readdirSync("decisions").map((page) => `decisions/${page}`),
  ];
  test.each(pages)("links of %s lead somewhere", (page) => {
    for (const [, target] of readFileSync(page, "utf8").matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      expect(existsSync(resolve(page, "..", target!)), `${page} -> ${target}`).toBe(true);
    }
  });
});
