import { expect, test } from "vitest";
import * as core from "../../src/index.ts";
import { dump, parse } from "../../src/io/index.ts";
import { layOut, readLayout, type Tensor, tensorsOf, writeTensors } from "../../src/io/safetensors.ts";
import { answersOf, fitted } from "../catalogue/fitted.ts";

core.setWarningHandler(() => {});

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const random = new core.RandomState(11);
const below = (end: number): number => Math.floor(random.random() * end);
const pick = <V>(list: readonly V[]): V => list[below(list.length)]!;

/** What an attacker may write in the place of a value. */
const strange: readonly Json[] = [
  ...[null, true, false, 0, 1, -1, 2, 0.5, 1e9, -1e300, 2 ** 31, "", "x", "__proto__", "constructor"],
  ...[[], {}, ["undefined"], ["number", "NaN"], ["number", "Infinity"], ["number", "-0"], ["array", 0]],
  ...[["numbers", 0], ["list"], ["list", 1, 2], ["record"], ["record", ["list", "__proto__", ["record"]]]],
  ...[
    ["record", ["list", "constructor", 1]],
    ["part", ["record"]],
    ["model", "LinearModel", ["record"]],
  ],
  ...[["estimator", ["record"], ["undefined"]], ["model", "toString", 1], JSON.parse(`{"__proto__": 1}`)],
] as Json[];

interface Place {
  readonly owner: Json[];
  readonly at: number;
}

const placesOf = (own: Json): Place[] =>
  Array.isArray(own) ? own.flatMap((one, at) => [{ owner: own, at }, ...placesOf(one)]) : [];

/** Changes one place of a saved model: another value, one from elsewhere, none, or twice. */
function change(model: Json[]): void {
  const places = placesOf(model);
  const { owner, at } = pick(places);
  const from = pick(places);
  const value = structuredClone(from.owner[from.at]!);
  const kind = below(5);
  if (kind === 0) owner.splice(at, 1);
  else if (kind === 1) owner.splice(at, 0, structuredClone(owner[at]!));
  else owner[at] = kind === 2 ? value : structuredClone(pick(strange));
}

/** Changes a number or the length of an array. */
function changeTensor(tensors: Tensor[]): void {
  if (tensors.length === 0) return;
  const k = below(tensors.length);
  const own = tensors[k]!;
  if (below(2)) own[below(own.length)] = pick([NaN, Infinity, -1, 0, 1e300, 7]);
  else tensors[k] = own.slice(below(own.length));
}

const digest = async (data: Uint8Array<ArrayBuffer>): Promise<string> =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

/** A file as it would be had the change been saved: its digest is right. */
async function forged(bytes: Uint8Array): Promise<Uint8Array> {
  const layout = readLayout("test", bytes);
  const model = JSON.parse(layout.metadata["model"]!) as Json[];
  const tensors = [...tensorsOf(layout).values()];
  for (let k = 0; k <= below(2); k++) below(4) ? change(model) : changeTensor(tensors);
  const { sha256: _, ...metadata } = layout.metadata;
  const made = layOut({ ...metadata, model: JSON.stringify(model) }, tensors);
  const head = new TextEncoder().encode(JSON.stringify([made.metadata, made.entries]));
  const all = new Uint8Array(head.length + made.data.length);
  all.set(head);
  all.set(made.data, head.length);
  return writeTensors({ ...made, metadata: { ...made.metadata, sha256: await digest(all) } });
}

const prototypes = [Object.prototype, Array.prototype, Function.prototype, Float64Array.prototype];
const known = () => prototypes.map((one) => Object.getOwnPropertyNames(one).join()).join(";");

const saved = await Promise.all(
  Object.entries(fitted).flatMap(([name, own]) =>
    own.map(async ({ label, make, X }) => ({ name: `${name} ${label}`, bytes: await dump(make()), X })),
  ),
);

test("10 000 forged models: a sentence, or a model that answers or refuses in one; no prototype touched", async () => {
  const before = known();
  const wrong = new Map<string, string>();
  let [refused, made] = [0, 0];
  for (let k = 0; k < 10_000; k++) {
    const { name, bytes, X } = saved[k % saved.length]!;
    const file = await forged(bytes);
    try {
      const model = await parse(file);
      made++;
      if ("params" in model) answersOf(model, X);
    } catch (error) {
      if (error instanceof core.PolytaskError) refused++;
      else {
        const { message, stack } = error as Error;
        const place = stack!
          .split("\n")
          .filter((line) => line.includes("/src/"))
          .slice(0, 3)
          .join(" < ");
        wrong.set(place, `${name}: ${message}`);
      }
    }
  }
  expect(Object.fromEntries(wrong)).toEqual({});
  expect(known()).toBe(before);
  expect(refused).toBeGreaterThan(5_000);
  expect(made).toBeGreaterThan(500);
}, 120_000);
