import { measure, plans, type Shape } from "./building-shape.ts";
import { type Building, floorArea, type Side } from "./heat-balance.ts";

/** The features of the energy efficiency data, X1 to X8 of the published table. */
export const featureNames = [
  "relative compactness",
  "surface area",
  "wall area",
  "roof area",
  "overall height",
  "orientation",
  "glazing area",
  "glazing area distribution",
] as const;

/** Its targets, Y1 and Y2, in kWh per m². */
export const targetNames = ["heating load", "cooling load"] as const;

/** What the columns are, in words. */
export const columnDescription =
  "768 buildings of 771.75 m³: 12 shapes x 4 orientations x (no glazing, or 3 glazing areas x 5 distributions). " +
  "Features: relative compactness, surface, wall and roof area (m²), overall height (m), orientation (2 north, 3 east, " +
  "4 south, 5 west), glazing area (share of the floor area), glazing area distribution (0 none, 1 uniform, 2 north, " +
  "3 east, 4 south, 5 west). Targets: heating load and cooling load (kWh/m²).";

/** One building of the design: its row of X, and what the heat balance needs of it. */
export interface Design extends Building {
  readonly features: readonly number[];
}

/** The 768 buildings in the order of the published table: glazing area, distribution, shape, orientation. */
export function buildingDesign(): Design[] {
  const shapes = plans.map(measure);
  const glazings = [
    [0, 0],
    ...[0.1, 0.25, 0.4].flatMap((area) => [1, 2, 3, 4, 5].map((kind) => [area, kind])),
  ];
  return glazings.flatMap(([area, kind]) =>
    shapes.flatMap((shape) => ([0, 1, 2, 3] as const).map((facing) => building(shape, facing, area!, kind!))),
  );
}

function building(shape: Shape, facing: Side, area: number, kind: number): Design {
  const { compactness, surface, wall, roof, height } = shape;
  const glazed = (side: number) => area * floorArea * share(kind, (side - facing + 4) % 4);
  return {
    shape,
    facing,
    glazing: [glazed(0), glazed(1), glazed(2), glazed(3)],
    features: [compactness, surface, wall, roof, height, facing + 2, area, kind],
  };
}

/** The share of the glazing on one side of the building: a quarter (1), or 55 % on the favoured side and 15 % elsewhere. */
function share(kind: number, side: number): number {
  if (kind < 2) return 0.25;
  return side === kind - 2 ? 0.55 : 0.15;
}
