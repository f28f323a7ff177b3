import { revive } from "./catalogue/revive.ts";
import { serve } from "./parallel/serve.ts";
import { type Joining, takePart } from "./parallel/team.ts";
import { carriesOut } from "./select/threads.ts";
import { addsShards, type ShardOrder } from "./statistics/on-threads.ts";

const [fits, adds] = [carriesOut(revive), addsShards()];

type Order = Joining | ShardOrder | Parameters<typeof fits>[0];

/** What other threads run: `workers` starts them with this file. */
serve((order: Order) => {
  if ("turns" in order) return takePart(order);
  return "shard" in order ? adds(order) : fits(order);
});
