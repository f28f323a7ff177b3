import { expect } from "vitest";
import { PolytaskError, RandomState } from "../../src/index.ts";
import {
  binary,
  classification,
  DataLoader,
  MultiTaskDataset,
  MultiTaskNetwork,
  regression,
} from "../../src/network/index.ts";

export const n = 31;
const random = new RandomState(5);
export const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
export const targets = {
  size: X.map(([a, b]) => a! - b! / 2),
  kind: X.map(([a, , c]) => Number(a! > 0.6) + Number(c! > 0)),
  sign: X.map(([, b]) => Number(b! > 0)),
};
export const tasks = { size: regression(), kind: classification(3), sign: binary() };
export const params = { hidden: [7], tasks, batchSize: 8, epochs: 3, randomState: 3 };
export const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, ...changes });
export const dataset = new MultiTaskDataset(X, targets);
export const whole = new DataLoader(dataset, { batchSize: 8 });

export const network = make().fit(X, targets);
export const { model, state } = network;
const answers = () => [network.predict(X), network.predictProba(X), network.history];
const known = structuredClone(answers().map((answer) => JSON.stringify(answer)));

/** The sentence of an error of ours: one line, of one sentence, that says where and what. */
function sentenceOf(error: unknown): string {
  expect(error).toBeInstanceOf(PolytaskError);
  const { message } = error as Error;
  expect(message).toMatch(/^[^\n]{10,400}$/);
  expect(message).toMatch(/^\S.*: (expected .*, got |has no |a thread was lost)/);
  return message;
}

/** What a fit refuses to do. */
export const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return sentenceOf(error);
  }
  throw new Error("nobody refused");
};

export const refusedSoon = async (work: () => Promise<unknown>): Promise<string> =>
  work().then(() => {
    throw new Error("nobody refused");
  }, sentenceOf);

export const nothingIsLost = () => {
  expect(network.model).toBe(model);
  expect(answers().map((answer) => JSON.stringify(answer))).toEqual(known);
};
