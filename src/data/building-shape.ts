/** Edge of the elementary cube, m. Every building is 18 cubes. */
export const edge = 3.5;

const face = edge * edge;

/** What a shape gives to a building: areas in m², height in m. */
export interface Shape {
  /** 6 V^(2/3) / surface: 1 for one cube, rounded to two decimals as in the published table. */
  readonly compactness: number;
  readonly surface: number;
  readonly wall: number;
  readonly roof: number;
  readonly height: number;
  /** Outer walls that face one side of the plan: its rows look to the first, its columns to the second. */
  readonly facades: readonly [number, number];
}

/**
 * Twelve plans of 18 cubes, a digit = storeys on that cell, rows split by blanks.
 *
 * Surface, wall and roof areas and heights are those of Tsanas & Xifara's twelve forms; the outlines are ours, because the
 * published table gives areas only, and many outlines share one set of areas.
 */
export const plans: readonly string[] = [
  "222 222 222",
  "22221 22221",
  "2221 2221 1111",
  "222111 222111",
  "2222 2111 2111",
  "20000 20000 22100 22221",
  "111111 111111 111000 111000",
  "111111111 111111111",
  "111111 111111 110001 110001",
  "11000111 11111111 11000111",
  "11111111 00011000 00011000 00011000 00011000 00011000",
  "11111 11111 10001 10001 10001 10001",
];

/** The areas and the height of a plan, counted on its faces: a wall stands wherever neighbours differ in height. */
export function measure(plan: string): Shape {
  const rows = plan.split(" ").map((row) => Array.from(row, Number));
  const columns = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  const roof = face * rows.flat().filter((storeys) => storeys > 0).length;
  const across = face * steps(columns);
  const along = face * steps(rows);
  const wall = 2 * (across + along);
  const surface = wall + 2 * roof;
  const volume = edge ** 3 * rows.flat().reduce((sum, storeys) => sum + storeys, 0);
  return {
    compactness: Math.round((600 * volume ** (2 / 3)) / surface) / 100,
    surface,
    wall,
    roof,
    height: edge * Math.max(...rows.flat()),
    facades: [across, along],
  };
}

/** The faces that look one way along lines of heights: the climbs, as many as the drops. */
const steps = (lines: readonly number[][]): number =>
  lines.reduce(
    (sum, line) => sum + line.reduce((climb, h, k) => climb + Math.max(0, h - (line[k - 1] ?? 0)), 0),
    0,
  );
