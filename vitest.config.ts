import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const src = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^polytask$/, replacement: src("index.ts") },
      { find: /^polytask\/(.*)$/, replacement: src("$1/index.ts") },
    ],
  },
  test: {
    setupFiles: ["test/near.ts"],
    include: ["test/**/*.test.ts"],
    testTimeout: 240_000,
    maxWorkers: "100%",
  },
});
