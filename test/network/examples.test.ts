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

test("shared parameters: a number that many rows have teaches a class that few have", async () => {
  const lines = await run("../../examples/shared-parameters.ts", 40);
  const [joint, , alone, , gain, half] = lines[0]!.match(/[\d.]+/g)!.map(Number);
  expect(lines[0]).toMatch(/^accuracy of the class: /);
  expect(joint).toBeGreaterThan(alone! + 0.08);
  expect(gain! - half!).toBeGreaterThan(0.05);
  const [together, , apart] = lines[1]!.match(/\d[\d.]*/g)!.map(Number);
  expect(lines[1]).toMatch(/^R² of the number: /);
  expect(together).toBeGreaterThan(0.97);
  expect(apart).toBeGreaterThan(0.97);
});

test("on Energy a network's test error is well below 1, and far below that of ridge, over seeds", async () => {
  const lines = await run("../../examples/energy-network.ts", 500);
  const interval = (name: string): [number, number] => {
    const line = lines.find((one) => one.startsWith(`${name}: MSE`))!;
    const [, mean, half] = line.match(/MSE ([\d.]+) ± ([\d.]+)/)!.map(Number);
    return [mean!, half!];
  };
  const [[network, above], [ridge, below]] = [interval("network"), interval("ridge")];
  expect(network + above).toBeLessThan(0.6);
  expect(network + above).toBeLessThan(0.1 * (ridge - below));
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
