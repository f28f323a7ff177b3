import { describe, expect, test } from "vitest";
import { drain } from "../../src/base/work.ts";
import { conjugateGradients } from "../../src/solver/conjugate-gradients.ts";
import { quasiNewton, type Smooth } from "../../src/solver/quasi-newton.ts";

const settings = { tol: 1e-9, maxIter: 500, stage: "search" };

/** Rosenbrock's valley in d numbers; its least value is 0, at 1, 1, ... */
const valley: Smooth = (x, g) => {
  g.fill(0);
  let value = 0;
  for (let k = 0; k + 1 < x.length; k++) {
    const [bend, away] = [x[k + 1]! - x[k]! * x[k]!, 1 - x[k]!];
    value += 100 * bend * bend + away * away;
    g[k]! += -400 * x[k]! * bend - 2 * away;
    g[k + 1]! += 200 * bend;
  }
  return value;
};

describe("quasiNewton", () => {
  test.each([2, 7, 150])("finds the end of Rosenbrock's valley in %i numbers, downhill all the way", (d) => {
    const start = Float64Array.from({ length: d }, (_, k) => (k % 2 === 0 ? -1.2 : 1));
    const { x, value, slope, converged, trail } = drain(
      quasiNewton(valley, start, { ...settings, maxIter: 3000 }),
    );
    expect(converged).toBe(true);
    expect(slope).toBeLessThanOrEqual(1e-9);
    expect(value).toBeLessThan(d < 100 ? 1e-16 : 10);
    if (d === 2) expect(x).toBeNear([1, 1], 1e-8);
    for (const [k, mark] of trail.slice(1).entries())
      expect(mark.value).toBeLessThanOrEqual(trail[k]!.value * (1 + 1e-9));
    expect(start[0]).toBe(-1.2);
  });

  test("says that it did not arrive where iterations end, where nothing is left but rounding, and where it begins at infinity", () => {
    const start = Float64Array.of(-1.2, 1);
    expect(drain(quasiNewton(valley, start, { ...settings, maxIter: 3 }))).toMatchObject({
      converged: false,
    });
    const wrong: Smooth = (x, g) => {
      g.fill(-1); // leads uphill
      return x[0]! * x[0]!;
    };
    const stuck = drain(quasiNewton(wrong, Float64Array.of(2), settings));
    expect(stuck).toMatchObject({ converged: false, value: 4 });
    expect(drain(quasiNewton(() => Infinity, start, settings)).converged).toBe(false);
  });

  test("steps back from where a function has no value", () => {
    const barrier: Smooth = ([x], g) => {
      g[0] = 1 - 1 / x!;
      return x! > 0 ? x! - Math.log(x!) : NaN;
    };
    const { x, converged } = drain(quasiNewton(barrier, Float64Array.of(30), settings));
    expect(converged).toBe(true);
    expect(x[0]).toBeNear(1, 1e-8);
  });
});

describe("conjugateGradients", () => {
  const A = [
    [4, 1, 0],
    [1, 3, 1],
    [0, 1, 2],
  ];
  const system = {
    apply: (x: Float64Array, out: Float64Array) =>
      out.set(A.map((row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0))),
    precondition: (x: Float64Array, out: Float64Array) => out.set(x.map((value, i) => value / A[i]![i]!)),
  };

  test("solves in as many steps as there are numbers, and tells its true residual", () => {
    const { x, iterations, residual } = drain(
      conjugateGradients(system, Float64Array.of(6, 10, 8), { tol: 1e-13, maxIter: 10 }),
    );
    expect(x).toBeNear([1, 2, 3], 1e-12);
    expect(iterations).toBeLessThanOrEqual(4);
    expect(residual).toBeLessThan(1e-13);
  });

  test("what is cut short has the residual it has; 0 gives 0 at once", () => {
    const short = drain(conjugateGradients(system, Float64Array.of(6, 10, 8), { tol: 1e-13, maxIter: 1 }));
    expect(short.residual).toBeGreaterThan(1e-3);
    const none = drain(conjugateGradients(system, new Float64Array(3), { tol: 0, maxIter: 9 }));
    expect(none).toEqual({ x: new Float64Array(3), iterations: 0, residual: 0 });
  });
});
