/** The different values of a column of tasks, sorted: numbers by size, texts by their letters. */
export function sortedTasks(values: readonly unknown[]): readonly unknown[] {
  const order = (value: unknown) =>
    typeof value === "string" || typeof value === "bigint" ? value : Number(value);
  return [...new Set(values)].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
