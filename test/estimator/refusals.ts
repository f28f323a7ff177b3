import { expect, test } from "vitest";
import { PolytaskError } from "../../src/index.ts";

type Given = [X: unknown, Y?: unknown, options?: unknown];

interface Subject {
  fit(...given: Given): unknown;
  predict(X: unknown): unknown;
}

/** What `fit` must refuse, by what is wrong with it: the arguments, and the end of the one sentence that they get. */
export function refuses(name: string, make: () => Subject, bad: Record<string, [Given, RegExp]>): void {
  test.each(Object.keys(bad))(`${name}.fit: %s gets one clear sentence and changes nothing`, (what) => {
    const [given, sentence] = bad[what]!;
    const before = structuredClone(given);
    const subject = make();
    expect(() => subject.fit(...given)).toThrow(PolytaskError);
    expect(() => subject.fit(...given)).toThrow(sentence);
    expect(() => subject.fit(...given)).toThrow(new RegExp(`^${name}\\.fit`));
    expect(given).toEqual(before);
    expect(() => subject.predict([[1, 2, 3, 4]])).toThrow(/call fit first/);
  });
}
