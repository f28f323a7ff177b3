import type { Label } from "../../base/label.ts";
import { type Opened, opened } from "../../catalogue/opened.ts";
import { fillsOf, kindOf, partsOf } from "../../catalogue/signature.ts";
import { reject, said } from "../../check/reject.ts";
import type { StandardScaler } from "../../preprocess/standard-scaler.ts";
import type { VarianceThreshold } from "../../preprocess/variance-threshold.ts";
import type { Dialect } from "../source.ts";
import { type Affine, alone, bareSql, type Conditions, combined, written } from "./affine.ts";
import { type Cells, computed, missing } from "./cells.ts";

type Transform = (
  where: string,
  step: Opened,
  dialect: Dialect,
  columns: readonly Cells[],
) => readonly Cells[];

/** Puts a fitted transformer into SQL. */
export function transformed(
  where: string,
  given: unknown,
  dialect: Dialect,
  columns: readonly Cells[],
): readonly Cells[] {
  const step = opened(where, given);
  const transform = transforms[step.name];
  if (!transform) reject("value", where, "a transformer", said(step.name));
  return transform(where, step, dialect, columns);
}

const transforms: Readonly<Record<string, Transform>> = {
  Pipeline: (where, { state }, dialect, columns) =>
    (state["transformers"] as readonly unknown[]).reduce<readonly Cells[]>(
      (now, own) => transformed(where, own, dialect, now),
      columns,
    ),
  ColumnTransformer: (where, { state }, dialect, columns) =>
    partsOf(state).flatMap(({ name, transformer, columns: chosen }) => {
      const own = chosen.map((j) => columns[j]!);
      return transformer ? transformed(`${where} ${name}`, transformer, dialect, own) : own;
    }),
  StandardScaler(_, { estimator }, dialect, columns) {
    const { mean, scale, params } = estimator as unknown as StandardScaler;
    const [shifts, scales] = [params.withMean ? mean : undefined, params.withStd ? scale : undefined];
    return columns.map(({ number }, j) =>
      computed(dialect, scaled(dialect, number, shifts?.[j] ?? 0, scales?.[j] ?? 1)),
    );
  },
  VarianceThreshold: (_, { estimator }, __, columns) =>
    columns.filter((_column, j) => (estimator as unknown as VarianceThreshold).support[j]),
  SimpleImputer(_, { state }, dialect, columns) {
    const fills = fillsOf(state);
    const { indicated } = state["learnt"] as { indicated: readonly number[] };
    const filled = columns.flatMap((cells, j): Cells[] => {
      const fill = fills[j];
      if (fill === undefined) return [];
      const [sql, test] = testOf(dialect, cells, fill);
      const full = `CASE WHEN ${test} THEN ${dialect.value(fill)} ELSE ${sql} END`;
      return [typeof fill === "number" ? computed(dialect, alone({ sql: full })) : { ...cells, sql: full }];
    });
    const marks = indicated.map((j) => {
      const conditions = [testOf(dialect, columns[j]!, fills[j])[1]];
      return computed(dialect, alone({ list: { conditions, otherwise: "zero" }, at: 0 }));
    });
    return [...filled, ...marks];
  },
  OneHotEncoder(_, { estimator, state }, dialect, columns) {
    const otherwise = estimator.params["handleUnknown"] === "ignore" ? "zero" : "null";
    const learnt = state["learnt"] as readonly { labels: readonly (Label | null)[]; dropped: number }[];
    return columns.flatMap((cells, j) => {
      const { labels, dropped } = learnt[j]!;
      const [sql, test] = testOf(dialect, cells, labels[0] ?? undefined);
      const conditions = labels.map((label) => (label === null ? test : `${sql} = ${dialect.value(label)}`));
      const list: Conditions = { conditions, otherwise };
      return [...labels.keys()]
        .filter((k) => k !== dropped)
        .map((at) => computed(dialect, alone({ list, at })));
    });
  },
  PolynomialFeatures(_, { state }, dialect, columns) {
    const products = state["learnt"] as readonly (readonly number[])[];
    return products.map((product) => {
      const factors = product.map((j) => columns[j]!.number);
      if (factors.length === 0) return computed(dialect, combined(1, []));
      if (factors.length === 1) return computed(dialect, factors[0]!);
      return computed(
        dialect,
        alone({ sql: `(${factors.map((one) => written(dialect, one)).join(" * ")})` }),
      );
    });
  },
};

/** A column as labels of the kind of one of them, and whether a value is missing. */
function testOf(dialect: Dialect, cells: Cells, label: unknown): readonly [sql: string, test: string] {
  const isNumber = kindOf(label) === "double";
  const sql = isNumber ? written(dialect, cells.number) : cells.sql;
  return [sql, missing(dialect, sql, isNumber)];
}

/** (x − shift) / scale. A column that lies far from 0 loses no digit: the shift is taken from it before all else. */
function scaled(dialect: Dialect, number: Affine, shift: number, scale: number): Affine {
  const bare = shift === 0 ? undefined : bareSql(number);
  if (bare === undefined) return combined(-shift / scale, [[1 / scale, number]]);
  const shifted = alone({ sql: `(${bare} - ${dialect.value(shift)})` });
  return combined(0, [[1 / scale, shifted]]);
}

/** The way back of a fitted transformer of one column of numbers; refuses those that SQL cannot go back through. */
export function inverted(where: string, given: unknown, value: Affine): Affine {
  const { name, estimator, state } = opened(where, given);
  if (name === "Pipeline")
    return (state["transformers"] as readonly unknown[]).reduceRight<Affine>(
      (now, own) => inverted(where, own, now),
      value,
    );
  if (name !== "StandardScaler")
    reject("value", where, "a StandardScaler, or a pipeline of them", said(name));
  const { mean, scale, params } = estimator as unknown as StandardScaler;
  return combined(params.withMean ? mean[0]! : 0, [[params.withStd ? scale[0]! : 1, value]]);
}
