import { afterAll, beforeAll, describe, test } from "vitest";
import { type Duckdb, openDuckdb } from "../../src/engine/index.ts";
import { badInputs, namesStay, refuses, type Tried, toldByBlocks } from "./bad-input.ts";

let database: Duckdb;
let tried: Tried;

beforeAll(async () => {
  database = await openDuckdb({ threads: 1 });
  tried = { query: database.query, nine: "range(9) AS t(i)" };
  await database.query("SELECT 1").query("CREATE TABLE kept AS SELECT 1 AS one");
});

afterAll(() => database.close());

describe.each(["sums", "columns"] as const)(
  "what no fit could take is refused in a sentence, by %s",
  (road) => {
    test.each(Object.entries(badInputs))("%s", (_, bad) => refuses(tried, bad, { road }));
  },
);

test("names and texts stay what they are, whatever is in them", () => namesStay(tried));

test("progress is told by blocks of columns", async () => void (await toldByBlocks(tried)));
