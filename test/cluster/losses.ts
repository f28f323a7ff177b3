import type { Tried } from "../engine/bad-input.ts";
import { badLosses, refusesLoss, takesLabels } from "../engine/bad-losses.ts";
import { lossCases, lossData, sameLossFit } from "../engine/loss-fits.ts";
import type { Tally } from "../package/tally.ts";
import type { Cluster } from "./cluster.ts";

/** Logistic and Poisson losses of rows in shards, beside those of the same rows in memory; and what they cannot be asked for. */
export async function losses(tally: Tally, cluster: Cluster, nine: string): Promise<void> {
  const engine = await cluster.open();
  const tried: Tried = { query: engine.query, nine };
  for (const data of lossData) {
    await cluster.load(data);
    for (const which of lossCases)
      await tally.check(`${data.name}: ${which.kind} with ${which.name} is that of memory, to 1e-9`, () =>
        sameLossFit(data, which, engine.table(data.name)),
      );
  }
  for (const [what, bad] of Object.entries(badLosses))
    await tally.check(`${what} is refused in a sentence`, () => refusesLoss(tried, bad));
  await tally.check("labels are of any kind", () => takesLabels(tried));
  await engine.close();
}
