import { expect, test, vi } from "vitest";
import { MultiTaskLasso, type PolytaskWarning, setWarningHandler } from "../../src/index.ts";
import { matrix } from "../estimator/samples.ts";

test("a fit that stops before its tolerance says so through the one handler, and to the console without one", () => {
  const fitTwoSteps = () =>
    new MultiTaskLasso({ alpha: 0.01, tol: 0, maxIter: 2 }).fit(matrix(9, 4, 1), matrix(9, 2, 2));
  const heard: PolytaskWarning[] = [];
  const before = setWarningHandler((warning) => heard.push(warning));
  expect(fitTwoSteps().converged).toBe(false);
  expect(heard.map(({ name, owner }) => [name, owner])).toEqual([["ConvergenceWarning", "MultiTaskLasso"]]);
  expect(heard[0]!.message).toMatch(
    /^stopped after 2 iterations, at most .* above the optimum: allow more, or ask for less$/,
  );
  setWarningHandler(before);
  const log = vi.spyOn(console, "warn").mockImplementation(() => {});
  fitTwoSteps();
  expect(log.mock.calls[0]![0]).toMatch(/^ConvergenceWarning: MultiTaskLasso: stopped after 2/);
  log.mockRestore();
});
