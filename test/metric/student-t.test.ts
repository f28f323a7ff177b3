import { expect, test } from "vitest";
import { studentQuantile } from "../../src/metric/student-t.ts";

// SciPy 1.17.1: [(p, f, stats.t.ppf((1 + p) / 2, f)) for p, f in ...]
test.each([
  [0.95, 1, 12.706204736174694],
  [0.95, 2, 4.302652729749462],
  [0.95, 4, 2.7764451051977934],
  [0.99, 9, 3.249835541592126],
  [0.5, 3, 0.7648923284043444],
  [0.95, 30, 2.0422724563012378],
  [0.999, 5, 6.868826625881276],
  [0.95, 1000, 1.9623390808264083],
])("%f of Student's t with %i degrees of freedom lies within %f", (probability, freedom, wanted) => {
  expect(studentQuantile(probability, freedom) / wanted - 1).toBeLessThan(1e-12);
  expect(studentQuantile(probability, freedom) / wanted - 1).toBeGreaterThan(-1e-12);
});

test("what is no probability or number of degrees of freedom is refused", () => {
  expect(() => studentQuantile(1, 3)).toThrow(/^studentQuantile\.probability/);
  expect(() => studentQuantile(0.5, 0)).toThrow(/^studentQuantile\.freedom/);
});
