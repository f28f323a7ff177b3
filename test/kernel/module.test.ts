import { afterEach, expect, test, vi } from "vitest";
import * as main from "../../src/kernel/binary.ts";
import { fastestBuild, kernels, unpack, useBuild } from "../../src/kernel/module.ts";
import * as network from "../../src/kernel/network-binary.ts";

afterEach(() => {
  vi.restoreAllMocks();
  useBuild("fastest");
});

test("both builds export the same kernels, and each is compiled once", () => {
  expect(Object.keys(kernels("relaxed")).sort()).toEqual(Object.keys(kernels("plain")).sort());
  expect(kernels("plain")).toBe(kernels("plain"));
  expect(kernels("plain")).not.toBe(kernels("relaxed"));
});

test("an engine gets the relaxed build where its multiply-add rounds once, and else the plain one", () => {
  const instance = (answer: number) => {
    class Probe {
      readonly exports = { m: () => answer };
    }
    vi.spyOn(WebAssembly, "Instance").mockImplementation(Probe as never);
  };
  vi.spyOn(WebAssembly, "validate").mockReturnValue(true);
  instance(-(2 ** -54));
  expect(fastestBuild()).toBe("relaxed");
  instance(0);
  expect(fastestBuild()).toBe("plain");
});

test("an engine without relaxed SIMD gets the plain build", () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  expect(fastestBuild()).toBe("plain");
});

test("the chosen build is used until another is chosen", () => {
  useBuild("plain");
  expect(kernels()).toBe(kernels("plain"));
  useBuild("relaxed");
  expect(kernels()).toBe(kernels("relaxed"));
  useBuild("fastest");
  expect(kernels()).toBe(kernels(fastestBuild()));
});

test("an unknown build, and a build that the engine does not have, are refused", () => {
  expect(() => useBuild("fused" as "plain")).toThrow("one of plain, relaxed, fastest");
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  expect(() => useBuild("relaxed")).toThrow("engine that does not fuse multiply and add");
});

test("a product packs into less than one mebibyte", () => {
  expect(kernels("plain").workspace_bytes()).toBeLessThan(2 ** 20);
});

test("no binary brings data with it, which another in the same memory would overwrite", () => {
  const builds = ["plain", "relaxed"] as const;
  for (const bytes of [main, network].flatMap(({ binaries }) =>
    builds.map((build) => unpack(binaries, build)),
  )) {
    const sections: number[] = [];
    for (let at = 8; at < bytes.length; ) {
      sections.push(bytes[at++]!);
      let size = 0;
      for (let shift = 0, more = true; more; shift += 7) {
        more = bytes[at]! >= 128;
        size += (bytes[at++]! & 127) * 2 ** shift;
      }
      at += size;
    }
    expect(sections).toContain(10); // code
    expect(sections).not.toContain(11); // data
  }
});
