import { revive } from "./catalogue/revive.ts";
import { serve } from "./parallel/serve.ts";
import { carriesOut } from "./select/threads.ts";

/** What other threads run: `workers` starts them with this file. */
serve(carriesOut(revive));
