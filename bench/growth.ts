// How costs grow: exponents fitted to them, and the kernels' part of a pass by itself.
import { openDesk } from "../src/statistics/column-sums.ts";

/** The x of cost = c · size^x, by least squares of the logarithms. */
export function exponent(sizes: readonly number[], costs: readonly number[]): number {
  const [x, y] = [sizes, costs].map((values) => values.map(Math.log)) as [number[], number[]];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length; // biome-ignore format: one line
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((value, k) => (value - mx) * (y[k]! - my))) / mean(x.map((value) => (value - mx) ** 2));
}

/** The a and b of cost = a · size + b · size², by least squares of relative errors, and the largest of these. */
export function quadratic(sizes: readonly number[], costs: readonly number[]) {
  const rows = sizes.map((size, k) => [size / costs[k]!, size ** 2 / costs[k]!] as const);
  const dot = (i: 0 | 1, j: 0 | 1): number => rows.reduce((sum, row) => sum + row[i] * row[j], 0);
  const [u, v] = ([0, 1] as const).map((i) => rows.reduce((sum, row) => sum + row[i], 0)) as [number, number];
  const determinant = dot(0, 0) * dot(1, 1) - dot(0, 1) ** 2;
  const a = (u * dot(1, 1) - v * dot(0, 1)) / determinant;
  const b = (v * dot(0, 0) - u * dot(0, 1)) / determinant;
  const worst = Math.max(...rows.map(([x, y]) => Math.abs(a * x + b * y - 1)));
  return { a, b, worst };
}

/** Seconds of all cores together in which the kernels add up so many rows of p features and a target, in runs of 2048 that lie in memory. */
export function kernelSeconds(p: number, rows: number): number {
  const height = 2048;
  const columns = Array.from({ length: p + 1 }, (_, j) => Float64Array.from({ length: height }, (_, i) => Math.sin(i * (j + 1)))); // biome-ignore format: one line
  const desk = openDesk(p, 1, height);
  const sums = desk.open({
    features: Array.from({ length: p }, (_, j) => j),
    targets: [p],
    weight: undefined,
  });
  sums.add(columns, 0, height);
  sums.add(columns, 0, height);
  const before = process.cpuUsage();
  for (let done = 0; done < rows; done += height) sums.add(columns, 0, Math.min(height, rows - done));
  sums.take();
  const { user, system } = process.cpuUsage(before);
  desk.close();
  return (user + system) / 1e6;
}
