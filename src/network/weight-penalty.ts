import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { NetworkLayout } from "../kernel/network-layout.ts";
import type { NamedShape, Penalty } from "../penalty/penalty.ts";

/** Penalties of `polytask/penalty` on weights of a network. */
export interface WeightPenalties {
  /** On the first layer, W[feature, unit]: l21 leaves out features. */
  readonly features?: Penalty;
  /** On the last layer, W[unit, output]: what makes heads alike. Outputs are the tasks, where every task has one. */
  readonly heads?: Penalty;
  /** Soft sharing, with inputs of their own that are equally wide: every task's first layer is a column, W[weight, task]. */
  readonly adapters?: Penalty;
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
  { layout, weights }: Pick<OpenNetwork, "layout" | "weights">,
  given: WeightPenalties,
  taskNames: readonly string[],
  inputs: readonly number[] | undefined,
): OpenPenalties {
  const parts = Object.entries(given).map(([name, penalty]: [string, Penalty]): Part => {
    const label = `${where} penalties.${name}`;
    const { shape, placeOf } = matrixOf(label, name as keyof WeightPenalties, layout, taskNames, inputs);
    if (penalty.betweenTasks && !shape.taskNames)
      reject("pair", label, `a column a task, as ${penalty.name} asks for`, said(`${shape.T} columns`));
    const own = penalty.among?.(shape.taskNames) ?? penalty;
    if (!own.prox) reject("pair", label, "a penalty with a prox", said(own.name));
    own.check?.(shape);
    const places = Int32Array.from({ length: shape.p * shape.T }, (_, k) =>
      placeOf(Math.floor(k / shape.T), k % shape.T),
    );
    return { penalty: own, shape, places, W: new Float64Array(places.length) };
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

/** Which weights are the matrix W that a penalty sees. */
function matrixOf(
  where: string,
  name: keyof WeightPenalties,
  { layers }: NetworkLayout,
  taskNames: readonly string[],
  own: readonly number[] | undefined,
): { shape: NamedShape; placeOf: (row: number, column: number) => number } {
  const T = taskNames.length;
  if (name === "adapters") {
    const widths = new Set(own);
    if (widths.size !== 1)
      reject("pair", where, "inputs of their own, equally wide", said(own ? own.join(", ") : "shared ones"));
    const { inputs, outputs, weights } = layers[0]!;
    const p = own![0]!;
    const placeOf = (row: number, t: number): number =>
      weights + Math.floor(row / p) * inputs + t * p + (row % p);
    return { shape: { p: p * outputs, T, taskNames }, placeOf };
  }
  const { inputs, outputs, weights } = name === "features" ? layers[0]! : layers.at(-1)!;
  const placeOf = (row: number, column: number): number => weights + column * inputs + row;
  const tasks = outputs === T && (name === "heads" || layers.length === 1);
  return { shape: { p: inputs, T: outputs, ...(tasks && { taskNames }) }, placeOf };
}
