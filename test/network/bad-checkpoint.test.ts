import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  adamW,
  binary,
  classification,
  dwa,
  mixtureOfExperts,
  poisson,
  readCheckpoint,
  regression,
} from "../../src/network/index.ts";
import { make, n, network, nothingIsLost, refused, state, targets, tasks, whole, X } from "./refused.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-bad-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "state.json");
const checkpoint = (text: string) => {
  writeFileSync(file, text);
  return readCheckpoint(file);
};
const stateText = JSON.stringify(state);

describe("what is wrong with a checkpoint", () => {
  const goOn = (text: string, changes: object = {}) =>
    network.setParams(changes).fit(X, targets, { resume: checkpoint(text) });
  const changed = (changes: object) => JSON.stringify({ ...state, ...changes });

  test.each([0, 1, 2, 0.25, 0.5, 0.9, -1])("cut off: %s", (at) => {
    const size = at < 0 ? stateText.length + at : at < 1 ? Math.floor(at * stateText.length) : at;
    expect(refused(() => goOn(stateText.slice(0, size)))).toBe(
      `readCheckpoint ${JSON.stringify(file)}: expected a whole checkpoint, got ${size} characters that end early or are something else`,
    );
    nothingIsLost();
  });

  test.each(Object.keys(state).filter((name) => !["activation", "taskLosses"].includes(name)))(
    "without its %s",
    (name) => {
      const { [name as "kind"]: _, ...rest } = state;
      refused(() => goOn(JSON.stringify(rest)));
      nothingIsLost();
    },
  );

  test.each<[string, object, string]>([
    ["a newer version", { version: 2 }, "version: expected 1, the newest this library knows, got 2"],
    ["something else", { kind: "Network" }, "expected what `state` gave, got an object with kind"],
    ["fewer weights", { weights: state.weights.slice(1) }, "finite numbers, got an array of"],
    ["a weight that is none", { weights: state.weights.with(3, NaN) }, "finite numbers, got an array of"],
    ["fewer moments", { moments: [] }, "resume moments: expected "],
    ["a row held back that is none", { heldBack: [n] }, "heldBack[0]: expected an integer from 0 to 30"],
    ["rows held back for nobody", { heldBack: [1] }, "heldBack: expected none, without earlyStopping, got 1"],
    ["a history of something else", { history: [1] }, "history[0]: expected a record of epoch, rate"],
    [
      "a history of other tasks",
      { history: [{ ...state.history[0]!, losses: { a: 1 } }] },
      "history[0].losses",
    ],
    [
      "half a best epoch",
      { best: { weights: [1], loss: 1, epoch: 1 } },
      "resume best.weights: expected a list",
    ],
    ["a random state that is none", { random: {} }, "resume random: expected what getState gave"],
    ["half a step", { step: 1.5 }, "resume step: expected an integer >= 0, got 1.5"],
  ])("%s", (_, changes, sentence) => {
    expect(refused(() => goOn(changed(changes)))).toContain(sentence);
    nothingIsLost();
  });

  const other = { ...targets, kind: X.map((__, i) => i % 4) };
  test.each<[string, object, string]>([
    ["more units", { hidden: [8] }, "resume units: expected [3,8,5], as this network has, got [3,7,5]"],
    ["more layers", { hidden: [7, 7] }, "resume units: expected [3,7,7,5]"],
    [
      "another activation",
      { activation: "tanh" },
      'activation: expected "tanh", as this network has, got "relu"',
    ],
    ["another trunk", { trunk: mixtureOfExperts() }, 'resume trunk: expected {"name":"mixtureOfExperts"'],
    [
      "a head with another loss",
      { tasks: { ...tasks, size: poisson() } },
      'resume taskLosses: expected ["poisson","softmax","binary"], as this network has, got ["squared"',
    ],
    ["another class", { tasks: { ...tasks, kind: classification(4) } }, "resume units: expected [3,7,6]"],
    ["other tasks", { tasks: { size: regression(), kind: tasks.kind, up: binary() } }, "up"],
    ["another optimiser", { optimizer: adamW() }, 'resume optimizer: expected "adamW"'],
    ["another balancing", { balancing: dwa() }, 'resume balancing: expected "dwa"'],
    ["early stopping", { earlyStopping: {} }, "heldBack: expected some rows, as earlyStopping, got 0"],
  ])("of a network with %s", (name, changes, sentence) => {
    const y = name === "another class" ? other : targets;
    const at = name === "a head with another loss" ? { ...y, size: y.size.map(Math.abs) } : y;
    const fitted = () => network.setParams(changes).fit(X, at, { resume: checkpoint(stateText) });
    expect(refused(fitted)).toContain(sentence);
    nothingIsLost();
  });

  test("of other data", () => {
    const fewer = Object.fromEntries(Object.entries(targets).map(([name, y]) => [name, y.slice(1)]));
    expect(refused(() => network.fit(X.slice(1), fewer, { resume: state }))).toContain(
      "resume rows: expected 30, as this network has, got 31",
    );
    expect(refused(() => network.fit(whole, { resume: state }))).toContain("resume rows: expected 0");
    nothingIsLost();
  });

  test("the first ones, which had neither activation nor losses, go on", () => {
    const { activation: _, taskLosses: __, ...first } = state;
    expect(make({ epochs: 4 }).fit(X, targets, { resume: first }).state).toEqual(
      make({ epochs: 4 }).fit(X, targets).state,
    );
  });

  test("and the file is as it was", () => {
    refused(() => goOn(stateText, { hidden: [8] }));
    expect(readFileSync(file, "utf8")).toBe(stateText);
  });
});
