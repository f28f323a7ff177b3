import { describe, expect, test } from "vitest";
import { drain } from "../../src/base/work.ts";
import { openDuckdb } from "../../src/engine/index.ts";
import { lossesInSql } from "../../src/engine/loss-in-sql.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { type LossSums, SummedLoss } from "../../src/solver/loss/summed-loss.ts";
import "../near.ts";

/** A loss of a row in plain numbers: its value, slope and curvature at f, and its conjugate at a slope. */
interface Plain {
  readonly y: (random: RandomState) => number;
  readonly at: (f: number, y: number) => { loss: number; slope: number; curvature: number };
  readonly conjugate: (slope: number, y: number) => number;
}

const entropy = (q: number) => (q > 0 ? q * Math.log(q) : q === 0 ? 0 : Number.NaN);

const plain: Readonly<Record<string, Plain>> = {
  logistic: {
    y: (random) => Number(random.randn() > 0.3),
    at(f, y) {
      const margin = y === 1 ? f : -f;
      const q = 1 / (1 + Math.exp(margin));
      const e = Math.exp(-Math.abs(margin));
      return {
        loss: Math.max(0, -margin) + Math.log1p(e),
        slope: y === 1 ? -q : q,
        curvature: e / (1 + e) ** 2,
      };
    },
    conjugate(slope, y) {
      const q = y === 1 ? -slope : slope;
      return entropy(q) + entropy(1 - q);
    },
  },
  poisson: {
    y: (random) => Math.floor(Math.exp(random.randn())),
    at(f, y) {
      const m = Math.exp(f);
      return { loss: m - y * f + entropy(y) - y, slope: m - y, curvature: m };
    },
    conjugate: (slope, y) => entropy(slope + y) - (slope + y) - entropy(y) + y,
  },
};

describe.each(Object.entries(plain))("%s", (name, { y: draw, at, conjugate }) => {
  const { left } = lossesInSql[name]!;

  test("the bound of a conjugate from sums is above it, and meets it to second order", () => {
    const random = new RandomState(11);
    const tight: number[] = [];
    for (let turn = 0; turn < 200; turn++) {
      const n = 17;
      const rows = Array.from({ length: n }, () => ({ x: random.randn(), y: draw(random), s: 0.5 + Math.abs(random.randn()) })); // biome-ignore format: one line
      const [w, b] = [random.randn(), random.randn() * (turn % 4)];
      const parts = rows.map(({ x, y, s }) => ({ s, x, y, f: x * w + b, ...at(x * w + b, y) }));
      const total = (of: (part: (typeof parts)[number]) => number) => parts.reduce((sum, part) => sum + part.s * of(part), 0); // biome-ignore format: one line
      const sums: LossSums = {
        ...{ loss: total((o) => o.loss), slope: total((o) => o.slope), curvature: total((o) => o.curvature) },
        misfit: total((o) => o.slope ** 2 / o.curvature),
        slopes: Float64Array.of(total((o) => o.slope * o.x)),
        curvatures: Float64Array.of(total((o) => o.curvature * o.x)),
        gram: Float64Array.of(total((o) => o.curvature * o.x * o.x)),
      };
      const settings = { p: 1, sizes: Float64Array.of(1), counts: [n], fitIntercept: true, left };
      const loss = drain(
        SummedLoss.open(
          {
            ...settings,
            *ask() {
              yield { stage: "sums", fraction: 0 };
              return [sums];
            },
          },
          Float64Array.of(b),
        ),
      );
      drain(loss.valueAt(Float64Array.of(w), 0));
      const delta = sums.slope / sums.curvature;
      for (const c of [0.1, 0.7, 0.999, 1]) {
        const exact = total((o) => conjugate(c * (o.slope - delta * o.curvature), o.y));
        const bound = loss.conjugate(c);
        if (!(Math.abs(delta) < 1)) continue; // the slopes may be outside of the domain
        expect(bound).toBeGreaterThanOrEqual(exact - 1e-12 * Math.abs(exact) - 1e-12);
        if (c === 0.999 && Math.abs(delta) < 0.01) tight.push((bound - exact) / sums.misfit);
      }
    }
    expect(tight.length).toBeGreaterThan(0);
    expect(Math.max(...tight)).toBeLessThan(1e-4);
  });

  test("losses, slopes, curvatures and misfits in SQL are those of plain numbers, and finite however large f is", async () => {
    const database = await openDuckdb({ threads: 1 });
    const { common, loss, slope, curvature, misfit } = lossesInSql[name]!;
    const fs = [-40, -13.7, -11.6, -3, -1e-9, 0, 1e-20, 0.3, 5, 11.4, 11.6, 36];
    const ys = name === "logistic" ? [0, 1] : [0, 1, 7, 0.25];
    const pairs = fs.flatMap((f) => ys.map((y) => [f, y] as const));
    const ask = (list: readonly (readonly [number, number])[]) =>
      database
        .query("SELECT 1")
        .query(`SELECT ${loss("f", "y", "e")} AS loss, ${slope("f", "y", "e")} AS slope, ${curvature("e")} AS curvature, ${misfit("f", "y", "e")} AS misfit FROM (SELECT f, y, ${common("f")} AS e FROM (VALUES ${list.map(([f, y]) => `(CAST('${f}' AS DOUBLE), CAST('${y}' AS DOUBLE))`)}) AS t(f, y))`); // biome-ignore format: one line
    for (const [k, row] of (await ask(pairs)).entries()) {
      const [f, y] = pairs[k]!;
      const wanted = at(f, y);
      for (const part of ["loss", "slope", "curvature"] as const) {
        const terms = part === "loss" && name === "poisson" ? Math.max(1, y * Math.abs(f)) : 0;
        const scale = Math.max(terms, Math.abs(wanted[part]));
        expect(Math.abs(Number(row[part]) - wanted[part]), `${part} at ${f}, ${y}`).toBeLessThanOrEqual(
          4e-11 * scale,
        );
      }
      expect(Number(row["misfit"])).toBeNear(wanted.slope ** 2 / wanted.curvature, 1e-12);
    }
    for (const row of await ask([[-1e300, 0], [1e300, 1], [750, 0], [-750, 1]])) // biome-ignore format: one line
      for (const value of Object.values(row)) expect(Number(value)).toBeFinite();
    database.close();
  });
});
