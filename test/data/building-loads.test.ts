import { describe, expect, test } from "vitest";
import { edge, measure, plans } from "../../src/data/building-shape.ts";
import { constants, floorArea, loads } from "../../src/data/heat-balance.ts";
import { makeBuildingLoads, parseCsv } from "../../src/data/index.ts";
import { readShared } from "./shared.ts";

describe("the design", () => {
  test("every plan is 18 cubes of 3.5 m, 771.75 m³", () => {
    const cubes = plans.map((plan) =>
      Array.from(plan.replaceAll(" ", ""), Number).reduce((sum, h) => sum + h),
    );
    expect(cubes).toEqual(Array(12).fill(18));
    expect(18 * edge ** 3).toBe(771.75);
  });

  test("areas are counted on the faces of a plan", () => {
    // A block of 3 x 3 cells and two storeys: 9 faces above and below, 4 sides of 3 x 2.
    expect(measure("222 222 222")).toEqual({
      compactness: 0.98,
      surface: 42 * 12.25,
      wall: 24 * 12.25,
      roof: 9 * 12.25,
      height: 7,
      facades: [6 * 12.25, 6 * 12.25],
    });
    // A court has inner walls.
    expect(measure("111 101 111").wall).toBe(16 * 12.25);
  });

  test("X is the published X, value for value", ({ skip }) => {
    const published = parseCsv(readShared("energy-efficiency.csv", skip));
    expect(makeBuildingLoads().X).toEqual(published.matrix(published.names.slice(0, 8)));
  });

  test("768 buildings differ", () => {
    const { X } = makeBuildingLoads();
    const rows = Array.from({ length: X.rows }, (_, i) =>
      X.data.slice(i * X.columns, (i + 1) * X.columns).join(),
    );
    expect(new Set(rows).size).toBe(768);
  });
});

describe("the loads", () => {
  test("lie between 6 and 45 kWh/m², heating and cooling apart", () => {
    const { Y } = makeBuildingLoads();
    expect([Y.rows, Y.columns, Y.data.length]).toEqual([768, 2, 1536]);
    expect(Math.min(...Y.data)).toBeGreaterThan(6);
    expect(Math.max(...Y.data)).toBeLessThan(45);
    for (const j of [0, 1]) {
      const column = Y.data.filter((_, k) => k % 2 === j);
      expect(Math.max(...column) - Math.min(...column)).toBeGreaterThan(10);
    }
  });

  test("keep the balance: with no help the need is met whole", () => {
    // A building without sun and people would need H (19 - θ) in every month colder than 19 °C: the heating load is below that.
    const shape = measure(plans[0]!);
    const [heating, cooling] = loads({ shape, facing: 0, glazing: [0, 0, 0, 0] });
    const { wall, roof, floor } = constants.transmittance;
    const H =
      wall * shape.wall + (roof + floor) * shape.roof + constants.airHeat * constants.airChange * 771.75;
    const cold = Array.from({ length: 12 }, (_, m) => 19 - (18 - 10 * Math.cos((Math.PI * m) / 6))).filter(
      (k) => k > 0,
    );
    const hours = ((365 / 12) * 24 * 45) / 168;
    const most = (H * cold.reduce((sum, k) => sum + k) * hours) / 1000 / floorArea;
    expect(heating).toBeGreaterThan(most / 3);
    expect(heating).toBeLessThan(most);
    expect(cooling).toBeGreaterThan(0);
  });

  test("cooling rises with glazing, and most with glazing to the west", () => {
    const shape = measure(plans[0]!);
    const cooling = (...glazing: [number, number, number, number]) => loads({ shape, facing: 0, glazing })[1];
    expect(cooling(20, 0, 0, 0)).toBeGreaterThan(cooling(10, 0, 0, 0));
    expect(cooling(0, 0, 0, 20)).toBeGreaterThan(cooling(0, 20, 0, 0));
    expect(cooling(0, 0, 0, 20)).toBeGreaterThan(cooling(0, 0, 20, 0));
  });

  test("turning a house with its glazing on one side by a half turn moves that glazing to the other side", () => {
    const shape = measure(plans[1]!);
    expect(loads({ shape, facing: 0, glazing: [5, 1, 2, 3] })).toEqual(
      loads({ shape, facing: 2, glazing: [5, 1, 2, 3] }),
    );
  });

  test("are not linear in the features", () => {
    // Second differences along the glazing area, all else equal: zero for any linear model.
    const { X, Y } = makeBuildingLoads();
    const at = (area: number, i: number) => {
      for (let k = 0; k < X.rows; k++) {
        const row = X.data.subarray(8 * k, 8 * k + 8);
        if (row[6] === area && row[7] === 5 && row[0] === X.data[8 * i] && row[5] === X.data[8 * i + 5])
          return Y.data[2 * k + 1]!;
      }
      return Number.NaN;
    };
    expect(Math.abs(at(0.1, 0) - 2 * at(0.25, 0) + at(0.4, 0))).toBeGreaterThan(0.05);
    expect(Math.abs(at(0.1, 1) - at(0.1, 3))).toBeGreaterThan(0.05);
  });
});

describe("noise", () => {
  test("is seeded, of the asked size, and absent by default", () => {
    const plain = makeBuildingLoads();
    expect(makeBuildingLoads()).toEqual(plain);
    const noisy = makeBuildingLoads({ noise: 2, randomState: 1 });
    expect(makeBuildingLoads({ noise: 2, randomState: 1 })).toEqual(noisy);
    expect(makeBuildingLoads({ noise: 2, randomState: 2 }).Y).not.toEqual(noisy.Y);
    expect(noisy.X).toEqual(plain.X);
    const differences = noisy.Y.data.map((value, k) => value - plain.Y.data[k]!);
    const size = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
    expect(size).toBeGreaterThan(1.9);
    expect(size).toBeLessThan(2.1);
  });

  test("wrong options are refused", () => {
    expect(() => makeBuildingLoads({ noise: -1 })).toThrow(
      "makeBuildingLoads.noise: expected a finite number >= 0, got -1",
    );
    expect(() => makeBuildingLoads({ randomState: 1.5, noise: 1 })).toThrow("expected");
    expect(() => makeBuildingLoads({ seed: 1 } as object)).toThrow(
      "makeBuildingLoads: has no parameter seed",
    );
  });
});
