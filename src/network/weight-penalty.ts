import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { LayerPlace } from "../kernel/network-layout.ts";
import type { LayerStep, NetworkPlan, Part as Stretch } from "../kernel/network-plan.ts";
import type { NamedShape, Penalty } from "../penalty/penalty.ts";
import { stretchesOf } from "./own-inputs.ts";

/** Penalties of `polytask/penalty` on weights of a network. */
export interface WeightPenalties {
  /** On all that reads the features, W[feature, unit]: l21 leaves out features. */
  readonly features?: Penalty;
  /** On the last layer, W[unit, output]: what makes heads alike. Outputs are the tasks, where every task has one. */
  readonly heads?: Penalty;
  /** Soft sharing, with inputs of their own that are equally wide: every task's first layer is a column, W[weight, task]. */
  readonly adapters?: Penalty;
  /** Soft sharing of layers that every task has for itself, as in `ownTrunks`: layer by layer a task is a column, W[weight, task]. */
  readonly trunks?: Penalty;
}

/** Penalties at work on a network's weights: after a step, the prox of so long a step. */
export interface OpenPenalties {
  apply(step: number): void;
  /** The sum of the penalties at the weights. */
  value(): number;
}

interface Part {
  readonly penalty: Penalty;
  readonly shape: NamedShape;
  /** The flat place of every entry of W. */
  readonly places: Int32Array;
  readonly W: Float64Array;
}

/** The penalties of a network with such outputs. */
export function openPenalties(
  where: string,
  plan: NetworkPlan,
  { layout, weights }: Pick<OpenNetwork, "layout" | "weights">,
  given: WeightPenalties,
  taskNames: readonly string[],
  inputs: readonly number[] | undefined,
): OpenPenalties {
  const layers = plan.layers.map((step, l): Layer => ({ ...layout.layers[l]!, step }));
  const network: Network = {
    layers,
    reading: layers.filter(({ inputs: count, step }) => count > 0 && step.from.place === plan.features.place),
    answering: layers.filter(({ step }) => plan.heads.some(({ place }) => place === step.to.place)),
    taskNames,
    inputs: stretchesOf(inputs),
  };
  const parts = Object.entries(given).flatMap(([name, penalty]: [string, Penalty]) => {
    const label = `${where} penalties.${name}`;
    const matrices = matricesOf[name as keyof WeightPenalties](label, network);
    return matrices.map(({ places, ...sizes }): Part => {
      const shape = { ...sizes, p: places.length / sizes.T };
      if (penalty.betweenTasks && !shape.taskNames)
        reject("pair", label, `a column a task, as ${penalty.name} asks for`, said(`${shape.T} columns`));
      const own = penalty.among?.(shape.taskNames) ?? penalty;
      if (!own.prox) reject("pair", label, "a penalty with a prox", said(own.name));
      own.check?.(shape);
      return { penalty: own, shape, places: Int32Array.from(places), W: new Float64Array(places.length) };
    });
  });

  const gather = ({ places, W }: Part): void => {
    const values = weights.values;
    for (let k = 0; k < W.length; k++) W[k] = values[places[k]!]!;
  };

  return {
    apply(step) {
      const values = weights.values;
      for (const part of parts) {
        gather(part);
        const { penalty, shape, places, W } = part;
        penalty.prox!(W, step, shape);
        for (let k = 0; k < W.length; k++) values[places[k]!] = W[k]!;
      }
    },
    value() {
      return parts.reduce((sum, part) => {
        gather(part);
        return sum + part.penalty.value(part.W, part.shape);
      }, 0);
    },
  };
}

type Layer = LayerPlace & { readonly step: LayerStep };

/** W by the flat places of its entries, row by row. */
interface PlacedMatrix {
  readonly T: number;
  readonly taskNames?: readonly string[];
  readonly places: readonly number[];
}

/** Columns, each of them a list of flat places. */
const placed = (columns: readonly (readonly number[])[], taskNames?: readonly string[]): PlacedMatrix => ({
  T: columns.length,
  ...(taskNames && columns.length === taskNames.length && { taskNames }),
  places: columns[0]!.flatMap((_, row) => columns.map((column) => column[row]!)),
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** A layer's weights by output: those of all its inputs, or of so many from one on. */
const rowsOf = ({ inputs, outputs, weights }: Layer, first = 0, count = inputs): number[][] =>
  upTo(outputs).map((k) => upTo(count).map((j) => weights + k * inputs + first + j));

interface Network {
  readonly layers: readonly Layer[];
  readonly reading: readonly Layer[];
  readonly answering: readonly Layer[];
  readonly taskNames: readonly string[];
  /** Where the columns of a task's own inputs begin, and how many there are. */
  readonly inputs: readonly Stretch[] | undefined;
}

/** A task's weights in layers, where inputs are its own those of its inputs alone. */
const columnOf = (t: number, layers: readonly Layer[], { reading, inputs }: Network): number[] =>
  layers.flatMap((layer) => {
    const { first, count } = layer.step.from;
    const own = reading.includes(layer) ? inputs?.[t] : undefined;
    if (!own) return rowsOf(layer).flat();
    const inside = own.first >= first && own.first < first + count;
    return inside ? rowsOf(layer, own.first - first, own.count).flat() : [];
  });

const equallyWide = ({ inputs }: Network): boolean => new Set(inputs?.map(({ count }) => count)).size === 1;

/** Which weights are the matrices W that a penalty sees. */
const matricesOf: Record<keyof WeightPenalties, (where: string, network: Network) => PlacedMatrix[]> = {
  features(_, { reading, answering, taskNames }) {
    const linear = reading.every((layer) => answering.includes(layer));
    return [
      placed(
        reading.flatMap((layer) => rowsOf(layer)),
        linear ? taskNames : undefined,
      ),
    ];
  },
  heads: (_, { answering, taskNames }) => [
    placed(
      answering.flatMap((layer) => rowsOf(layer)),
      taskNames,
    ),
  ],
  adapters(where, network) {
    const { reading, inputs, taskNames } = network;
    if (!equallyWide(network)) {
      const widths = inputs ? inputs.map(({ count }) => count).join(", ") : "shared ones";
      reject("pair", where, "inputs of their own, equally wide", said(widths));
    }
    return [
      placed(
        taskNames.map((_, t) => columnOf(t, reading, network)),
        taskNames,
      ),
    ];
  },
  trunks(where, network) {
    const { layers, reading, inputs, taskNames } = network;
    const alike = layers.filter((layer) => !inputs || equallyWide(network) || !reading.includes(layer));
    const trunks = taskNames.map((_, t) => alike.filter(({ step }) => step.hidden && step.own?.has(t)));
    if (trunks[0]!.length === 0)
      reject("pair", where, "hidden layers of every task's own, as ownTrunks has", said("none"));
    return trunks[0]!.map((_, l) =>
      placed(
        trunks.map((own, t) => columnOf(t, [own[l]!], network)),
        taskNames,
      ),
    );
  },
};
