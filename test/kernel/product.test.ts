import { describe, expect, test } from "vitest";
import { f32, f64, inArena } from "../../src/kernel/arena.ts";
import { gemm, gemv, type Mode, mirror, syrk } from "../../src/kernel/product.ts";
import { noise } from "./matrices.ts";
import { fenced, firstDifference, type Kind, modes, put, whole, withBlocks } from "./twin.ts";

const builds = ["plain", "relaxed"] as const;
const roads = builds.flatMap((build) => (["f64", "f32"] as const).map((kind) => ({ build, kind })));
const turns = [false, true].flatMap((a) => [false, true].map((b) => ({ transposeA: a, transposeB: b })));

/** Positive zero for every zero: a sum that begins at +0 never ends at −0, where plain loops may. */
const zero = (x: number): number => x + 0;

interface Shape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly mode: Mode;
  readonly gap: number;
}

/** Runs gemm among guard cells and compares every cell of C's block with a plain loop. */
function expectTwin(kind: Kind, build: (typeof builds)[number], shape: Shape): void {
  const { m, n, k, transposeA, transposeB, mode, gap } = shape;
  const [ra, ca, rb, cb] = [transposeA ? k : m, transposeA ? m : k, transposeB ? n : k, transposeB ? k : n];
  const [lda, ldb, ldc] = [ca + gap, cb + 2 * gap, n + gap];
  const [A, B, C] = [whole(m * k, 1 + k), whole(k * n, 2 + n), whole(m * n, 3 + m)];
  withBlocks(kind, { A: ra * lda + gap, B: rb * ldb + gap, C: m * ldc + gap }, (blocks) => {
    fenced(blocks.A.values, A, ca, lda);
    fenced(blocks.B.values, B, cb, ldb);
    fenced(blocks.C.values, C, n, ldc);
    const twin = blocks.C.values.slice();
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) {
          sum += A[transposeA ? l * m + i : i * k + l]! * B[transposeB ? j * k + l : l * n + j]!;
        }
        twin[i * ldc + j] = put(mode, C[i * n + j]!, sum);
      }
    }
    gemm(blocks.C, blocks.A, blocks.B, { ...shape, lda, ldb, ldc }, build);
    const at = firstDifference(blocks.C.values.map(zero), twin.map(zero));
    if (at >= 0) expect.fail(`${JSON.stringify(shape)}: cell ${at} of C`);
  });
}

describe.each(roads)("gemm, $build, $kind", ({ build, kind }) => {
  test.each(turns)("is the plain product over all small shapes, %o", (turn) => {
    for (let m = 0; m <= 13; m++)
      for (let n = 0; n <= 17; n++)
        for (let k = 0; k <= 9; k++)
          for (const mode of modes) expectTwin(kind, build, { m, n, k, ...turn, mode, gap: (m + n + k) % 4 });
  });

  test.each(turns)("is the plain product on both sides of every block's edge, %o", (turn) => {
    for (const n of [383, 384, 385, 395])
      for (const m of [5, 13])
        for (const mode of modes) expectTwin(kind, build, { m, n, k: 19, ...turn, mode, gap: 3 });
    for (const k of [15, 16, 17, 33, 191, 192, 193, 383, 384, 385, 579])
      for (const mode of modes) expectTwin(kind, build, { m: 13, n: 21, k, ...turn, mode, gap: 5 });
    expectTwin(kind, build, { m: 25, n: 773, k: 389, ...turn, mode: "subtract", gap: 1 });
  });

  test("gives a column, a row and an inner part the bits they have inside the whole", () => {
    for (const k of [1, 7, 50, 192, 193, 400]) {
      const [m, n] = [23, 395];
      withBlocks(kind, { A: m * k, B: k * n, C: m * n, part: m * n }, ({ A, B, C, part }) => {
        A.values.set(noise(m * k, k));
        B.values.set(noise(k * n, k + 1));
        gemm(C, A, B, { m, n, k }, build);
        const whole = C.values.slice();
        for (let j = 0; j < n; j += 13) {
          gemm(part, A, B.part(j, k * n - j), { m, n: 1, k, ldb: n }, build);
          expect(part.values.slice(0, m)).toEqual(whole.filter((_, at) => at % n === j));
        }
        for (let i = 0; i < m; i++) {
          gemm(part, A.part(i * k, k), B, { m: 1, n, k }, build);
          expect(part.values.slice(0, n)).toEqual(whole.slice(i * n, (i + 1) * n));
        }
        gemm(part, A.part(5 * k, 11 * k), B.part(3, k * n - 3), { m: 11, n: 27, k, ldb: n }, build);
        for (let i = 0; i < 11; i++) {
          const row = whole.slice((5 + i) * n + 3, (5 + i) * n + 30);
          expect(part.values.slice(i * 27, (i + 1) * 27)).toEqual(row);
        }
      });
    }
  });

  test("gives the same bits however the operands lie", () => {
    const [m, n, k] = [19, 29, 401];
    withBlocks(kind, { A: m * k, At: m * k, B: k * n, Bt: k * n, C: m * n, D: m * n }, (blocks) => {
      const { A, At, B, Bt, C, D } = blocks;
      A.values.set(noise(m * k, 5));
      B.values.set(noise(k * n, 6));
      At.values.set(A.values.map((_, at) => A.values[(at % m) * k + Math.floor(at / m)]!));
      Bt.values.set(B.values.map((_, at) => B.values[(at % k) * n + Math.floor(at / k)]!));
      gemm(C, A, B, { m, n, k }, build);
      for (const { transposeA, transposeB } of turns) {
        gemm(D, transposeA ? At : A, transposeB ? Bt : B, { m, n, k, transposeA, transposeB }, build);
        expect(D.values).toEqual(C.values);
      }
    });
  });

  test("keeps a NaN or an infinity in the row and column where it belongs", () => {
    const [m, n, k] = [8, 9, 3];
    withBlocks(kind, { A: m * k, B: k * n, C: m * n }, ({ A, B, C }) => {
      A.values.fill(1);
      B.values.fill(1);
      A.values[7 * k] = Number.NaN;
      B.values[8] = Number.POSITIVE_INFINITY;
      gemm(C, A, B, { m, n, k }, build);
      const expected = (i: number, j: number) => (i === 7 ? Number.NaN : j === 8 ? Infinity : 3);
      C.values.forEach((value, at) => {
        expect(value).toBe(expected(Math.floor(at / n), at % n));
      });
    });
  });
});

describe.each(roads)("syrk, $build, $kind", ({ build, kind }) => {
  test.each([false, true])(
    "has gemm's bits below the diagonal and touches nothing else, turned %s",
    (turn) => {
      const shapes = Array.from({ length: 20 }, (_, n) => [0, 1, 2, 3, 5, 8, 14].map((k) => [n, k] as const));
      const edges = [
        [65, 191],
        [66, 193],
        [385, 17],
        [391, 33],
        [773, 5],
        [30, 400],
      ] as const;
      for (const [n, k] of [...shapes.flat(), ...edges]) {
        for (const mode of modes) {
          const gap = n % 3;
          const [lda, ldc] = [(turn ? n : k) + gap, n + gap];
          withBlocks(kind, { A: (turn ? k : n) * lda, C: n * ldc, D: n * ldc }, ({ A, C, D }) => {
            fenced(A.values, noise(n * k, n + k), turn ? n : k, lda);
            fenced(C.values, noise(n * n, 7), n, ldc);
            const before = C.values.slice();
            D.values.set(before);
            const shape = { n, k, lda, ldc, mode };
            syrk(C, A, { ...shape, transposeA: turn }, build);
            gemm(D, A, A, { ...shape, m: n, ldb: lda, transposeA: turn, transposeB: !turn }, build);
            const twin = D.values.map((value, at) =>
              at % ldc <= Math.floor(at / ldc) ? value : before[at]!,
            );
            const at = firstDifference(C.values, twin);
            if (at >= 0) expect.fail(`n ${n}, k ${k}, ${mode}: cell ${at} of C`);
          });
        }
      }
    },
  );

  test("mirror makes the matrix symmetric and touches no guard", () => {
    for (const n of [0, 1, 2, 5, 15, 16, 17, 31, 32, 33, 50]) {
      const ldc = n + 3;
      withBlocks(kind, { C: n * ldc }, ({ C }) => {
        fenced(C.values, noise(n * n, n), n, ldc);
        const before = C.values.slice();
        mirror(C, n, ldc, build);
        const twin = before.map((value, at) => {
          const [i, j] = [Math.floor(at / ldc), at % ldc];
          return j < n ? before[Math.max(i, j) * ldc + Math.min(i, j)]! : value;
        });
        expect(firstDifference(C.values, twin)).toBe(-1);
      });
    }
  });
});

describe.each(roads)("gemv, $build, $kind", ({ build, kind }) => {
  test.each([false, true])("is the plain product over all small shapes, turned %s", (transposeA) => {
    const sizes = [...Array(20).keys(), 31, 32, 33, 47, 64, 67];
    for (const n of sizes)
      for (const p of sizes)
        for (const mode of modes) {
          const lda = p + (n % 3);
          const [rows, sums] = transposeA ? [p, n] : [n, p];
          const [A, x, y] = [whole(n * p, n), whole(sums, p), whole(rows, 3)];
          withBlocks(kind, { A: n * lda, x: sums, y: rows + 7 }, (blocks) => {
            fenced(blocks.A.values, A, p, lda);
            blocks.x.values.set(x);
            blocks.y.values.fill(99);
            blocks.y.values.set(y);
            gemv(blocks.y.part(0, rows), blocks.A, blocks.x, { n, p, lda, transposeA, mode }, build);
            const twin = blocks.y.values.map((guard, i) => {
              if (i >= rows) return guard === 99 ? guard : Number.NaN;
              const before = y[i]!;
              let sum = 0;
              for (let l = 0; l < sums; l++) sum += A[transposeA ? l * p + i : i * p + l]! * x[l]!;
              return put(mode, before, sum);
            });
            const after = blocks.y.values.map((value, i) => (i < rows ? zero(value) : 99));
            const at = firstDifference(after, twin.map(zero));
            if (at >= 0) expect.fail(`n ${n}, p ${p}, ${mode}: y[${at}]`);
          });
        }
  });

  test.each([false, true])("gives an entry the bits it has when computed alone, turned %s", (transposeA) => {
    const [n, p] = [37, 53];
    const [rows, sums] = transposeA ? [p, n] : [n, p];
    withBlocks(kind, { A: n * p, x: sums, y: rows, one: 1 }, ({ A, x, y, one }) => {
      A.values.set(noise(n * p, 1));
      x.values.set(noise(sums, 2));
      gemv(y, A, x, { n, p, transposeA }, build);
      for (let i = 0; i < rows; i++) {
        const line = transposeA ? A.part(i, n * p - i) : A.part(i * p, p);
        const shape = transposeA ? { n, p: 1 } : { n: 1, p };
        gemv(one, line, x, { ...shape, lda: p, transposeA }, build);
        expect(one.values[0]).toBe(y.values[i]);
      }
    });
  });
});

test("both builds agree on a product to 1e-10", () => {
  const [m, n, k] = [31, 41, 500];
  inArena({ A: f64(m * k), B: f64(k * n), C: f64(m * n), D: f64(m * n) }, ({ A, B, C, D }) => {
    A.values.set(noise(m * k, 1));
    B.values.set(noise(k * n, 2));
    gemm(C, A, B, { m, n, k }, "plain");
    gemm(D, A, B, { m, n, k }, "relaxed");
    const most = Math.max(...C.values.map(Math.abs));
    C.values.forEach((value, at) => {
      expect(Math.abs(value - D.values[at]!)).toBeLessThanOrEqual(1e-10 * most);
    });
  });
});

describe("the doors", () => {
  test("refuse a block that is too short for its shape", () => {
    inArena({ a: f64(11), b: f64(12), c: f64(9) }, ({ a, b, c }) => {
      const said = "gemm A: expected room for 3 × 4, rows 4 apart, got 11 numbers";
      expect(() => gemm(c, a, b, { m: 3, n: 3, k: 4 })).toThrow(said);
      expect(() => gemm(c, b, a, { m: 3, n: 3, k: 4 })).toThrow("gemm B");
      expect(() => gemm(c, b, b, { m: 4, n: 4, k: 3 })).toThrow("gemm C");
      expect(() => gemm(c, b, b, { m: 3, n: 3, k: 4, ldc: 2 })).toThrow("rows 2 apart");
      expect(() => syrk(c, b, { n: 3, k: 5 })).toThrow("syrk A");
      expect(() => syrk(c, b, { n: 4, k: 3 })).toThrow("syrk C");
      expect(() => mirror(c, 4)).toThrow("mirror C");
      expect(() => gemv(c, b, a, { n: 3, p: 12 })).toThrow("gemv A");
      expect(() => gemv(c, b, c, { n: 1, p: 12 })).toThrow("gemv x");
      expect(() => gemv(c, b, a, { n: 12, p: 1 })).toThrow("gemv y");
    });
  });

  test("refuse doubles and floats in one product", () => {
    inArena({ a: f64(4), b: f32(4) }, ({ a, b }) => {
      const mixed = b as unknown as typeof a;
      expect(() => gemm(a, a, mixed, { m: 2, n: 2, k: 2 })).toThrow("numbers of 8 bytes");
    });
  });
});
