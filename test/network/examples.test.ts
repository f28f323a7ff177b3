import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** What an example prints when it is run for so many epochs. */
async function run(file: string, epochs: number): Promise<string[]> {
  vi.stubEnv("EPOCHS", String(epochs));
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((...words) => void lines.push(words.join(" ")));
  await import(/* @vite-ignore */ file);
  return lines;
}

test("the shared trunk learns a class and a number", async () => {
  const lines = await run("../../examples/shared-trunk.ts", 40);
  const last = (start: string): number =>
    Number(
      lines
        .find((line) => line.startsWith(start))!
        .split(": ")
        .at(-1),
    );
  expect(last("accuracy of the demand")).toBeGreaterThan(0.8);
  expect(last("R² of the cooling load")).toBeGreaterThan(0.8);
});

test("on Energy a network is far below ridge", async () => {
  const lines = await run("../../examples/energy-network.ts", 60);
  const mean = (name: string): number =>
    Number(lines.find((line) => line.startsWith(`${name}: MSE`))!.split(" ")[2]);
  expect(mean("network")).toBeLessThan(0.3 * mean("ridge"));
});

test("digits and pictures: each is learnt from inputs of its own", async () => {
  const lines = await run("../../examples/digits-and-pictures.ts", 4);
  for (const [name, chance] of [
    ["digits", 0.8],
    ["pictures", 0.17],
  ] as const) {
    const line = lines.find((one) => one.startsWith(`${name}: accuracy`))!;
    const [joint, alone] = line.match(/[\d.]+/g)!.map(Number);
    expect(joint, name).toBeGreaterThan(chance);
    expect(alone, name).toBeGreaterThan(chance);
  }
});
