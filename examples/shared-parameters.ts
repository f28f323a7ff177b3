// The shared-parameter model for a class and a number: minimise λ_1 L_class(θ) + λ_2 L_number(θ) + λ R(θ), where θ has hidden layers that
// both tasks share, and a head each. Published versions have one output, which both losses judge: its one number has to be the log-odds of
// the class and the value at once. Here the class has the log-odds of a head of its own, the number has another head, and R is half the
// sum of squares of all matrices, without the biases.
//
// The class is known for 40 rows, the number for 1000; both depend on the same two directions among 40 inputs, so the number teaches the
// layers that the class uses. A row without a class costs that head nothing. Ten draws of the data; means with 95 % intervals.
import { RandomState } from "polytask";
import { adam, binary, cosine, MultiTaskNetwork, regression } from "polytask/network";

const epochs = Number(process.env["EPOCHS"] ?? 40);
const [p, known, rows] = [40, 40, 1000];

/** Rows with a number, tanh 2u + v and some noise, and a class, whether u > v; u and v are sums of all inputs that are drawn once. */
function drawn(random: RandomState) {
  const normal = (count: number): number[] => Array.from({ length: count }, () => random.randn());
  const directions = [normal(p), normal(p)];
  return (n: number) => {
    const X = Array.from({ length: n }, () => normal(p));
    const [u, v] = directions.map((d) =>
      X.map((x) => x.reduce((sum, value, j) => sum + value * d[j]!, 0) / Math.sqrt(p)),
    );
    return {
      X,
      number: X.map((_, i) => Math.tanh(2 * u![i]!) + v![i]! + 0.1 * random.randn()),
      above: X.map((_, i) => u![i]! > v![i]!),
    };
  };
}

const tasks = { above: binary({ weight: 0.1 }), number: regression() }; // λ_1 and λ_2
const results = Array.from({ length: 10 }, (_, seed) => {
  const draw = drawn(new RandomState(seed));
  const [train, test] = [draw(rows), draw(rows)];
  const params = {
    hidden: [32, 16],
    activation: "tanh",
    optimizer: adam({ lr: cosine(1e-2) }),
    weightDecay: 1e-3, // λ
    randomState: seed,
  } as const;
  const few = train.above.map((label, i) => (i < known ? label : null));
  const joint = new MultiTaskNetwork({ ...params, epochs, tasks })
    .fit(train.X, { above: few, number: train.number })
    .score(test.X, { above: test.above, number: test.number });
  // alone: as many steps as the joint fit has
  const steps = epochs * Math.ceil(rows / 32);
  const above = new MultiTaskNetwork({
    ...{ ...params, epochs: Math.ceil(steps / Math.ceil(known / 32)), tasks: { above: tasks.above } },
  })
    .fit(train.X.slice(0, known), { above: train.above.slice(0, known) })
    .score(test.X, { above: test.above });
  const number = new MultiTaskNetwork({ ...params, epochs, tasks: { number: tasks.number } })
    .fit(train.X, { number: train.number })
    .score(test.X, { number: test.number });
  return { above: [joint["above"]!, above["above"]!], number: [joint["number"]!, number["number"]!] };
});

const quantile = 2.262; // of Student's t with 9 degrees of freedom, 97.5 %
function interval(values: readonly number[]): string {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(3)} ± ${(quantile * Math.sqrt(variance / values.length)).toFixed(3)}`;
}
for (const [name, what] of [
  ["above", "accuracy of the class"],
  ["number", "R² of the number"],
] as const) {
  const [joint, alone] = [0, 1].map((k) => results.map((one) => one[name][k]!));
  const gain = interval(joint!.map((value, k) => value - alone![k]!));
  console.log(`${what}: ${interval(joint!)} joint, ${interval(alone!)} alone; sharing adds ${gain}`);
}
