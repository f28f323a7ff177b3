import { expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import { KeptRows, rowsKept } from "../../src/select/kept-rows.ts";

test.each([
  [1, 1],
  [2, 2 ** 21],
  [7, 2 ** 18],
  [50, 2 ** 21],
  [53, 2 ** 17],
  [53, 3],
])("%i rows of %i numbers: all are right in any order, few are kept", (T, width) => {
  let made = 0;
  let steps = 0;
  const rows = new KeptRows(
    T,
    width,
    [1],
    () => {
      made++;
      return [0];
    },
    (t, into, from) => {
      steps++;
      into[0] = (3 * from[0]! + t) % 1009;
    },
  );
  const wanted = [1];
  for (let t = T - 1; t >= 0; t--) wanted.unshift((3 * wanted[0]! + t) % 1009);
  for (let t = 0; t <= T; t++) expect(rows.row(t)[0]).toBe(wanted[t]);
  expect(steps).toBeLessThanOrEqual(2 * T);
  expect(made).toBeLessThanOrEqual(rowsKept(T, width));
  if (width > 2 ** 20) expect(made).toBeLessThanOrEqual(2 * Math.ceil(Math.sqrt(T)) + 1);
  const random = new RandomState(T);
  for (let k = 0; k < 200; k++) {
    const t = random.randint(0, T + 1);
    expect(rows.row(t)[0]).toBe(wanted[t]);
  }
});
