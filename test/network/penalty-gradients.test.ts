import { describe, expect, test } from "vitest";
import { openNetwork } from "../../src/kernel/network.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { customizedGates, mixtureOfExperts, oneTrunk, ownTrunks } from "../../src/network/index.ts";
import { openPenalties, type WeightPenalties } from "../../src/network/weight-penalty.ts";
import { shapeOf } from "../kernel/plain-network.ts";
import { decompositions, members } from "../penalty/all.ts";

const names = ["a", "b", "c"];
const T = names.length;
const heads = names.map(() => ({ loss: "squared", columns: 1, weight: 1 }) as const);
const own = { inputs: [2, 2, 2] };

/** Where a penalty may stand: the network, how wide its matrix is, and whether its columns are tasks. */
const places = {
  "heads of one trunk": { name: "heads", form: { trunk: oneTrunk() }, shape: { p: 5, T }, tasks: true },
  "features of one trunk": {
    name: "features",
    form: { trunk: oneTrunk() },
    shape: { p: 6, T: 4 },
    tasks: false,
  },
  "features of a mixture": {
    ...{ name: "features", form: { trunk: mixtureOfExperts({ experts: 2 }) } },
    ...{ shape: { p: 6, T: 14 }, tasks: false }, // two experts of 4 units, a gate of 2 for every task
  },
  adapters: { name: "adapters", form: { ...own, trunk: oneTrunk() }, shape: { p: 8, T }, tasks: true },
  "trunks of their own": { name: "trunks", form: { trunk: ownTrunks() }, shape: { p: NaN, T }, tasks: true },
  "experts of their own": {
    ...{ name: "trunks", form: { trunk: customizedGates({ own: 1 }) } },
    ...{ shape: { p: NaN, T }, tasks: true },
  },
} as const;

/** Whether a penalty is made for one number of rows; layers have several. */
const ofRows = (title: string): boolean => title.includes("weight");

/** Penalties that have a gradient everywhere. */
const smooth = [
  "ridge",
  "graph",
  "meanRegularized",
  "clustered",
  "elasticNet of ridge",
  "sum of graph",
  "sum of mean",
];

describe.each(Object.entries(places))("%s", (_, { name, form, shape, tasks }) => {
  const fitting = members
    .filter(
      ({ title }) => !(Number.isNaN(shape.p) && ofRows(title)) && title !== "clustered, k = 4, nearly hard",
    )
    .map(({ title, make }) => [title, make] as const)
    .filter(([, make]) => tasks || !make(shape).betweenTasks);

  test.each(fitting)("%s: a step's slope is a slope of the penalty, on both sides", (title, make) => {
    const network = openNetwork(shapeOf([6, 4, 5], heads, 3, { activation: "tanh", ...form }));
    try {
      const random = new RandomState(7);
      const { values } = network.weights;
      const { matrices } = network.layout;
      for (let k = 0; k < values.length; k++) values[k] = random.randn();
      const before = Float64Array.from(values);
      const inputs = "inputs" in form ? form.inputs : undefined;
      const { plan } = shapeOf([6, 4, 5], heads, 3, { activation: "tanh", ...form });
      const given: WeightPenalties = { [name]: make(shape) };
      const penalties = openPenalties("test", plan, network, given, names, inputs);
      const rate = 0.25;
      penalties.apply(rate);
      const after = Float64Array.from(values);
      const slope = before.map((w, k) => (w - after[k]!) / rate);
      for (let k = matrices; k < values.length; k++) expect(after[k]).toBe(before[k]); // biases
      const value = penalties.value();
      expect(value).toBeGreaterThanOrEqual(0);

      /** How much the penalty and its tangent change from `after` on along a direction. */
      const along = (d: Float64Array, h: number): [number, number] => {
        for (let k = 0; k < values.length; k++) values[k] = after[k]! + h * d[k]!;
        const linear = slope.reduce((sum, s, k) => sum + s * (values[k]! - after[k]!), 0);
        return [penalties.value() - value, linear];
      };
      const isSmooth = smooth.some((one) => title.startsWith(one));
      for (let trial = 0; trial < 12; trial++) {
        const d = after.map(() => random.randn());
        for (const h of [-0.5, -1e-2, -1e-3, 1e-3, 1e-2, 0.5]) {
          const [changed, linear] = along(d, h);
          expect(changed - linear).toBeGreaterThan(-2e-5 * Math.abs(h) * (1 + value));
        }
        if (!isSmooth) continue;
        const h = 1e-2;
        const [[left], [right, linear]] = [along(d, -h), along(d, h)];
        expect(Math.abs((right - left) / 2 - linear) / h).toBeLessThanOrEqual(1e-3 * value);
      }
    } finally {
      network.close();
    }
  });
});

test("a penalty that takes W apart has no prox, and is refused", () => {
  const shape = shapeOf([6, 4], heads, 3);
  const network = openNetwork(shape);
  try {
    for (const penalty of Object.values(decompositions))
      expect(() => openPenalties("test", shape.plan, network, { heads: penalty }, names, undefined)).toThrow(
        /^test penalties\.heads: expected a penalty with a prox, got /,
      );
  } finally {
    network.close();
  }
});
