import { revive } from "./catalogue/revive.ts";
import { serve } from "./parallel/serve.ts";
import { type Joining, takePart } from "./parallel/team.ts";
import { carriesOut } from "./select/threads.ts";
import { addsShards, type ShardOrder } from "./statistics/on-threads.ts";

type Fit = Parameters<ReturnType<typeof carriesOut>>[0];

const [fits, adds] = [carriesOut(revive), addsShards()];

/** What other threads run: `workers` starts them with this file. */
serve((order: Joining | ShardOrder | Fit) => {
  if ("turns" in order) return takePart(order);
  return "shard" in order ? adds(order) : fits(order);
});
