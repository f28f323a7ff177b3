import type { LayerPlace, NetworkLayout } from "./network-layout.ts";
import {
  activations,
  type LayerStep,
  type MixStep,
  type NetworkPlan,
  type Step,
  type Units,
} from "./network-plan.ts";

/** Where things lie that the kernels' records of steps speak of. */
export interface Addresses {
  readonly batch: number;
  readonly weights: number;
  readonly gradient: number;
  /** The panels of some units: their values, slopes or the loss's derivatives in them. */
  panel(kind: (typeof kinds)[number], units: Units): number;
  /** How many rows the panels of a place have. */
  readonly rows: readonly number[];
}

export const kinds = ["value", "slope", "delta"] as const;

/** A step, and the record that the kernels have of it. */
export interface Recorded {
  readonly step: Step;
  readonly words: readonly number[];
}

/** The records of steps that come one after the other, and back. */
export function recordsOf(
  steps: readonly Step[],
  plan: NetworkPlan,
  layout: NetworkLayout,
  addresses: Addresses,
): Recorded[] {
  const { panel, rows } = addresses;
  const smooth = new Set(plan.layers.filter(({ hidden }) => hidden).map(({ to }) => to.place));
  const readers = plan.places.map(() => 0);
  for (const { place } of steps.flatMap(readsOf)) readers[place]!++;
  const seen = plan.places.map(() => 0);
  /** The derivative in what is read: of several readers the first on the way back writes it, the last multiplies with the slope. */
  const back = (units: Units) => {
    const before = seen[units.place]!++;
    const closes = seen[units.place] === readers[units.place];
    return {
      slope: closes && smooth.has(units.place) ? panel("slope", units) : 0,
      delta: units.place > 0 ? panel("delta", units) : 0,
      adds: Number(before > 0),
    };
  };

  const layerWords = (step: LayerStep, place: LayerPlace): number[] => {
    const { from, to } = step;
    const { slope, delta, adds } = back(from);
    const [weights, biases] = [4 * (place.weights + to.first * place.inputs), 4 * (place.biases + to.first)];
    return [
      ...[from.count, rows[from.place]!, to.count, rows[to.place]!, activations.indexOf(step.activation)],
      ...[addresses.weights + weights, addresses.weights + biases],
      ...[addresses.gradient + weights, addresses.gradient + biases],
      ...[panel("value", from), slope, delta],
      ...kinds.map((kind) => panel(kind, to)),
      ...[addresses.batch, step.hidden ? steps.indexOf(step) : -1, adds],
    ];
  };

  const mixWords = ({ softmax, mixtures }: MixStep): number[] => [
    ...[addresses.batch, mixtures.length, Number(softmax)],
    ...mixtures.flatMap(({ to, of, gates }) => [
      ...[to.count, rows[to.place]!, panel("value", to), panel("delta", to)],
      ...[rows[gates.place]!, panel("value", gates), gates.place > 0 ? panel("delta", gates) : 0, of.length],
      ...of.flatMap((units) => {
        const { slope, delta, adds } = back(units);
        return [rows[units.place]!, panel("value", units), slope, delta, adds];
      }),
    ]),
  ];

  const recorded = steps.toReversed().map((step) => {
    if (step.kind === "mix") return { step, words: mixWords(step) };
    const at = plan.layers.findIndex(({ to }) => to.place === step.to.place);
    return { step, words: layerWords(step, layout.layers[at]!) };
  });
  return recorded.reverse();
}

/** What a step reads that has a derivative, in the order of its way back; gates are read once. */
const readsOf = (step: Step): readonly Units[] =>
  step.kind === "layer" ? [step.from] : step.mixtures.flatMap(({ of }) => of);
