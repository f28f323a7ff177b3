import type { LayerStep } from "./network-plan.ts";

/** A layer's place in the flat array of weights: its matrix is outputs x inputs, row-major, with one bias an output. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
}

/**
 * Where everything lies in the flat array: all matrices first, then all biases, and of both those of the layers that all tasks share before
 * those that are not.
 */
export interface NetworkLayout {
  /** As the plan has them. */
  readonly layers: readonly LayerPlace[];
  /** How many numbers the matrices take, a multiple of four. */
  readonly matrices: number;
  /** How many numbers there are in all, a multiple of four; what fills up stays 0. */
  readonly size: number;
  /** What all tasks share: two ranges. */
  readonly shared: readonly { readonly from: number; readonly to: number }[];
}

const four = (count: number): number => Math.ceil(count / 4) * 4;

/** The layout of layers. */
export function layoutOf(layers: readonly Pick<LayerStep, "from" | "to" | "own">[]): NetworkLayout {
  const shapes = layers.map(({ from, to, own }) => ({ inputs: from.count, outputs: to.count, own }));
  const matrices = four(shapes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0));
  const places = new Map<object, LayerPlace>();
  let [weights, biases] = [0, matrices];
  const put = (part: typeof shapes): void => {
    for (const shape of part) {
      const { inputs, outputs } = shape;
      places.set(shape, { inputs, outputs, weights, biases });
      weights += inputs * outputs;
      biases += outputs;
    }
  };
  put(shapes.filter(({ own }) => !own));
  const shared = [
    { from: 0, to: weights },
    { from: matrices, to: biases },
  ];
  put(shapes.filter(({ own }) => own));
  return { layers: shapes.map((shape) => places.get(shape)!), matrices, size: four(biases), shared };
}
