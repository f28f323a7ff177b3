import type { NetworkModel } from "../network/network-model.ts";
import type { OneHotEncoder } from "../preprocess/one-hot-encoder.ts";
import type { Share } from "../select/models-by-task.ts";
import { modelIn, type Opened, opened } from "./opened.ts";

/** What a column of inputs holds. */
export type Kind = "double" | "float" | "string" | "bool";

/** What a model takes, and what its tasks are called. */
export interface Signature {
  readonly kinds: readonly Kind[];
  readonly features: readonly string[] | undefined;
  readonly tasks: readonly string[] | undefined;
}

type Named = Partial<Record<"taskNames" | "names", readonly string[]>>;

/** What goes in and out of a fitted estimator or a model. */
export function signatureOf(where: string, given: unknown): Signature {
  const model = modelIn(where, given) as (Named & { p: number; units?: NetworkModel["units"] }) | undefined;
  if (model) {
    const kind: Kind = model.units ? "float" : "double";
    return { kinds: new Array(model.p).fill(kind), features: undefined, tasks: model.taskNames };
  }
  const { state } = opened(where, given);
  const shares = state["shares"] as readonly Share[] | undefined;
  if (shares?.length) {
    const own = signatureOf(where, shares[0]!.estimator);
    return { ...own, tasks: (state as Named).taskNames };
  }
  const steps = state["transformers"] as readonly unknown[] | undefined;
  const last = state["last"] ? signatureOf(where, state["last"]) : undefined;
  if (last && steps!.length === 0) return last;
  const { names } = steps ? (opened(where, steps[0]).state as Named) : (state as Named);
  return { kinds: kindsOf(where, given), features: names, tasks: last?.tasks };
}

/** What the columns of a fitted transformer are, and how many it takes. */
function kindsOf(where: string, given: unknown): Kind[] {
  const { name, estimator, state } = opened(where, given);
  if (name === "Pipeline") return kindsOf(where, (state["transformers"] as readonly unknown[])[0]);
  const kinds = new Array<Kind>(state["p"] as number).fill("double");
  if (name === "OneHotEncoder")
    return (estimator as unknown as OneHotEncoder).categories.map((labels) => kindOf(labels[0] ?? undefined));
  if (name === "SimpleImputer") return fillsOf(state).map(kindOf);
  if (name === "ColumnTransformer")
    for (const { transformer, columns } of partsOf(state))
      if (transformer)
        for (const [k, kind] of kindsOf(where, transformer).entries()) kinds[columns[k]!] = kind;
  return kinds;
}

/** What a column holds that has such a label in it. */
export const kindOf = (label: unknown): Kind =>
  typeof label === "string" ? "string" : typeof label === "boolean" ? "bool" : "double";

interface Part {
  readonly name: string;
  readonly transformer: unknown;
  readonly columns: readonly number[];
}

/** The parts of a fitted `ColumnTransformer`. */
export const partsOf = (state: Opened["state"]): readonly Part[] => state["steps"] as readonly Part[];

/** What a fitted `SimpleImputer` puts in the place of missing values; undefined where it drops a column. */
export const fillsOf = ({ learnt }: Opened["state"]): readonly (number | string | undefined)[] =>
  (learnt as { statistics: readonly (number | string | undefined)[] }).statistics;
