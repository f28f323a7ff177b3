import { revive } from "./catalogue/revive.ts";
import { serve } from "./parallel/serve.ts";
import { type Joining, takePart } from "./parallel/team.ts";
import { carriesOut } from "./select/threads.ts";

const carryOut = carriesOut(revive);

/** What other threads run: `workers` starts them with this file. */
serve((order: Joining | Parameters<typeof carryOut>[0]) =>
  "turns" in order ? takePart(order) : carryOut(order),
);
