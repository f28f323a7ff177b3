import { expect, test, vi } from "vitest";
import { plotCoefficients } from "../../src/plot/index.ts";

vi.mock("vega", () => {
  throw new Error("Cannot find package 'vega'");
});

test("a picture is plain data without vega, and says what to install to draw it", async () => {
  const picture = plotCoefficients({
    coef: [
      [1, 2],
      [3, -4],
    ],
  } as never);
  expect(JSON.parse(JSON.stringify(picture.spec))).toHaveProperty("$schema");
  const sentence = /^Picture: needs the package vega: install it beside polytask$/;
  await expect(picture.toSvg()).rejects.toThrow(sentence);
  await expect(picture.toPng()).rejects.toThrow(sentence);
});
