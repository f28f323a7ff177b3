import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Mark, MultiTaskRegressor, regularizationPath, statisticsOf } from "../../src/index.ts";
import { l1, l21, traceNorm } from "../../src/penalty/index.ts";
import { readSchools, type School } from "./schools.ts";

const file = "../shared/data/school.csv";
const there = existsSync(file);
if (!there) console.warn(`School's certified optima are skipped: no ${file}`);

const schools = (): School[] => readSchools(readFileSync(file, "utf8"));

describe.skipIf(!there)("School's certified optima", () => {
  const statistics = there ? statisticsOf(schools()) : undefined!;

  // 1/2 sum of squares + lambda g(W), no intercept: restarted FISTA in NumPy to relative gaps <= 1e-9, 2 000 to 112 000
  // iterations. In our scale alpha = lambda / n̄ and the objective is divided by n̄ = 15362 / 139.
  const optima = [
    ["Lasso 100", l1, 100, 950880.9713],
    ["Lasso 1000", l1, 1000, 1184275.046256],
    ["L21 200", l21, 200, 783909.2025],
    ["L21 500", l21, 500, 869988.4998],
    ["trace norm 100", traceNorm, 100, 725844.6778],
    ["trace norm 500", traceNorm, 500, 824648.8867],
  ] as const;

  test("there are 139 tasks, 28 features and 15 362 rows", () => {
    const { p, T, meanWeight } = statistics;
    expect([p, T, meanWeight * T]).toEqual([28, 139, 15362]);
  });

  test.each(optima)("%s is reached to 1e-8 and certified", (_, penalty, lambda, optimum) => {
    const n = statistics.meanWeight;
    const model = new MultiTaskRegressor({ penalty: penalty(lambda / n), fitIntercept: false, tol: 1e-9 });
    const { objective, gap } = model.fitStatistics(statistics).marks.at(-1)!;
    expect(objective * n).toBeNear(optimum, 1e-8);
    expect(gap).toBeLessThanOrEqual(1e-8 * objective);
    expect(model.converged).toBe(true);
  });

  test.each([
    ["l21", l21],
    ["the trace norm", traceNorm],
  ] as const)(
    "a path of %s is certified at every strength, with fewer iterations than cold fits take",
    (_, family) => {
      const { alphas, models } = regularizationPath(family, schools(), { alphas: 50, fitIntercept: false });
      const iterations = (fits: readonly { marks: readonly Mark[] }[]): number =>
        fits.reduce((sum, { marks }) => sum + marks.at(-1)!.iteration, 0);
      const cold = alphas.map((alpha) =>
        new MultiTaskRegressor({ penalty: family(alpha), fitIntercept: false }).fitStatistics(statistics),
      );
      expect(iterations(models)).toBeLessThan(0.7 * iterations(cold));
      expect(models.every(({ converged }) => converged)).toBe(true);
      expect(models[0]!.coef.data.every((w) => w === 0)).toBe(true);
    },
  );
});
