import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    data: "src/data/index.ts",
    datafit: "src/datafit/index.ts",
    engine: "src/engine/index.ts",
    formula: "src/formula/index.ts",
    inspect: "src/inspect/index.ts",
    network: "src/network/index.ts",
    penalty: "src/penalty/index.ts",
    plot: "src/plot/index.ts",
    preprocess: "src/preprocess/index.ts",
    select: "src/select/index.ts",
  },
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  splitting: true,
  clean: true,
  external: [
    /^node:/,
    "mathjs",
    "@duckdb/node-api",
    "@clickhouse/client",
    "pg",
    "vega",
    "vega-lite",
    "@resvg/resvg-js",
  ],
});
