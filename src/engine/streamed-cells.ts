import { type ColumnSums, openDesk } from "../statistics/column-sums.ts";
import type { Cell } from "./cells.ts";
import { mergedBlocks } from "./merged-blocks.ts";
import { questionOf, tasksOf } from "./question.ts";
import type { Asked } from "./request.ts";
import type { See, Source, Stream } from "./source.ts";
import { checkWeights, survey } from "./survey.ts";

/** Numbers that all rooms for rows may hold together. */
const room = 2 ** 23;

/** The rows of a cell that are added up at a time: as many as a chunk has, fewer where there are many cells. */
const heightFor = (columns: number, cells: number): number =>
  Math.max(16, Math.min(2048, Math.floor(room / (columns * cells))));

interface OpenCell extends Pick<Cell, "task" | "fold" | "pattern"> {
  readonly sums: ColumnSums;
}

/** What one hand adds up: the cells of the block that it is at. */
interface Hand {
  block: number;
  readonly open: Map<string, OpenCell>;
}

/**
 * Adds up the rows here, as the engine shows their columns: cells as `addUp` gives them. Every row is read once. What no fit could take
 * is left to `survey` to say.
 */
export async function streamedCells(
  source: Source,
  stream: Stream,
  asked: Asked,
  tell: (rows: number) => void,
  signal?: AbortSignal,
): Promise<Cell[]> {
  const { features, targets, task, fold } = asked;
  await checkWeights(source, asked, signal);
  const [p, T] = [features.length, targets.length];
  const tasks = task ? await tasksOf(source, asked, signal) : [undefined];
  const folds = fold?.count ?? 1;
  const { numbers, from, places } = questionOf(source, asked);
  const desk = openDesk(p, T, heightFor(p + T, tasks.length * folds));
  try {
    const hands = new Map<object, Hand>();
    const blocks = mergedBlocks();
    const finish = ({ block, open }: Hand): void =>
      blocks.add(block, new Map(Array.from(open, ([key, { sums, ...cell }]) => [key, { ...cell, moments: sums.take(), lossy: false }]))); // biome-ignore format: one line
    const handAt = (block: number, whose: object): Hand => {
      const hand = hands.get(whose) ?? { block, open: new Map() };
      hands.set(whose, hand);
      if (hand.block !== block) finish(hand);
      hand.block = block;
      return hand;
    };
    const cellOf = ({ open }: Hand, t: number, k: number, pattern: string): OpenCell => {
      const key = `${t} ${k} ${pattern}`;
      const found = open.get(key);
      if (found) return found;
      const observed = places.targets.filter((_, t) => pattern[t] === "1");
      const sums = desk.open({ ...places, targets: observed });
      const cell = { task: tasks[t], fold: k, pattern, sums };
      open.set(key, cell);
      return cell;
    };
    const sort = sorter(tasks.length * folds);
    let rows = 0;
    const see: See = (columns, block, whose) => {
      const hand = handAt(block, whose);
      const n = columns[0]!.length;
      const patternOf = patternsOf(places.targets.map((at) => columns[at]!));
      const [task, held] = [places.task, places.fold].map((at) =>
        at === undefined ? undefined : columns[at],
      );
      const { order, ends } = sort(n, (i) => (task ? task[i]! : 0) * folds + (held ? held[i]! : 0));
      for (let c = 0, start = 0; c < ends.length; start = ends[c++]!) {
        const [t, k] = [Math.floor(c / folds), c % folds];
        for (let end = start; start < ends[c]!; start = end) {
          const pattern = patternOf(order[start]!);
          do end++;
          while (end < ends[c]! && patternOf(order[end]!) === pattern);
          cellOf(hand, t, k, pattern).sums.add(columns, start, end, ends.length > 1 ? order : undefined);
        }
      }
      rows += n;
      tell(rows);
    };
    await stream.show(numbers, from, see, signal);
    for (const hand of hands.values()) finish(hand);
    const cells = [...blocks.all()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
    const unseen = targets.some((_, t) => cells.every(({ pattern }) => pattern[t] !== "1"));
    if (unseen || !cells.every(isSound)) await survey(source, asked, signal);
    return cells;
  } finally {
    desk.close();
  }
}

const isSound = ({ moments: { gram, square } }: Cell): boolean =>
  gram.every(Number.isFinite) && square.every(Number.isFinite);

/** A 1 for every target that a row of the chunk has, a 0 for every other. */
function patternsOf(targets: readonly Float64Array[]): (row: number) => string {
  const full = "1".repeat(targets.length);
  if (targets.every((values) => !values.includes(NaN))) return () => full;
  return (i) => targets.map((values) => (Number.isNaN(values[i]!) ? "0" : "1")).join("");
}

/** Sorts the rows of a chunk by the cells they belong to, else as they came: their numbers, and where those of every cell end. */
function sorter(cells: number) {
  let order = new Int32Array(0);
  let own = new Int32Array(0);
  const ends = new Int32Array(cells);
  return (n: number, cellOf: (row: number) => number) => {
    if (order.length < n) [order, own] = [new Int32Array(n), new Int32Array(n)];
    ends.fill(0);
    for (let i = 0; i < n; i++) {
      own[i] = cellOf(i);
      ends[own[i]!]!++;
    }
    for (let c = 0, sum = 0; c < cells; c++) {
      sum += ends[c]!;
      ends[c] = sum - ends[c]!;
    }
    for (let i = 0; i < n; i++) order[ends[own[i]!]!++] = i;
    return { order, ends };
  };
}
