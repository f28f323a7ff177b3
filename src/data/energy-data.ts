import type { FlatMatrix } from "../check/matrix.ts";

/** Buildings, their heating and cooling loads, and where the numbers came from. */
export interface EnergyData {
  /** 768 x 8. */
  readonly X: FlatMatrix;
  /** 768 x 2: heating load, cooling load; kWh/m². */
  readonly Y: FlatMatrix;
  readonly featureNames: readonly string[];
  readonly targetNames: readonly string[];
  /** Whether the loads are made by `makeBuildingLoads` instead of read from the published table. */
  readonly simulated: boolean;
  /** One sentence on the origin, fit to be printed. */
  readonly source: string;
  /** What the columns are, with units. */
  readonly description: string;
}
