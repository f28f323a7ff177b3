import fc from "fast-check";
import { expect, test } from "vitest";
import { display } from "../../src/base/display/shown.ts";
import type { Parameter } from "../../src/base/parameter.ts";
import { foldsOfParts } from "../../src/fold/fold-statistics.ts";
import { KFold, LinearModel, setWarningHandler, statisticsOf, useBuild } from "../../src/index.ts";
import { memory } from "../../src/kernel/memory.ts";
import { checkHtml } from "../base/check-html.ts";
import { readBack } from "./read-back.ts";
import { refuses } from "./refusals.ts";
import { entries, matrix, type Rows } from "./samples.ts";

type Fit = [X: unknown, Y?: unknown, options?: unknown];

/** What the court needs of an estimator, loosely typed so that wrong arguments can be handed in. */
export interface Subject {
  readonly name: string;
  fit(...given: Fit): Subject;
  fitAsync(...given: Fit): Promise<Subject>;
  predict(X: unknown, options?: unknown): unknown;
  score(...given: Fit): number;
  getParams(): object;
  setParams(changes: object): Subject;
  clone(): Subject;
  readonly model?: LinearModel;
}

export interface Member {
  readonly name: string;
  /** What tells this member from others of its class. */
  readonly label?: string;
  readonly make: (params?: object) => Subject;
  readonly parameters: Record<string, Parameter<unknown>>;
  /** How far answers to the same question may lie apart; 1e-10 where nothing is iterated. */
  readonly accuracy?: number;
  /** Whether the model is linear: coefficients, marks and a certificate can be asked for. */
  readonly linear: boolean;
  /** Whether a fit on shared X shares nothing between tasks, so that a task alone gives the same numbers. */
  readonly separable: boolean;
  /** Whether it splits the rows by their places, so that rows which move, go or stand twice ask another question. */
  readonly folds?: boolean;
  /** Whether the order of the tasks counts, as that of points in time does. */
  readonly ordered?: boolean;
  /** Whether its parameters speak of tasks by number, so that others in number or order ask another question. */
  readonly numbered?: boolean;
  /** Whether all tasks must be on the same rows with the same weights, so that others are refused. */
  readonly sameRows?: boolean;
  /** Why statistics are not enough for it. */
  readonly needsRows?: string;
  /** Whether data are handed on to others, who refuse what is wrong with numbers in their own words. */
  readonly handsOn?: boolean;
}

const quietly = <R>(work: () => R): R => {
  const before = setWarningHandler(() => {});
  try {
    return work();
  } finally {
    setWarningHandler(before);
  }
};

const n = 11;
const p = 4;
const T = 3;
const X = matrix(n, p, 1);
const Y = matrix(n, T, 2);
const fresh = matrix(5, p, 3);

/** The laws that every estimator of numbers obeys. */
export function court(member: Member): void {
  const {
    name,
    make,
    parameters,
    linear,
    separable,
    folds = false,
    ordered,
    sameRows,
    handsOn = false,
    needsRows,
    numbered = false,
    accuracy = 1e-10,
  } = member;
  const fitted = (...given: Fit): Subject => make().fit(...given);
  const numbers = (subject: Subject, on: unknown = fresh): number[] => entries(subject.predict(on));

  test(`${name}: answers nothing before fit`, () => {
    for (const ask of [(s: Subject) => s.predict(X), (s: Subject) => s.score(X, Y)]) {
      expect(() => ask(make())).toThrow(
        /expected a fitted estimator, got one that has not seen data: call fit first/,
      );
    }
  });

  test(`${name}: shows itself before and after fit, as text and as HTML in which names are text`, () => {
    const taskNames = ["<script>alert(1)</script>", "a & b", 'c"'];
    for (const [subject, state] of [
      [make(), "not fitted"],
      [fitted(X, Y, numbered ? {} : { taskNames }), "fitted"],
    ] as const) {
      const bundle = (subject as unknown as Record<typeof display, () => Record<string, string>>)[display]();
      expect(bundle["text/plain"]!.startsWith(`${name} (${state})`)).toBe(true);
      checkHtml(bundle["text/html"]!);
    }
  });

  const bad: Record<string, [Fit, RegExp]> = {
    "NaN in X": [
      [X.map((row, i) => (i === 3 ? [1, NaN, 2, 3] : row)), Y],
      /X row 3, column 1: expected a finite number, got NaN$/,
    ],
    "Infinity in X": [
      [X.map((row, i) => (i === 0 ? [1, 2, Infinity, 3] : row)), Y],
      /X row 0, column 2: expected a finite number, got Infinity$/,
    ],
    "Infinity in Y": [
      [X, Y.map((row, i) => (i === 2 ? [1, -Infinity, 0] : row))],
      /Y row 2, column 1: expected a finite number or NaN, got -Infinity$/,
    ],
    "ragged rows": [
      [X.map((row, i) => (i === 5 ? row.slice(1) : row)), Y],
      /X row 5: expected 4 values, as in row 0, got 3$/,
    ],
    "rows of X that are not rows of Y": [[X, Y.slice(1)], /Y: expected 11 rows, one per row of X, got 10$/],
    "no Y": [[X], /Y: expected targets, one row a row of X, got undefined$/],
    "no samples": [[[], []], /X: expected at least one row, got none$/],
    "rows without values": [
      [
        [[], []],
        [1, 2],
      ],
      /X: expected at least one column, got none$/,
    ],
    "strings in X": [
      [X.map((row, i) => (i === 1 ? ["a", 2, 3, 4] : row)), Y],
      /X row 1, column 0: expected a number, got "a"$/,
    ],
    "a 3-D array": [
      [X.map((row) => row.map((value) => [value])), Y],
      /X row 0, column 0: expected a number, got an array of 1$/,
    ],
    "a number for X": [[7, Y], /X: expected a matrix.*, got 7$/],
    "null for X": [[null, Y], /X: expected a matrix.*, got null$/],
    "a flat matrix of another size": [
      [{ data: new Float64Array(3), rows: 2, columns: 2 }, [1, 2]],
      /X\.data: expected 2 x 2 = 4 numbers, got 3$/,
    ],
    "a task with no observed target": [
      [X, Y.map(([a, , c]) => [a, NaN, c])],
      /task 1: expected at least one observed target with a positive weight, got none$/,
    ],
    "weights that are all 0": [
      [X, Y, { sampleWeight: X.map(() => 0) }],
      /task 0: expected at least one observed target with a positive weight, got none$/,
    ],
    "a negative weight": [
      [X, Y, { sampleWeight: X.map((_, i) => i - 1) }],
      /sampleWeight: expected weights >= 0, got -1$/,
    ],
    "a weight that is NaN": [
      [X, Y, { sampleWeight: X.map(() => NaN) }],
      /sampleWeight row 0: expected a finite number, got NaN$/,
    ],
    "weights of another shape": [
      [X, Y, { sampleWeight: matrix(n, 2, 1) }],
      /sampleWeight: expected 11 weights or 11 x 3, got 11 x 2$/,
    ],
    "names of another number": [
      [X, Y, { taskNames: ["a", "b"] }],
      /taskNames: expected 3 names, one a task, got 2$/,
    ],
    "a name twice": [
      [X, Y, { taskNames: ["a", "b", "a"] }],
      /taskNames: expected different names, got "a" twice$/,
    ],
    "an option that does not exist": [
      [X, Y, { sampleWeights: [] }],
      /fit: has no option sampleWeights; it has sampleWeight, taskNames, onProgress$/,
    ],
    "tasks with different features": [
      [
        [
          { X, y: X.map(() => 1) },
          { X: [[1]], y: [1] },
        ],
      ],
      /task 1 X: expected 4 columns, as in the first task, got 1$/,
    ],
    "a task without a name among named ones": [
      [
        [
          { X, y: X.map(() => 1), name: "a" },
          { X, y: X.map(() => 1) },
        ],
      ],
      /task 1\.name: expected a name, as other tasks have one, got undefined$/,
    ],
    "a task without y": [[[{ X }]], /task 0 y: expected targets, one a row of X, got undefined$/],
    "Y beside per-task data": [
      [[{ X, y: X.map(() => 1) }], Y],
      /Y: expected nothing beside per-task data, which carries its own y, got an array of 11$/,
    ],
  };
  const inOwnWords = Object.entries(bad).map(([what, [given]]) => [
    what,
    [given, /^\w+\.fit.*: (expected .*, got|has no option) .*$/],
  ]);
  refuses(name, make, handsOn ? Object.fromEntries(inOwnWords) : bad);

  test(`${name}.predict: other features, unknown tasks and bad numbers get one clear sentence`, () => {
    const subject = fitted(X, Y, { taskNames: ["a", "b", "c"] });
    expect(() => subject.predict(matrix(2, p + 1, 1))).toThrow(
      /predict X: expected 4 columns, as in fit, got 5$/,
    );
    expect(() => subject.predict([[1, 2, NaN, 4]])).toThrow(
      /predict X row 0, column 2: expected a finite number, got NaN$/,
    );
    expect(() => subject.predict(X, { task: 3 })).toThrow(
      /predict task: expected a task from 0 to 2, or one of a, b, c, got 3$/,
    );
    expect(() => subject.predict(X, { task: "d" })).toThrow(/or one of a, b, c, got "d"$/);
    expect(() =>
      subject.predict([
        { X, name: "a" },
        { X, name: "z" },
      ]),
    ).toThrow(/got "z"$/);
    expect(() => subject.predict([{ X }])).toThrow(/expected 3 tasks, as in fit, got 1$/);
  });

  test(`${name}: tasks with a hole, options that are none and wrong targets of score get one clear sentence`, () => {
    const tasks = [0, 1].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    const holes = Object.assign(new Array(3), { 0: tasks[0], 2: tasks[1] });
    expect(() => make().fit(holes)).toThrow(/fit task 1: expected an object with X, got undefined$/);
    expect(() => make().fit([tasks[0], { x: X, y: [1] }])).toThrow(
      /fit task 1: expected an object with X, got an object with x, y$/,
    );
    expect(() => make().fit(X, Y, { onProgress: 3 })).toThrow(/fit onProgress: expected a function, got 3$/);
    expect(() =>
      fitted(X, Y).score(
        X,
        Y.map(([a]) => [a!]),
      ),
    ).toThrow(/score Y: expected 3 columns, one a task, got 1$/);
  });

  test(`${name}: fits that are stopped, refused or watched by who throws give their memory back`, async () => {
    const subject = fitted(X, Y);
    const before = memory.buffer.byteLength;
    const wide = matrix(60, 40, 5);
    const wideY = matrix(60, T, 6);
    fitted(wide, wideY);
    const size = Math.max(before, memory.buffer.byteLength);
    for (let k = 0; k < 60; k++) {
      const thrown = () => {
        throw new Error("watcher");
      };
      expect(() => make().fit(wide, wideY, { onProgress: thrown })).toThrow("watcher");
      expect(() => make().fit(wide, wideY, { onProgress: () => false })).toThrow(/stopped/);
      const controller = new AbortController();
      const late = make().fitAsync(wide, wideY, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(late).rejects.toThrow(/abort/i);
    }
    expect(memory.buffer.byteLength).toBe(size);
    expect(numbers(subject)).toEqual(numbers(fitted(X, Y)));
  });

  test(`${name}: a failed fit leaves the earlier one as it was`, () => {
    const subject = fitted(X, Y);
    const before = numbers(subject);
    expect(() => subject.fit(X, Y.slice(1))).toThrow(/rows/);
    expect(numbers(subject)).toEqual(before);
  });

  test(`${name}: parameters are filled from the table, checked row by row, and frozen`, () => {
    const standard = make();
    expect(Object.keys(standard.getParams()).sort()).toEqual(Object.keys(parameters).sort());
    for (const [parameter, { wrong }] of Object.entries(parameters)) {
      expect(wrong.length).toBeGreaterThan(2);
      for (const value of wrong) {
        if (value === undefined) continue;
        expect(() => make({ [parameter]: value })).toThrow(
          new RegExp(`^${name}\\.${parameter}: expected .*, got `),
        );
      }
    }
    expect(() => make({ alfa: 1 })).toThrow(
      new RegExp(`^${name}: has no parameter alfa; it has ${Object.keys(parameters).join(", ")}$`),
    );
    expect(() =>
      Object.assign(standard.getParams(), Object.fromEntries(Object.keys(parameters).map((k) => [k, 2]))),
    ).toThrow(TypeError);
  });

  test(`${name}: clone and setParams give new, unfitted estimators and leave this one alone`, () => {
    const subject = fitted(X, Y);
    const before = numbers(subject);
    for (const copy of [subject.clone(), subject.setParams({})]) {
      expect(copy.getParams()).toEqual(subject.getParams());
      expect(() => copy.predict(X)).toThrow(/call fit first/);
    }
    expect(numbers(subject)).toEqual(before);
  });

  test(`${name}: fitting twice gives the same bits, asynchronously too, and leaves the inputs alone`, async () => {
    const given = structuredClone([X, Y]) as [Rows, Rows];
    const subject = fitted(...given);
    expect(numbers(subject.fit(...given))).toEqual(numbers(fitted(X, Y)));
    expect(numbers(await make().fitAsync(...given))).toEqual(numbers(subject));
    expect(given).toEqual([X, Y]);
  });

  test(`${name}: what is changed after fitAsync was called changes nothing`, async () => {
    const flat = (rows: Rows) => ({
      data: Float64Array.from(rows.flat()),
      rows: rows.length,
      columns: rows[0]!.length,
    });
    const weights = matrix(n, 1, 4).map(([w]) => [1 + Math.abs(w!)]);
    const given = [flat(X), flat(Y), flat(weights)] as const;
    const fitting = make().fitAsync(given[0], given[1], { sampleWeight: given[2] });
    for (const { data } of given) data.fill(0);
    expect(numbers(await fitting)).toEqual(numbers(fitted(X, Y, { sampleWeight: weights })));
  });

  test(`${name}: all forms of a matrix give the same bits`, () => {
    const want = numbers(fitted(X, Y));
    for (const form of readBack) expect(numbers(fitted(form(X), form(Y)), form(fresh))).toEqual(want);
  });

  test(`${name}: shared X equals the same X handed in task by task, bit for bit`, () => {
    const tasks = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    expect(numbers(fitted(tasks))).toEqual(numbers(fitted(X, Y)));
  });

  if (sameRows)
    test(`${name}: a missing target of one task is refused, and of all of them an absent row`, () => {
      const missing = Y.map((row, i) => row.map((y, t) => (i === 4 && t === 1 ? NaN : y)));
      expect(() => fitted(X, missing)).toThrow(
        /expected tasks on the same rows with the same weights, got others/,
      );
      const hidden = Y.map((row, i) => row.map((y) => (i === 4 ? NaN : y)));
      const without = <R>(rows: R[]): R[] => rows.filter((_, i) => i !== 4);
      expect(numbers(fitted(X, hidden))).toEqual(numbers(fitted(without(X), without(Y))));
    });
  else
    test(`${name}: a missing target, a weight of 0 and an absent row are the same, bit for bit`, () => {
      fc.assert(
        fc.property(
          fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: T, maxLength: T }), {
            minLength: n,
            maxLength: n,
          }),
          (draw) => {
            const seen = draw.map((row, i) =>
              row.map((value) => value > 0 || i < 2 || (folds && i % 2 === 0)),
            );
            const missing = Y.map((row, i) => row.map((y, t) => (seen[i]![t] ? y : NaN)));
            const weights = seen.map((row) => row.map(Number));
            const absent = [0, 1, 2].map((t) => ({
              X: X.filter((_, i) => seen[i]![t]),
              y: Y.filter((_, i) => seen[i]![t]).map((row) => row[t]!),
            }));
            const want = quietly(() => numbers(fitted(X, missing)));
            if (!folds) expect(quietly(() => numbers(fitted(absent)))).toEqual(want);
            expect(quietly(() => numbers(fitted(X, Y, { sampleWeight: weights })))).toEqual(want);
          },
        ),
        { numRuns: 25, seed: 1 },
      );
    });

  test(`${name}: a weight of 2 is a row that stands twice`, ({ skip }) => {
    skip(folds, "rows that stand twice make other folds");
    const sampleWeight = X.map((_, i) => (i % 3 === 0 ? 2 : 1));
    const twice = <R>(rows: R[]): R[] => rows.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row]));
    expect(numbers(fitted(X, Y, { sampleWeight }))).toBeNear(numbers(fitted(twice(X), twice(Y))), accuracy);
  });

  test(`${name}: permuting tasks, features or rows permutes the answer`, () => {
    const want = entries(fitted(X, Y).predict(fresh));
    const turn = (rows: Rows, order: number[]): Rows => rows.map((row) => order.map((j) => row[j]!));
    const turned = (order: number[]): void => {
      const found = entries(fitted(X, turn(Y, order)).predict(fresh));
      expect(turn(chunk(want, T), order).flat()).toBeNear(found, accuracy);
    };
    if (!ordered && !numbered) turned([2, 0, 1]);
    if (ordered) turned([2, 1, 0]); // time may run backwards
    const features = fitted(turn(X, [3, 1, 0, 2]), Y).predict(turn(fresh, [3, 1, 0, 2]));
    expect(entries(features)).toBeNear(want, accuracy);
    if (folds) return;
    expect(entries(fitted([...X].reverse(), [...Y].reverse()).predict(fresh))).toBeNear(want, accuracy);
  });

  test(`${name}: one row predicts as it does among others, one task as it does among all`, () => {
    const subject = fitted(X, Y, { taskNames: ["a", "b", "c"] });
    const all = chunk(numbers(subject), T);
    for (const [i, row] of fresh.entries()) expect(numbers(subject, [row])).toEqual(all[i]);
    for (const t of [0, 1, 2]) {
      const column = all.map((row) => row[t]!);
      expect([...(subject.predict(fresh, { task: t }) as Float64Array)]).toEqual(column);
      expect([...(subject.predict(fresh, { task: "abc"[t]! }) as Float64Array)]).toEqual(column);
    }
    const named = subject.predict([
      { X: fresh, name: "c" },
      { X: fresh.slice(1), name: "a" },
    ]) as Float64Array[];
    expect(named.map((y) => [...y])).toEqual([all.map((row) => row[2]), all.slice(1).map((row) => row[0])]);
  });

  test(`${name}: a vector of targets is one task and predicts n x 1`, ({ skip }) => {
    skip(numbered, "it speaks of more than one task");
    const y = Y.map((row) => row[0]!);
    const subject = fitted(X, y);
    expect(subject.predict(fresh)).toMatchObject({ rows: 5, columns: 1 });
    expect(numbers(subject)).toEqual(
      numbers(
        fitted(
          X,
          y.map((value) => [value]),
        ),
      ),
    );
    if (separable)
      expect(numbers(subject)).toBeNear(
        [...(fitted(X, Y).predict(fresh, { task: 0 }) as Float64Array)],
        accuracy,
      );
  });

  test(`${name}: targets of 0 give 0, and constant or repeated features stay finite`, () => {
    const zero = fitted(
      X,
      Y.map((row) => row.map(() => 0)),
    );
    expect(numbers(zero)).toEqual(new Array(5 * T).fill(0));
    const odd = X.map((row) => [...row, 1, row[0]!]);
    for (const value of quietly(() => numbers(fitted(odd, Y), odd))) expect(value).toBeFinite();
    if (linear) expect(zero.model).toMatchObject({ converged: true });
  });

  test(`${name}: score is the mean R², the same in both forms of the data`, () => {
    const subject = fitted(X, Y);
    const tasks = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    expect(subject.score(X, Y)).toBeNear(subject.score(tasks), 1e-14);
    const P = chunk(numbers(subject, X), T);
    const r2 = [0, 1, 2].map((t) => {
      const mean = Y.reduce((sum, row) => sum + row[t]!, 0) / n;
      const total = Y.reduce((sum, row) => sum + (row[t]! - mean) ** 2, 0);
      return 1 - Y.reduce((sum, row, i) => sum + (row[t]! - P[i]![t]!) ** 2, 0) / total;
    });
    expect(subject.score(X, Y)).toBeNear(r2.reduce((sum, value) => sum + value, 0) / T, 1e-12);
  });

  test(`${name}: onProgress sees the work rise to its end, and stops it by returning false`, () => {
    const seen: number[] = [];
    const subject = make().fit(X, Y, {
      onProgress: ({ fraction }: { fraction: number }) => void seen.push(fraction),
    });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThanOrEqual(1);
    const before = numbers(subject);
    expect(() => subject.fit(matrix(n, p, 9), Y, { onProgress: () => false })).toThrow(
      /stopped before there was a result/,
    );
    expect(numbers(subject)).toEqual(before);
  });

  test(`${name}: fitAsync stops at its signal and leaves the earlier fit as it was`, async () => {
    const subject = fitted(X, Y);
    const before = numbers(subject);
    await expect(subject.fitAsync(matrix(n, p, 9), Y, { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/i,
    );
    const halfway = new AbortController();
    const late = subject.fitAsync(matrix(n, p, 9), Y, {
      signal: halfway.signal,
      onProgress: () => halfway.abort(),
    });
    await expect(late).rejects.toThrow(/abort/i);
    await expect(subject.fitAsync(X, Y.slice(1))).rejects.toThrow(/rows/);
    expect(numbers(subject)).toEqual(before);
  });

  test(`${name}: plain and relaxed kernels agree`, () => {
    const by = (build: "plain" | "relaxed"): number[] => {
      useBuild(build);
      try {
        return numbers(fitted(X, Y));
      } finally {
        useBuild("fastest");
      }
    };
    expect(by("plain")).toBeNear(by("relaxed"), accuracy);
  });

  if (!linear) return;

  test(`${name}: ${needsRows ? `goes by rows, as ${needsRows}` : "learns from statistics what it learns from rows"}`, () => {
    const { fitStatistics } = make() as Subject & { fitStatistics?(given: unknown): Subject };
    expect(typeof fitStatistics).toBe(needsRows ? "undefined" : "function");
    if (!fitStatistics) return;
    const parts = new KFold({ nSplits: 3 }).split(n).map(({ test }) =>
      statisticsOf(
        Array.from(test, (i) => X[i]!),
        Array.from(test, (i) => Y[i]!),
      ),
    );
    const learnt = fitStatistics.call(make(), folds ? foldsOfParts(parts) : statisticsOf(X, Y));
    expect(numbers(learnt)).toBeNear(numbers(fitted(X, Y)), accuracy);
  });

  test(`${name}: the model survives JSON and predicts bit for bit the same`, () => {
    const { model } = fitted(X, Y, { taskNames: ["a", "b", "<script>"] });
    const again = LinearModel.from(JSON.parse(JSON.stringify(model)));
    expect(again).toEqual(model);
    const inputs = { data: Float64Array.from(fresh.flat()), rows: 5, columns: p };
    expect(again.predict(inputs)).toEqual(model!.predict(inputs));
  });

  test(`${name}: the certificate holds: converged, with a gap within the tolerance`, () => {
    const { model } = fitted(X, Y);
    const { gap, objective } = model!.marks.at(-1)!;
    expect(model!.converged).toBe(true);
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThanOrEqual(1e-6 * objective + 1e-12);
  });
}

const chunk = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
