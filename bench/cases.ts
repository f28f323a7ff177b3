import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  Matrix,
  SingularValueDecomposition,
} from "ml-matrix";
import { type Block, f32, f64, type Numbers, openArena } from "../src/kernel/arena.ts";
import type * as Factor from "../src/kernel/factor.ts";
import type { Build } from "../src/kernel/module.ts";
import { gemm, gemv, syrk } from "../src/kernel/product.ts";
import type { Kind } from "./limit.ts";

/** One thing to time: ours in a build, the same in ml-matrix, and the words in which the other peers are asked. */
export interface Case {
  readonly name: string;
  readonly kind: Kind;
  /** Floating-point operations of one run; undefined where the algorithms differ too much to count. */
  readonly flops?: number;
  readonly ours: (build: Build) => void;
  readonly mlMatrix?: () => unknown;
  /** `numpy.py` knows these words; tfjs knows "gemm m k n". */
  readonly words: readonly (string | number)[];
}

const wish = (kind: Kind, length: number) => (kind === "f64" ? f64(length) : f32(length));

/** Blocks full of numbers in (-1, 1), open until the process ends. */
function blocks(kind: Kind, ...lengths: number[]): Block<Numbers>[] {
  const wishes = Object.fromEntries(lengths.map((length, k) => [k, wish(kind, length)]));
  return Object.values(openArena(wishes).blocks).map((block) => {
    const { values } = block as Block<Numbers>;
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(i * i + 1);
    return block as Block<Numbers>;
  });
}

const dense = (rows: number, columns: number): Matrix =>
  Matrix.from1DArray(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(i * i + 1)),
  );

export function product(kind: Kind, m: number, k: number, n: number): Case {
  const [A, B, C] = blocks(kind, m * k, k * n, m * n) as [Block<Numbers>, Block<Numbers>, Block<Numbers>];
  const [a, b] = [dense(m, k), dense(k, n)];
  return {
    name: `${m} × ${k} · ${k} × ${n}`,
    kind,
    flops: 2 * m * n * k,
    ours: (build) => gemm(C, A, B, { m, n, k }, build),
    mlMatrix: () => a.mmul(b),
    words: ["gemm", m, k, n],
  };
}

export function gram(kind: Kind, n: number, p: number): Case {
  const [X, G] = blocks(kind, n * p, p * p) as [Block<Numbers>, Block<Numbers>];
  const x = dense(n, p);
  return {
    name: `Gram of ${n} × ${p}`,
    kind,
    flops: n * p * (p + 1),
    ours: (build) => syrk(G, X, { n: p, k: n, transposeA: true }, build),
    mlMatrix: () => x.transpose().mmul(x),
    words: ["syrk", n, p],
  };
}

export function vector(kind: Kind, n: number, p: number, transposeA: boolean): Case {
  const [A, x, y] = blocks(kind, n * p, n + p, n + p) as [Block<Numbers>, Block<Numbers>, Block<Numbers>];
  const a = transposeA ? dense(n, p).transpose() : dense(n, p);
  const b = dense(a.columns, 1);
  return {
    name: `${n} × ${p}${transposeA ? " turned" : ""} · vector`,
    kind,
    flops: 2 * n * p,
    ours: (build) => gemv(y, A, x, { n, p, transposeA }, build),
    mlMatrix: () => a.mmul(b),
    words: [transposeA ? "gemv-turned" : "gemv", n, p],
  };
}

/** The factorisations; those that destroy their matrix are given it anew in every run. */
export function factors(doors: typeof Factor): Case[] {
  const { cholesky, choleskySolve, eigh, eighWork } = doors;
  const [p, q, T] = [500, 400, 140];
  const doubles = (...lengths: number[]) => blocks("f64", ...lengths) as Block[] as Five;
  const [S, E, values, vectors, room] = doubles(p * p, q * q, q, q * q, eighWork(q));
  const [L, B] = doubles(p * p, p * T);
  const [first, second] = [definite(p), definite(q)];
  const [one, two, sides] = [square(p), square(q), dense(p, T)];
  const right = Float64Array.from(B.values);
  L.values.set(first);
  cholesky(L, p);
  const solved = new CholeskyDecomposition(one);
  return [
    {
      name: `cholesky ${p}`,
      kind: "f64",
      flops: p ** 3 / 3,
      ours: (build) => {
        S.values.set(first);
        cholesky(S, p, p, build);
      },
      mlMatrix: () => new CholeskyDecomposition(one),
      words: ["cholesky", p],
    },
    {
      name: `eigh ${q}`,
      kind: "f64",
      ours: (build) => {
        E.values.set(second);
        eigh(E, q, values, vectors, room, build);
      },
      mlMatrix: () => new EigenvalueDecomposition(two, { assumeSymmetric: true }),
      words: ["eigh", q],
    },
    {
      name: `cholesky solve ${p} × ${T}`,
      kind: "f64",
      flops: 2 * p * p * T,
      ours: (build) => {
        B.values.set(right);
        choleskySolve(L, p, B, T, p, T, build);
      },
      mlMatrix: () => solved.solve(sides),
      words: ["solve", p, T],
    },
    singular(doors, 500, 100),
    singular(doors, 200, 200),
  ];
}

function singular({ svd, svdWork }: typeof Factor, m: number, n: number): Case {
  const [A, U, s, V, work] = blocks("f64", m * n, m * n, n, n * n, svdWork(m, n)) as Block[] as Five;
  const a = dense(m, n);
  return {
    name: `svd ${m} × ${n}`,
    kind: "f64",
    ours: (build) => svd(A, m, n, U, s, V, work, build),
    mlMatrix: () => new SingularValueDecomposition(a),
    words: ["svd", m, n],
  };
}

type Five = [Block, Block, Block, Block, Block];

const definite = (p: number): Float64Array<ArrayBuffer> =>
  Float64Array.from({ length: p * p }, (_, k) => {
    const [i, j] = [Math.floor(k / p), k % p];
    return i === j ? p + 1 : Math.sin(i * j + i + j);
  });

const square = (p: number): Matrix => Matrix.from1DArray(p, p, definite(p));
