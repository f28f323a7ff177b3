import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { openPeer, type Peer } from "./process.ts";

const peers = join(import.meta.dirname, "peers");

/** Steps of tfjs's WebAssembly backend in a process of its own, where bench/peers/setup has installed it. */
export async function openTfjs(): Promise<Peer | undefined> {
  if (!existsSync(join(peers, "node_modules/@tensorflow"))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "polytask-"));
  const outfile = join(folder, "network.cjs");
  await build({
    entryPoints: [join(peers, "network.js")],
    ...{ bundle: true, platform: "node", format: "cjs", logLevel: "error", outfile },
  });
  const load = createRequire(join(peers, "package.json"));
  const binaries = dirname(load.resolve("@tensorflow/tfjs-backend-wasm"));
  const peer = openPeer(process.execPath, [outfile, binaries]);
  return {
    ...peer,
    close() {
      peer.close();
      rmSync(folder, { recursive: true });
    },
  };
}
