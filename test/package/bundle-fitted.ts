import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** Sources as a stranger imports them: by the entries of the package. */
const byEntry: Plugin = {
  name: "by entry",
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/.*index\.ts$/ }, ({ path }) => {
      const room = /\/src\/(?:(.*)\/)?index\.ts$/.exec(path)![1];
      return { path: room ? `polytask/${room}` : "polytask", external: true };
    });
  },
};

/** The catalogue's fitted estimators as a script beside the installed package. */
export async function bundleFitted(folder: string): Promise<void> {
  await build({
    entryPoints: ["test/catalogue/fitted.ts"],
    outfile: join(folder, "fitted.js"),
    bundle: true,
    format: "esm",
    plugins: [byEntry],
  });
}
