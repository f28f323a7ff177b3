import { afterAll, beforeAll, describe, test } from "vitest";
import { type Duckdb, openDuckdb } from "../../src/engine/index.ts";
import { badLosses, refusesLoss, takesLabels } from "./bad-losses.ts";
import { lossCases, lossData, sameLossFit } from "./loss-fits.ts";
import { stored } from "./stored.ts";

let database: Duckdb;

beforeAll(async () => {
  database = await openDuckdb({ threads: 2 });
  for (const table of lossData) await stored(database, table);
});

afterAll(() => database.close());

describe.each(lossData)("$name", (data) => {
  test.each(lossCases)("$kind with $name is that of memory, to 1e-9", async (which) => {
    await sameLossFit(data, which, database.table(data.name));
  });
});

const tried = () => ({ query: database.query, nine: "range(9) AS t(i)" });

describe("what no loss could take is refused in a sentence", () => {
  test.each(Object.entries(badLosses))("%s", (_, bad) => refusesLoss(tried(), bad));
});

test("labels are of any kind", () => takesLabels(tried()));
