/** A layer's place in the flat array of weights: its matrix is outputs x inputs, row-major, with one bias an output. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
}

/** Where everything lies in the flat array: all matrices first, then all biases. */
export interface NetworkLayout {
  readonly layers: readonly LayerPlace[];
  /** How many numbers the matrices take, a multiple of four. */
  readonly matrices: number;
  /** How many numbers there are in all, a multiple of four; what fills up stays 0. */
  readonly size: number;
}

const four = (count: number): number => Math.ceil(count / 4) * 4;

/** The layout of layers with so many units, from the features to the outputs. */
export function layoutOf(units: readonly number[]): NetworkLayout {
  const shapes = units.slice(1).map((outputs, l) => ({ inputs: units[l]!, outputs }));
  const matrices = four(shapes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0));
  let [weights, biases] = [0, matrices];
  const layers = shapes.map(({ inputs, outputs }): LayerPlace => {
    const place = { inputs, outputs, weights, biases };
    weights += inputs * outputs;
    biases += outputs;
    return place;
  });
  return { layers, matrices, size: four(biases) };
}
