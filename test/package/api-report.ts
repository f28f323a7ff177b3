// What users can import, with its types: a report an entry, kept under test/package/api. A name or a type that changes is a break or a
// promise: `npm run api` writes the reports anew, on purpose.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type ExtractorMessage,
} from "@microsoft/api-extractor";

const reports = resolve("test/package/api");
const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entries: [name: string, types: string][] = Object.entries<{ types?: string }>(exports).flatMap(
  ([path, { types }]) => (types ? [[path === "." ? "polytask" : path.slice(2), resolve(types)]] : []),
);

/** Compares the built package's types with the reports; `update` writes them instead. */
export function compareReports({ update }: { readonly update: boolean }): string {
  const now = mkdtempSync(join(tmpdir(), "polytask-api-"));
  const configs = entries.map(([name, types]) =>
    ExtractorConfig.prepare({
      configObject: {
        projectFolder: resolve("."),
        mainEntryPointFilePath: types,
        compiler: { overrideTsconfig: { extends: "./tsconfig.json", include: ["dist/*.d.ts"] } },
        apiReport: {
          enabled: true,
          reportFileName: `${name}.api.md`,
          reportFolder: reports,
          reportTempFolder: now,
          includeForgottenExports: true,
        },
        messages: { extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } } },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: resolve("package.json"),
    }),
  );
  const compilerState = CompilerState.create(configs[0]!, {
    additionalEntryPoints: entries.map(([, types]) => types),
  });
  const wrong: string[] = [];
  const messageCallback = (message: ExtractorMessage): void => {
    message.handled = true;
    if (message.category === "Compiler") wrong.push(message.text);
  };
  const changed = entries.filter(
    ([name], k) =>
      Extractor.invoke(configs[k]!, { localBuild: update, compilerState, messageCallback })
        .apiReportChanged && sorted(join(now, `${name}.api.md`)) !== sorted(join(reports, `${name}.api.md`)),
  );
  rmSync(now, { recursive: true });
  assert.deepEqual(wrong, []);
  const kept = readdirSync(reports).map((file) => file.replace(/\.api\.md$/, ""));
  assert.deepEqual(kept.sort(), entries.map(([name]) => name).sort());
  if (!update)
    assert.deepEqual(
      changed.map(([name]) => name),
      [],
      "these entries differ from their reports; `npm run api` writes them anew",
    );
  return `${entries.length} entries`;
}

/** One of several types, and several: in which order TypeScript writes them depends on the types that it happened to meet first. */
const one = String.raw`(?:readonly )?[\w$.]+(?:<[\w$.]+>)?(?:\[\])*`;
const several = new RegExp(`${one}(?: \\| ${one})+`, "g");

/** A report whose unions are in the order of their names. */
const sorted = (report: string): string =>
  readFileSync(report, "utf8").replace(several, (union) => union.split(" | ").sort().join(" | "));

if (import.meta.main) console.log(compareReports({ update: true }));
