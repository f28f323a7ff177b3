import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as data from "../src/data/index.ts";
import * as datafit from "../src/datafit/index.ts";
import * as polytask from "../src/index.ts";
import * as inspect from "../src/inspect/index.ts";
import * as io from "../src/io/index.ts";
import * as network from "../src/network/index.ts";
import * as penalty from "../src/penalty/index.ts";
import * as preprocess from "../src/preprocess/index.ts";
import * as select from "../src/select/index.ts";

const rooms: Readonly<Record<string, object>> = {
  polytask,
  ...{ "polytask/data": data, "polytask/datafit": datafit, "polytask/inspect": inspect, "polytask/io": io },
  ...{ "polytask/network": network, "polytask/penalty": penalty },
  ...{ "polytask/preprocess": preprocess, "polytask/select": select },
};
const rows = [...readFileSync("docs/names.md", "utf8").matchAll(/^\| (.+) \| (.+) \| (polytask\S*) \|$/gm)];
const parts = new Set([...Object.keys(penalty), ...Object.keys(datafit), ...Object.keys(polytask)]);

test("the table of names has rows", () => {
  expect(rows.length).toBeGreaterThan(35);
});

test.each(rows.map(([, theirs, ours, from]) => ({ theirs, ours, from })))(
  "$theirs is $ours of $from",
  ({ ours, from }) => {
    const [first, ...others] = [...ours!.matchAll(/`(\w+)(?::[^`]*)?`/g)].map(([, name]) => name!);
    expect(Object.keys(rooms[from!]!)).toContain(first);
    for (const name of others.filter((name) => name !== "cv"))
      expect(name in rooms[from!]! || parts.has(name), name).toBe(true);
  },
);
