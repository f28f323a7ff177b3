import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MultiTaskNetwork, regression } from "../../src/network/index.ts";
import { withProgressBar } from "../../src/progress/index.ts";

const X = Array.from({ length: 23 }, (_, i) => [i / 11 - 1]);
const targets = { up: X.map(([x]) => x!) };
const network = () => new MultiTaskNetwork({ tasks: { up: regression() }, epochs: 4, randomState: 0 });

let written = "";
const { isTTY } = process.stderr;
beforeEach(() => {
  written = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.stderr.isTTY = isTTY;
});

test("fit, fitAsync and an error under a bar, which is gone afterwards", async () => {
  process.stderr.isTTY = true;
  const alone = network().fit(X, targets).state;
  const fitted = await withProgressBar((onProgress) => network().fit(X, targets, { onProgress }));
  expect(fitted.state).toEqual(alone);
  expect(written).toContain("░");
  expect(written).toContain("0% | reading");
  written = "";
  const soon = await withProgressBar((onProgress) => network().fitAsync(X, targets, { onProgress }));
  expect(soon.state).toEqual(alone);
  expect(written).toContain("% | ");
  const bad = withProgressBar((onProgress) => network().fit([[NaN]], { up: [1] }, { onProgress }));
  await expect(bad).rejects.toThrow("X row 0: expected a finite number, got NaN");
  written = "";
  await new Promise((later) => setTimeout(later, 300)); // a bar that is left running draws itself again
  expect(written).toBe("");
});

test("nothing is shown where there is no terminal", async () => {
  process.stderr.isTTY = false;
  const fitted = await withProgressBar((onProgress) => network().fitAsync(X, targets, { onProgress }));
  expect(fitted.history.length).toBe(4);
  expect(written).toBe("");
});
