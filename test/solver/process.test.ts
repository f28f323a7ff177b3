import { describe, expect, test } from "vitest";
import { readTaskData } from "../../src/base/tasks.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { coordinatesOf, roomFor } from "../../src/solver/process/coordinates.ts";
import { objectiveOf, openEvidence } from "../../src/solver/process/fit-process.ts";
import { gridOf } from "../../src/solver/process/grid.ts";

const [n, p, T] = [11, 2, 3];
const random = new RandomState(2);
const X = Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn()));
const Y = X.map((row) => Array.from({ length: T }, (_, t) => Math.sin(row[0]! + t) + 0.3 * random.randn()));
const holes = Y.map((row, i) => row.map((y, t) => ((2 * i + t) % 5 === 0 ? NaN : y)));
const twice = <R>(rows: R[]): R[] => [...rows, ...rows.slice(0, 4)];
const weights = X.map((_, i) => 1 + (i % 3) / 2);

describe("the marginal likelihood", () => {
  for (const profile of ["rbf", "matern32", "matern52"] as const) {
    for (const rank of [undefined, 1, 2]) {
      test.each([
        ["kronecker", X, Y, undefined, 1],
        ["kronecker", X, Y, weights, p],
        ["kronecker", twice(X), twice(Y), undefined, 1],
        ["cholesky", X, Y, weights, 1],
        ["cholesky", X, holes, weights, p],
        ["cholesky", twice(X), twice(holes).reverse(), undefined, p],
      ] as const)(
        `${profile}, rank ${rank}, %s %#: its gradient is that of central differences`,
        (solver, X, Y, sampleWeight, scales) => {
          const data = readTaskData("test", X, Y, sampleWeight && { sampleWeight });
          const grid = gridOf("test", data);
          const coordinates = coordinatesOf(scales, Float64Array.of(1, 2, 0.5), rank);
          const h = roomFor(profile, scales, T);
          h.lengthScale.fill(1.3);
          h.tasks.set([1.5, 0.4, -0.2, 0.4, 2, 0.3, -0.2, 0.3, 0.7]);
          h.noise.set([0.1, 0.3, 0.2]);
          const x = coordinates.of(h);
          const evidence = openEvidence(grid, solver);
          try {
            const objective = objectiveOf(grid, evidence, h);
            const at = (x: Float64Array): number => {
              coordinates.read(x, h);
              return objective.at();
            };
            at(x);
            const gradient = new Float64Array(x.length);
            coordinates.pull(x, objective.slopes, gradient);
            const step = 1e-5;
            const differences = Array.from(x, (_, k) => {
              const [up, down] = [x.slice(), x.slice()];
              up[k]! += step;
              down[k]! -= step;
              return (at(up) - at(down)) / (2 * step);
            });
            expect(gradient).toBeNear(differences, 1e-8);
          } finally {
            evidence.close();
          }
        },
      );
    }
  }

  test("eigenvectors and Cholesky say the same of complete targets, in value and in slope", () => {
    const grid = gridOf("test", readTaskData("test", X, Y, { sampleWeight: weights }));
    const h = roomFor("rbf", 1, T);
    h.lengthScale.fill(0.8);
    h.tasks.set([1.5, 0.4, -0.2, 0.4, 2, 0.3, -0.2, 0.3, 0.7]);
    h.noise.set([0.1, 0.3, 0.2]);
    const [one, other] = (["kronecker", "cholesky"] as const).map((solver) => {
      const evidence = openEvidence(grid, solver);
      const objective = objectiveOf(grid, evidence, h);
      const value = objective.at();
      const { lengthScale, tasks, noise } = objective.slopes;
      evidence.close();
      return [value, ...lengthScale, ...tasks, ...noise];
    });
    expect(one!).toBeNear(other!, 1e-11);
  });

  test("coordinates lead back to where they came from", () => {
    const given = roomFor("rbf", p, T);
    given.lengthScale.set([0.3, 40]);
    given.tasks.set([4, 1, 0, 1, 1, 0, 0, 0, 3]);
    given.noise.set([1e-3, 2, 0.1]);
    const found = roomFor("rbf", p, T);
    const coordinates = coordinatesOf(p, Float64Array.of(2, 1, 3), undefined);
    coordinates.read(coordinates.of(given), found);
    expect(found.lengthScale).toBeNear(given.lengthScale, 1e-14);
    expect(found.tasks).toBeNear(given.tasks, 1e-14);
    expect(found.noise).toBeNear(given.noise, 1e-14);
  });
});
