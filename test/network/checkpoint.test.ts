import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { type PolytaskWarning, RandomState, setWarningHandler } from "../../src/index.ts";
import {
  CheckpointWarning,
  DataLoader,
  MultiTaskDataset,
  MultiTaskNetwork,
  readCheckpoint,
  regression,
  uncertainty,
} from "../../src/network/index.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-"));
afterAll(() => rmSync(folder, { recursive: true }));
const told: PolytaskWarning[] = [];
beforeEach(() => {
  told.length = 0;
  setWarningHandler((warning) => void told.push(warning));
});

const random = new RandomState(4);
const X = Array.from({ length: 41 }, () => [random.randn(), random.randn(), random.randn()]);
const targets = { sum: X.map(([a, b]) => a! + b!), other: X.map(([, , c]) => c! ** 2) };
const params = {
  ...{ hidden: [7], tasks: { sum: regression(), other: regression() }, balancing: uncertainty() },
  ...{ batchSize: 8, epochs: 7, dropout: 0.1, randomState: 2 },
};
const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, ...changes });

test("a fit that is killed goes on from its last checkpoint, bit for bit", () => {
  const file = join(folder, "killed.json");
  const whole = make().fit(X, targets);
  const killed = () =>
    make().fit(X, targets, {
      checkpoint: { file, every: 2 },
      onProgress: ({ fraction }) => {
        if (fraction > 0.7) throw new Error("killed");
      },
    });
  expect(killed).toThrow("killed");
  expect(readCheckpoint(file).history.length).toBe(4);
  const rest = make().fit(X, targets, { resume: readCheckpoint(file) });
  expect(rest.state).toEqual(whole.state);
  expect(rest.model.describe()).toEqual(whole.model.describe());
});

test("it is written every k epochs and at the end, with early stopping and from a loader too, and no part is left", async () => {
  const file = join(folder, "end.json");
  const network = make({ earlyStopping: { patience: 3 }, epochs: 5 });
  network.fit(X, targets, { checkpoint: { file, every: 3 } });
  expect(readCheckpoint(file)).toEqual(JSON.parse(JSON.stringify(network.state)));
  const loader = new DataLoader(new MultiTaskDataset(X, targets), {
    batchSize: 8,
    shuffle: true,
    randomState: 0,
  });
  const all = await make().fitAsync(loader);
  await make({ epochs: 3 }).fitAsync(loader, { checkpoint: { file } });
  const rest = await make().fitAsync(loader, { resume: readCheckpoint(file) });
  expect(rest.state).toEqual(all.state);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a checkpoint that is cut off, of another network, newer or none is refused", () => {
  const file = join(folder, "bad.json");
  make({ epochs: 1 }).fit(X, targets, { checkpoint: { file } });
  const { length } = readFileSync(file);
  expect(() => make({ hidden: [8] }).fit(X, targets, { resume: readCheckpoint(file) })).toThrow(
    "MultiTaskNetwork.fit resume units: expected [3,8,2], as this network has, got [3,7,2]",
  );
  const newer = { ...readCheckpoint(file), version: 2 };
  for (const size of [0, 1, length >> 1, length - 1]) {
    truncateSync(file, size);
    expect(() => readCheckpoint(file)).toThrow(
      `readCheckpoint ${JSON.stringify(file)}: expected a whole checkpoint, got ${size} characters that end early or are something else`,
    );
  }
  writeFileSync(file, JSON.stringify(newer));
  expect(() => readCheckpoint(file)).toThrow("version: expected 1, the newest this library knows, got 2");
  writeFileSync(file, "[1, 2]");
  expect(() => readCheckpoint(file)).toThrow("expected what `state` gave, got an array of 2");
  expect(() => readCheckpoint(join(folder, "none.json"))).toThrow(
    "expected a file that can be read, got ENOENT",
  );
});

test("what could never be written is refused before any work", () => {
  const go = (checkpoint: object) => () =>
    make().fit(X, targets, { checkpoint: checkpoint as { file: string } });
  expect(go({ file: "" })).toThrow('MultiTaskNetwork.fit checkpoint.file: expected a path, got ""');
  expect(go({ file: join(folder, "a"), every: 0 })).toThrow(
    "checkpoint.every: expected epochs, an integer >= 1, got 0",
  );
  expect(go({ file: join(folder, "no", "such") })).toThrow(
    "MultiTaskNetwork.fit checkpoint.file: expected a folder that can be written to",
  );
  vi.stubGlobal("process", undefined);
  try {
    expect(go({ file: "a" })).toThrow("checkpoint: expected a runtime with files, got none, as in a browser");
  } finally {
    vi.unstubAllGlobals();
  }
});

test("a disk that fails costs a warning, not the training, and the checkpoint before stays", () => {
  const file = join(folder, "full.json");
  make({ epochs: 2 }).fit(X, targets, { checkpoint: { file } });
  const before = readFileSync(file, "utf8");
  mkdirSync(`${file}.part`); // nothing can be written there
  const network = make({ epochs: 3 }).fit(X, targets, { checkpoint: { file }, resume: readCheckpoint(file) });
  expect(network.history.length).toBe(3);
  expect(told[0]).toBeInstanceOf(CheckpointWarning);
  expect(told[0]!.message).toContain("the checkpoint after epoch 3 was not written: EISDIR");
  expect(readFileSync(file, "utf8")).toBe(before);
  rmdirSync(`${file}.part`);
});
