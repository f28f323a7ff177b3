import { count, fillParameters, real } from "../base/parameter.ts";
import { RandomState } from "../matrix/random.ts";
import { buildingDesign, columnDescription, featureNames, targetNames } from "./building-design.ts";
import type { EnergyData } from "./energy-data.ts";
import { loads } from "./heat-balance.ts";

interface Options {
  /** Standard deviation of Gaussian noise on every load, kWh/m²; defaults to 0. */
  readonly noise?: number;
  /** Seed of the noise, an integer from 0 to 2**32 - 1; defaults to 0. */
  readonly randomState?: number;
}

const parameters = {
  /** Standard deviation of Gaussian noise on every load, kWh/m². */
  noise: real(0, 0, Infinity),
  /** Seed of the noise. */
  randomState: count(0, 0, 2 ** 32 - 1),
};

/**
 * Makes the buildings of the energy efficiency data with loads of our own: X 768 x 8, Y 768 x 2 (heating, cooling; kWh/m²).
 *
 * X is the published design, value for value: twelve shapes of 18 cubes of 3.5 m, measured, x four orientations x (no glazing,
 * or 10, 25, 40 % of the floor area in five distributions). Y is NOT the published Y: it comes from a monthly heat balance
 * whose equations and constants stand in `heat-balance.ts`. Loads bend where gains outweigh losses and depend on which side
 * the glazing looks to, so a linear model leaves a part of them. The same on every machine; noise is drawn row by row.
 *
 * @throws PolytaskError for a negative noise or a seed out of its range
 * @see Tsanas & Xifara 2012, Energy and Buildings 49, section 2, for the design
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { makeBuildingLoads } from "polytask/data";
 *
 * const { X, Y, featureNames, targetNames, source } = makeBuildingLoads({ noise: 0.5, randomState: 0 });
 * assert.deepEqual([X.rows, X.columns, Y.rows, Y.columns], [768, 8, 768, 2]);
 * assert.deepEqual([...X.data.subarray(0, 8)], [0.98, 514.5, 294, 110.25, 7, 2, 0, 0]);
 * assert.equal(featureNames[0], "relative compactness");
 * assert.deepEqual(targetNames, ["heating load", "cooling load"]);
 * assert.match(source, /simulated/);
 * ```
 */
export function makeBuildingLoads(options: Options = {}): EnergyData {
  const { noise, randomState } = fillParameters("makeBuildingLoads", parameters, options);
  const buildings = buildingDesign();
  const X = Float64Array.from(buildings.flatMap(({ features }) => features));
  const Y = Float64Array.from(buildings.flatMap(loads));
  if (noise > 0) {
    const random = new RandomState(randomState);
    for (let k = 0; k < Y.length; k++) Y[k]! += noise * random.randn();
  }
  const rows = buildings.length;
  return {
    X: { data: X, rows, columns: featureNames.length },
    Y: { data: Y, rows, columns: targetNames.length },
    featureNames,
    targetNames,
    simulated: true,
    source:
      "simulated: the published design, loads from polytask's own heat balance (not the published ones)",
    description: columnDescription,
  };
}
