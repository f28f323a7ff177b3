import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { statisticsFrom } from "../../src/engine/index.ts";
import type { DataSet } from "../engine/data-sets.ts";
import type { Tally } from "../package/tally.ts";
import type { Cluster } from "./cluster.ts";

const asked = { features: ["x"], targets: ["y"] };

/** Waits until something holds, half a minute at most. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); await wait(20))
    assert.ok(Date.now() < end, `not within half a minute: ${what}`);
}

/** What is said of a work that fails. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const outcome = await work.then(
    () => "no refusal",
    (error: unknown) => `${error}`,
  );
  assert.ok(!outcome.includes("\n"), "more than one line");
  return outcome;
}

/** Passwords, limits, signals and shards that are gone: what is said, what runs on afterwards, and what is asked again. */
export async function faults(tally: Tally, cluster: Cluster, data: DataSet): Promise<void> {
  const engine = await cluster.open();
  const once = await cluster.open({ retries: 0 });
  const last = cluster.shards.at(-1)!;
  const servers = new Set([0, ...cluster.shards]);
  const idle = (k: number) => until(`server ${k} is idle`, async () => (await cluster.running(k)) === 0);
  const busy = (k: number) => until(`server ${k} is busy`, async () => (await cluster.running(k)) > 0);
  await cluster.loadSlow();

  await tally.check("a wrong password and an unknown table are told at once, and asked once", async () => {
    const guarded = await cluster.open({ password: "wrong" });
    const start = Date.now();
    const said = await refusal(statisticsFrom(guarded.table(data.name), asked));
    await guarded.close();
    assert.match(said, cluster.place);
    assert.match(said, /password/i);
    const unknown = await refusal(statisticsFrom(engine.table("absent"), asked));
    assert.match(unknown, cluster.place);
    assert.match(unknown, /absent/);
    for (const sentence of [said, unknown]) assert.doesNotMatch(sentence, /tries/);
    return `${Date.now() - start} ms; ${said}; ${unknown}`;
  });

  await tally.check(
    "a query that takes too long is ended on every server, told, and asked once",
    async () => {
      const hasty = await cluster.open({ timeLimit: 1000 });
      const said = await refusal(statisticsFrom(hasty.table("slow"), asked));
      await hasty.close();
      assert.match(said, cluster.place);
      assert.match(said, /time.?out/i);
      assert.doesNotMatch(said, /tries/);
      for (const k of servers) await idle(k);
      return said;
    },
  );

  await tally.check("an aborted signal cancels the query on every server", async () => {
    const stop = new AbortController();
    const work = refusal(statisticsFrom(engine.table("slow"), { ...asked, signal: stop.signal }));
    await busy(0);
    await busy(last);
    stop.abort();
    assert.match(await work, /^AbortError/);
    for (const k of servers) await idle(k);
  });

  await tally.check(
    "a shard that dies in the middle of a query is told, and its return mends the fit",
    async () => {
      const work = refusal(statisticsFrom(once.table("slow"), asked));
      await busy(last);
      await cluster.kill(last);
      const said = await work;
      assert.match(said, cluster.place);
      const gone = await refusal(statisticsFrom(engine.table(data.name), data.request));
      assert.match(gone, cluster.place);
      assert.match(gone, / \(3 tries\)$/);
      await cluster.start(last);
      const { statistics } = await statisticsFrom(engine.table(data.name), data.request);
      assert.equal(statistics.task(0).count, data.rows.filter((row) => row[1] === data.rows[0]![1]).length);
      return `${said}; ${gone}`;
    },
  );

  for (const [whose, k] of [["a shard", last], ["the server itself", 0]] as const) // biome-ignore format: one line
    await tally.check(
      `a query in which ${whose} dies is asked again, and answered after the return`,
      async () => {
        const patient = await cluster.open({ retries: 9 });
        const rows = 3 * cluster.pace;
        const work = statisticsFrom(patient.query(`SELECT * FROM slow LIMIT ${rows}`), asked);
        await busy(k);
        await cluster.kill(k);
        await cluster.start(k);
        assert.equal((await work).statistics.task(0).count, rows);
        await patient.close();
      },
    );

  await engine.close();
  await once.close();
}
