import { edge, type Shape } from "./building-shape.ts";

/** Sides of the compass, clockwise from north. */
export type Side = 0 | 1 | 2 | 3;

/** A building as the heat balance sees it. */
export interface Building {
  readonly shape: Shape;
  /** The side of the compass that the plan's first side looks to. */
  readonly facing: Side;
  /** Glazing on each side of the compass, m²: north, east, south, west. */
  readonly glazing: readonly [number, number, number, number];
}

/** Floor area, m²: 18 cubes, each with a floor. */
export const floorArea = 18 * edge ** 2;

/**
 * The constants of the model: round numbers of a house in a Mediterranean climate that is in use in the afternoon and the
 * evening, ours and not the paper's. A climate entry is [mean, swing] of the hours of use: mean + swing in July, mean − swing
 * in January, a cosine between.
 */
export const constants = {
  /** Heat transmittance, W/(m² K). */
  transmittance: { wall: 1.8, roof: 0.3, floor: 0.2, glazing: 2.8 },
  /** Air changes, 1/h, and the heat that air holds, Wh/(m³ K). */
  airChange: 0.5,
  airHeat: 0.33,
  /** People and appliances, W per m² of floor. */
  internalGain: 8,
  /** Share of the sun that comes in, through glazing (frames and shades taken off) and through an opaque face. */
  windowGain: 0.3,
  opaqueGain: 0.02,
  /** Indoor temperatures, °C, below which there is heating and above which there is cooling. */
  heatBelow: 19,
  coolAbove: 24,
  /** Hours a week in use: 5 h on five days, 10 h on two. */
  weeklyHours: 45,
  /** Outdoor temperature, °C. */
  outdoor: [18, 10],
  /** Sun on upright faces to the north, east, south and west, and on the roof, W/m². */
  sun: [
    [40, 32],
    [40, 32],
    [60, 40],
    [110, 90],
  ],
  sunAbove: [140, 125],
} as const;

/**
 * Yearly heating and cooling loads, kWh per m² of floor: a monthly quasi-steady balance in the manner of ISO 13790.
 *
 * Losses per kelvin, W/K: H = Σ U A (opaque walls, roof, floor, glazing) + airHeat · airChange · volume.
 * Gains of a month, W: G = internal · floor + windowGain · Σ_side glazing · sun + opaqueGain · (Σ_side facade · sun + roof · sunAbove).
 * With outdoor temperature θ, heating meets the loss H (19 − θ) that gains leave over, cooling the gain that the loss
 * H (24 − θ) leaves over, `unmet` both; a month counts weeklyHours/168 of its hours.
 */
export function loads({ shape, facing, glazing }: Building): [heating: number, cooling: number] {
  const { transmittance, airHeat, airChange, internalGain, windowGain, opaqueGain } = constants;
  const windows = glazing.reduce((sum, area) => sum + area);
  const envelope =
    transmittance.wall * (shape.wall - windows) +
    transmittance.roof * shape.roof +
    transmittance.floor * shape.roof +
    transmittance.glazing * windows;
  const loss = envelope + airHeat * airChange * floorArea * edge;
  const hours = ((365 / 12) * 24 * constants.weeklyHours) / 168;
  let heating = 0;
  let cooling = 0;
  for (let month = 0; month < 12; month++) {
    const outdoor = seasonal(constants.outdoor, month);
    let gain = internalGain * floorArea + opaqueGain * shape.roof * seasonal(constants.sunAbove, month);
    for (let side = 0; side < 4; side++) {
      const facade = shape.facades[(side + facing) % 2]!;
      gain += (windowGain * glazing[side]! + opaqueGain * facade) * seasonal(constants.sun[side]!, month);
    }
    heating += unmet(loss * (constants.heatBelow - outdoor), gain);
    cooling += unmet(gain, loss * (constants.coolAbove - outdoor));
  }
  const scale = hours / 1000 / floorArea;
  return [heating * scale, cooling * scale];
}

const cosines = [
  1,
  Math.sqrt(3) / 2,
  0.5,
  0,
  -0.5,
  -Math.sqrt(3) / 2,
  -1,
  -Math.sqrt(3) / 2,
  -0.5,
  0,
  0.5,
  Math.sqrt(3) / 2,
];

const seasonal = ([mean, swing]: readonly [number, number], month: number): number =>
  mean - swing * cosines[month]!;

/**
 * The part of a need, W, that a help of b W does not cover: a³ / (a² + ab + b²).
 *
 * It is a − b (1 + γ)/(1 + γ + γ²), γ = b/a: ISO 13790's utilisation factor (1 − γ^k)/(1 − γ^(k+1)) for k = 2, without its
 * 0/0 at γ = 1. Help is never used in full; a negative help adds to the need.
 */
const unmet = (a: number, b: number): number => {
  if (!(a > 0)) return 0;
  return b > 0 ? (a * a * a) / (a * a + a * b + b * b) : a - b;
};
