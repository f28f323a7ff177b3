import { Matrix } from "ml-matrix";
import { expect, test } from "vitest";
import type { Parameter } from "../../src/base/parameter.ts";
import { type Label, LinearHeads } from "../../src/index.ts";
import { memory } from "../../src/kernel/memory.ts";
import { refuses } from "./refusals.ts";
import { matrix, type Rows } from "./samples.ts";

type Given = [X: unknown, Y?: unknown, options?: unknown];
type Labels = (Label | null)[][];

/** What the court needs of a classifier, loosely typed so that wrong arguments can be handed in. */
export interface Classifier {
  fit(...given: Given): Classifier;
  fitAsync(...given: Given): Promise<Classifier>;
  predict(X: unknown, options?: unknown): unknown;
  predictProba(X: unknown, options?: unknown): unknown;
  score(...given: Given): unknown;
  getParams(): object;
  clone(): Classifier;
  readonly classes: readonly (readonly Label[])[];
  readonly model: LinearHeads;
}

export interface ClassifierMember {
  readonly name: string;
  readonly label: string;
  readonly make: (params?: object) => Classifier;
  readonly parameters: Record<string, Parameter<unknown>>;
  /** How far probabilities of the same question may lie apart. */
  readonly accuracy: number;
}

const [n, p, T] = [23, 4, 3];
const X = matrix(n, p, 1);
const noise = matrix(n, T, 2);
const fresh = matrix(5, p, 3);
/** Two classes, three classes, two classes; what they are called comes from outside. */
const codes = X.map((x, i) => [
  Number(x[0]! + noise[i]![0]! > 0),
  Number(x[1]! + noise[i]![1]! > -4) + Number(x[1]! + noise[i]![1]! > 4),
  Number(x[0]! - x[1]! + noise[i]![2]! > 0),
]);
const named = (names: readonly (readonly Label[])[], from: Rows = codes): Labels =>
  from.map((row) => row.map((code, t) => names[t]![code]!));
const words = [
  ["no", "yes"],
  ["L", "M", "S"],
  [false, true],
] as const;
const Y = named(words);
const tasksOf = (labels: Labels): object[] => [0, 1, 2].map((t) => ({ X, y: labels.map((row) => row[t]!) }));

/** The laws that every classifier obeys. */
export function classifierCourt({ name, make, parameters, accuracy }: ClassifierMember): void {
  const fitted = (...given: Given): Classifier => make().fit(...given);
  const shares = (subject: Classifier, on: unknown = fresh): number[] =>
    (subject.predictProba(on) as Matrix[]).flatMap((one) => one.to1DArray());

  test(`${name}: answers nothing before fit`, () => {
    for (const ask of [
      (s: Classifier) => s.predict(X),
      (s: Classifier) => s.predictProba(X),
      (s: Classifier) => s.score(X, Y),
      (s: Classifier) => s.classes,
      (s: Classifier) => s.model,
    ]) {
      expect(() => ask(make())).toThrow(/call fit first/);
    }
  });

  const one = Y.map(([, b, c]) => ["only", b!, c!]);
  const bad: Record<string, [Given, RegExp]> = {
    "a task with one class": [[X, one], /task 0: expected two or more classes, got only "only"$/],
    "one class left by weights of 0": [
      [X, Y, { sampleWeight: Y.map((row) => [Number(row[0] === "no"), 1, 1]) }],
      /task 0: expected two or more classes, got only "no"$/,
    ],
    "a named task with one class": [
      [X, one, { taskNames: ["a", "b", "c"] }],
      /task "a": expected two or more classes, got only "only"$/,
    ],
    "labels of two kinds": [
      [X, Y.map((row, i) => (i === 1 ? [1, "M", true] : row))],
      /task 0: expected labels of one kind, as "(no|yes)" is a string, got 1$/,
    ],
    "a label that is none": [
      [X, Y.map((row, i) => (i === 2 ? ["no", { a: 1 }, true] : row))],
      /Y row 2, column 1: expected a string, a number, a boolean or null, got an object with a$/,
    ],
    "an infinite label": [
      [X, Y.map((row, i) => (i === 2 ? ["no", Infinity, true] : row))],
      /Y row 2, column 1: expected a string, a number, a boolean or null, got Infinity$/,
    ],
    "ragged labels": [
      [X, Y.map((row, i) => (i === 4 ? row.slice(1) : row))],
      /Y row 4: expected 3 labels, as in row 0, got 2$/,
    ],
    "no labels": [[X], /Y: expected targets, one row a row of X, got undefined$/],
    "labels that are no matrix": [[X, 7], /Y: expected labels: a vector, rows of them, or .*, got 7$/],
    "a task without any label": [
      [X, Y.map(([a, , c]) => [a!, null, c!])],
      /task 1: expected at least one observed target with a positive weight, got none$/,
    ],
    "rows of X that are not rows of Y": [[X, Y.slice(1)], /Y: expected 23 rows, one per row of X, got 22$/],
    "NaN in X": [
      [X.map((row, i) => (i === 3 ? [1, NaN, 2, 3] : row)), Y],
      /X row 3, column 1: expected a finite number, got NaN$/,
    ],
    "an option that does not exist": [[X, Y, { weights: [] }], /fit: has no option weights/],
    "a task without y": [[[{ X }]], /task 0 y: expected targets, one a row of X, got undefined$/],
  };
  refuses(name, make, bad);

  test(`${name}: wrong questions get one clear sentence`, () => {
    const subject = fitted(X, Y, { taskNames: ["a", "b", "c"] });
    for (const asked of ["predict", "predictProba"] as const) {
      expect(() => subject[asked](matrix(2, p + 1, 1))).toThrow(/X: expected 4 columns, as in fit, got 5$/);
      expect(() => subject[asked](X, { task: "d" })).toThrow(/or one of a, b, c, got "d"$/);
      expect(() => subject[asked]([{ X }])).toThrow(/expected 3 tasks, as in fit, got 1$/);
    }
    expect(() => subject.score(X, Y.slice(1))).toThrow(
      /score Y: expected 23 rows, one per row of X, got 22$/,
    );
    expect(() =>
      subject.score(
        X,
        Y.map(([a]) => [a!]),
      ),
    ).toThrow(/score Y: expected 3 columns, one a task, got 1$/);
    expect(() => subject.score(X, Y, { weight: [] })).toThrow(/has no option weight/);
  });

  test(`${name}: parameters are filled from the table and checked row by row`, () => {
    expect(Object.keys(make().getParams()).sort()).toEqual(Object.keys(parameters).sort());
    for (const [parameter, { wrong }] of Object.entries(parameters)) {
      for (const value of wrong) {
        if (value === undefined) continue;
        expect(() => make({ [parameter]: value })).toThrow(
          new RegExp(`^${name}\\.${parameter}: expected .*, got `),
        );
      }
    }
  });

  test(`${name}: classes are sorted, one list a task; probabilities add up to 1 and the likeliest is predicted`, () => {
    const subject = fitted(X, Y);
    expect(subject.classes).toEqual(words);
    const proba = subject.predictProba(X) as Matrix[];
    const labels = subject.predict(X) as Label[][];
    for (const [t, own] of proba.entries()) {
      expect([own.rows, own.columns]).toEqual([n, words[t]!.length]);
      for (let i = 0; i < n; i++) {
        const row = own.getRow(i);
        expect(row.reduce((sum, share) => sum + share, 0)).toBeNear(1, 1e-15);
        expect(row.every((share) => share >= 0 && share <= 1)).toBe(true);
        expect(labels[i]![t]).toBe(words[t]![row.indexOf(Math.max(...row))]);
      }
    }
  });

  test(`${name}: it learns: better than the commonest label on rows it has seen`, () => {
    const scores = fitted(X, Y).score(X, Y, { multioutput: "rawValues" }) as number[];
    for (const [t, score] of scores.entries()) {
      const counts = words[t]!.map((_, code) => codes.filter((row) => row[t] === code).length);
      expect(score).toBeGreaterThanOrEqual(Math.max(...counts) / n);
    }
  });

  test(`${name}: what classes are called changes nothing; in another order they change places`, () => {
    const want = shares(fitted(X, Y));
    expect(
      shares(
        fitted(
          X,
          named([
            [0, 1],
            [10, 20, 30],
            ["a", "b"],
          ]),
        ),
      ),
    ).toEqual(want);
    const turned = fitted(
      X,
      named([
        [1, 0],
        [30, 20, 10],
        ["b", "a"],
      ]),
    );
    const back = (turned.predictProba(fresh) as Matrix[]).flatMap((own) =>
      own.to2DArray().flatMap((row) => row.toReversed()),
    );
    expect(back).toBeNear(want, accuracy);
  });

  test(`${name}: all forms of labels give the same bits`, () => {
    const numeric = named([
      [0, 1],
      [0, 1, 2],
      [0, 1],
    ]) as Rows;
    const want = shares(fitted(X, Y));
    const flat = { data: numeric.flat(), rows: n, columns: T };
    for (const form of [
      numeric,
      new Matrix(numeric),
      flat,
      { ...flat, data: Float64Array.from(flat.data) },
    ]) {
      expect(shares(fitted(X, form))).toEqual(want);
    }
    const first = Y.map(([label]) => label!);
    expect(shares(fitted(X, first))).toEqual(
      shares(
        fitted(
          X,
          first.map((label) => [label]),
        ),
      ),
    );
  });

  test(`${name}: shared X equals the same X handed in task by task, bit for bit`, () => {
    expect(shares(fitted(tasksOf(Y)))).toEqual(shares(fitted(X, Y)));
  });

  test(`${name}: a missing label, a weight of 0 and an absent row are the same, bit for bit`, () => {
    const seen = (i: number, t: number): boolean => (2 * i + t) % 5 > 0;
    const missing = Y.map((row, i) => row.map((label, t) => (seen(i, t) ? label : null)));
    const holes = named([
      [0, 1],
      [0, 1, 2],
      [0, 1],
    ]).map((row, i) => row.map((label, t) => (seen(i, t) ? label : NaN)));
    const weights = Y.map((row, i) => row.map((_, t) => Number(seen(i, t))));
    const absent = [0, 1, 2].map((t) => ({
      X: X.filter((_, i) => seen(i, t)),
      y: Y.filter((_, i) => seen(i, t)).map((row) => row[t]!),
    }));
    const want = shares(fitted(absent));
    expect(shares(fitted(X, missing))).toEqual(want);
    expect(shares(fitted(X, holes))).toEqual(want);
    expect(shares(fitted(X, Y, { sampleWeight: weights }))).toEqual(want);
  });

  test(`${name}: a class that only rows of weight 0 have is no class`, () => {
    const odd = Y.map((row, i) => (i === 0 ? ["never", row[1]!, row[2]!] : row));
    const subject = fitted(X, odd, { sampleWeight: X.map((_, i) => Number(i > 0)) });
    expect(subject.classes).toEqual(words);
  });

  test(`${name}: a weight of 2 is a row that stands twice`, () => {
    const sampleWeight = X.map((_, i) => (i % 3 === 0 ? 2 : 1));
    const twice = <R>(rows: readonly R[]): R[] =>
      rows.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row]));
    expect(shares(fitted(X, Y, { sampleWeight }))).toBeNear(shares(fitted(twice(X), twice(Y))), accuracy);
  });

  test(`${name}: one row, one task and named tasks are answered as among all`, () => {
    const subject = fitted(X, Y, { taskNames: ["a", "b", "c"] });
    const all = subject.predict(fresh) as Label[][];
    const proba = subject.predictProba(fresh) as Matrix[];
    for (const [i, row] of fresh.entries()) expect(subject.predict([row])).toEqual([all[i]]);
    for (const t of [0, 1, 2]) {
      expect(subject.predict(fresh, { task: t })).toEqual(all.map((row) => row[t]));
      expect(subject.predictProba(fresh, { task: "abc"[t]! })).toEqual(proba[t]);
    }
    const some = [
      { X: fresh, name: "c" },
      { X: fresh.slice(1), name: "a" },
    ];
    expect(subject.predict(some)).toEqual([all.map((row) => row[2]), all.slice(1).map((row) => row[0])]);
    expect((subject.predictProba(some) as Matrix[])[0]).toEqual(proba[2]);
  });

  test(`${name}: score is the mean share of right labels, the same in both forms of the data`, () => {
    const subject = fitted(X, Y);
    const labels = subject.predict(X) as Label[][];
    const right = [0, 1, 2].map((t) => labels.filter((row, i) => row[t] === Y[i]![t]).length / n);
    expect(subject.score(X, Y, { multioutput: "rawValues" })).toEqual(right);
    expect(subject.score(X, Y)).toBeNear(right.reduce((sum, share) => sum + share, 0) / T, 1e-15);
    expect(subject.score(tasksOf(Y))).toBe(subject.score(X, Y));
  });

  test(`${name}: fitting twice, asynchronously and on data that change later gives the same bits`, async () => {
    const given = structuredClone([X, Y]) as Given;
    const subject = fitted(...given);
    const want = shares(subject);
    expect(shares(subject.fit(...given))).toEqual(want);
    expect(given).toEqual([X, Y]);
    const late = make().fitAsync(...given);
    for (const row of given[1] as Labels) row.fill(null);
    for (const row of given[0] as Rows) row.fill(0);
    expect(shares(await late)).toEqual(want);
  });

  test(`${name}: fits that are stopped or refused leave the earlier one and give their memory back`, async () => {
    const subject = fitted(X, Y);
    const want = shares(subject);
    const size = memory.buffer.byteLength;
    for (let k = 0; k < 40; k++) {
      const thrown = () => {
        throw new Error("watcher");
      };
      expect(() => subject.fit(X, Y, { onProgress: thrown })).toThrow("watcher");
      const controller = new AbortController();
      const late = subject.fitAsync(X, Y, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(late).rejects.toThrow(/abort/i);
    }
    expect(() => subject.fit(X, one)).toThrow(/two or more classes/);
    expect(shares(subject)).toEqual(want);
    expect(memory.buffer.byteLength).toBe(size);
  });

  test(`${name}: the model survives JSON and answers bit for bit the same`, () => {
    const { model } = fitted(X, Y, { taskNames: ["a", "b", "<script>"] });
    const again = LinearHeads.from(JSON.parse(JSON.stringify(model)));
    expect(again.describe()).toEqual(model.describe());
    const inputs = { data: Float64Array.from(fresh.flat()), rows: 5, columns: p };
    for (const t of [0, 1, 2]) {
      expect(again.probabilities(t, inputs)).toEqual(model.probabilities(t, inputs));
      expect(again.labels(t, inputs)).toEqual(model.labels(t, inputs));
    }
  });

  test(`${name}: the certificate holds`, () => {
    const { linear } = fitted(X, Y).model;
    const { gap, objective } = linear.marks.at(-1)!;
    expect(linear.converged).toBe(true);
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThanOrEqual(1e-6 * (objective + 1));
  });
}
