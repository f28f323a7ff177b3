import type { Label } from "../../base/label.ts";
import { type Opened, opened } from "../../catalogue/opened.ts";
import { fillsOf, partsOf } from "../../catalogue/signature.ts";
import { reject, said } from "../../check/reject.ts";
import type { StandardScaler } from "../../preprocess/standard-scaler.ts";
import type { VarianceThreshold } from "../../preprocess/variance-threshold.ts";
import type { Graph } from "./graph.ts";
import type { Block, Rows } from "./rows.ts";

type Transform = (where: string, step: Opened, graph: Graph, rows: Rows) => Rows;

/** Puts a fitted transformer into the graph. */
export function transformed(where: string, given: unknown, graph: Graph, rows: Rows): Rows {
  const step = opened(where, given);
  const transform = transforms[step.name];
  if (!transform) reject("value", where, "a transformer", said(step.name));
  return transform(where, step, graph, rows);
}

const transforms: Readonly<Record<string, Transform>> = {
  Pipeline: (where, { state }, graph, rows) =>
    (state["transformers"] as readonly unknown[]).reduce<Rows>(
      (now, own) => transformed(where, own, graph, now),
      rows,
    ),
  ColumnTransformer: (where, { state }, graph, rows) =>
    partsOf(state).reduce((out, { name, transformer, columns }) => {
      const own = rows.choose(columns);
      const made = transformer ? transformed(`${where} ${name}`, transformer, graph, own) : own;
      return out.widen(made.blocks);
    }, rows.choose([])),
  StandardScaler(_, { estimator, state }, graph, rows) {
    const { mean, scale, params } = estimator as unknown as StandardScaler;
    const X = rows.matrix("double");
    const from = params.withMean ? graph.run("Sub", [X, graph.numbers("double", mean)]) : X;
    const out = params.withStd ? graph.run("Div", [from, graph.numbers("double", scale)]) : from;
    return rows.of(out, "double", state["p"] as number);
  },
  VarianceThreshold: (_, { estimator }, __, rows) =>
    rows.choose(
      (estimator as unknown as VarianceThreshold).support.flatMap((stays, j) => (stays ? [j] : [])),
    ),
  SimpleImputer: (_, { state }, graph, rows) => {
    const statistics = fillsOf(state);
    const { indicated } = state["learnt"] as { indicated: readonly number[] };
    const kept = rows.choose([...statistics.keys()].filter((j) => statistics[j] !== undefined));
    let known = statistics.filter((value) => value !== undefined);
    const filled = kept.blocks.map((block): Block => {
      const own = known.slice(0, block.width);
      known = known.slice(block.width);
      const values =
        block.kind === "string" ? graph.constant(own as string[]) : graph.numbers("double", own as number[]);
      return { ...block, value: graph.run("Where", [missing(graph, block), values, block.value]) };
    });
    const marks = rows
      .choose(indicated)
      .blocks.map(
        (block): Block => ({ ...block, kind: "double", value: graph.cast(missing(graph, block), "double") }),
      );
    return rows.choose([]).widen([...filled, ...marks]);
  },
  OneHotEncoder(_, { state }, graph, rows) {
    let all = state["learnt"] as readonly { labels: readonly (Label | null)[]; dropped: number }[];
    const blocks = rows.blocks.flatMap((block): Block[] => {
      const wanted = all
        .slice(0, block.width)
        .flatMap(({ labels, dropped }, j) =>
          labels.flatMap((label, k) => (k === dropped ? [] : [{ j, label }])),
        );
      all = all.slice(block.width);
      return wanted.length === 0 ? [] : [oneHot(graph, block, wanted)];
    });
    return rows.choose([]).widen(blocks);
  },
  PolynomialFeatures(_, { state }, graph, rows) {
    const products = state["learnt"] as readonly (readonly number[])[];
    const X = rows.matrix("double");
    const parts: string[] = [];
    let before: { readonly value: string; readonly place: ReadonlyMap<string, number> } | undefined;
    for (const degree of new Set(products.map(({ length }) => length))) {
      const own = products.filter(({ length }) => length === degree);
      const last = graph.columns(X, degree === 0 ? [0] : own.map((product) => product.at(-1)!));
      let value = degree === 0 ? graph.run("Pow", [last, graph.numbers("double", [0], [])]) : last;
      if (degree > 1) {
        const { value: lower, place } = before!;
        const firsts = graph.columns(
          lower,
          own.map((product) => place.get(product.slice(0, -1).join())!),
        );
        value = graph.run("Mul", [firsts, last]);
      }
      before = { value, place: new Map(own.map((product, k) => [product.join(), k])) };
      parts.push(value);
    }
    return rows.of(graph.beside(parts), "double", products.length);
  },
};

/** Where values are missing: NaN, and the empty text. */
const missing = (graph: Graph, { value, kind }: Block): string =>
  kind === "string" ? graph.run("Equal", [value, graph.constant([""])]) : graph.run("IsNaN", [value]);

/** A column of 0 and 1 a wanted label of a column j of a block; null is a missing one. */
function oneHot(
  graph: Graph,
  block: Block,
  wanted: readonly { readonly j: number; readonly label: Label | null }[],
): Block {
  const own = block.kind === "bool" ? { ...block, value: graph.cast(block.value, "double") } : block;
  const cells = graph.columns(
    own.value,
    wanted.map(({ j }) => j),
  );
  const labels =
    own.kind === "string"
      ? graph.constant(wanted.map(({ label }) => `${label ?? ""}`))
      : graph.numbers(
          "double",
          wanted.map(({ label }) => Number(label ?? Number.NaN)),
        );
  const equal = graph.run("Equal", [cells, labels]);
  const isHole = Uint8Array.from(wanted, ({ label }) => Number(label === null));
  const hit =
    own.kind !== "string" && isHole.includes(1)
      ? graph.run("Or", [equal, graph.run("And", [graph.run("IsNaN", [cells]), graph.constant(isHole)])])
      : equal;
  return { value: graph.cast(hit, "double"), kind: "double", width: wanted.length };
}

/** The way back of a fitted transformer of one column of numbers; refuses those that ONNX cannot go back through. */
export function inverted(where: string, given: unknown, graph: Graph, value: string): string {
  const { name, estimator, state } = opened(where, given);
  if (name === "Pipeline")
    return (state["transformers"] as readonly unknown[]).reduceRight<string>(
      (now, own) => inverted(where, own, graph, now),
      value,
    );
  if (name !== "StandardScaler")
    reject("value", where, "a StandardScaler, or a pipeline of them", said(name));
  const { mean, scale, params } = estimator as unknown as StandardScaler;
  const factor = params.withStd ? scale : [1];
  const shift = params.withMean ? mean : [0];
  const wide = graph.run("Mul", [value, graph.numbers("double", factor)]);
  return graph.run("Add", [wide, graph.numbers("double", shift)]);
}
