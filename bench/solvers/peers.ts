import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isShared, meanRows, type Norm, type Problem, targets } from "../problem.ts";
import { openPeer } from "../process.ts";
import { type Solver, tolerances } from "./solver.ts";

/** A solver in a process of its own: data and W are files, questions and answers lines of JSON. */
function peer(
  name: string,
  [command, ...args]: readonly [string, ...string[]],
  knobs: readonly number[],
  solves: (problem: Problem) => boolean,
  question: (problem: Problem) => object,
): Solver {
  const folder = mkdtempSync(join(tmpdir(), "polytask-bench-"));
  const child = openPeer(command, args);
  let asked: object;
  return {
    ...{ name, knobs, solves },
    async open(problem) {
      const { X, y, p, T } = problem.data;
      const sizes = y.map(({ length }) => length);
      const shared = isShared(problem.data);
      write(join(folder, "X.bin"), shared ? [X[0]!.data] : X.map(({ data }) => data));
      write(join(folder, "Y.bin"), shared ? [targets(problem.data).data] : y);
      await child.ask(JSON.stringify({ data: folder, n: sizes[0], p, T, sizes }));
      asked = question(problem);
    },
    async run(knob) {
      const { seconds } = JSON.parse(await child.ask(JSON.stringify({ ...asked, knob })));
      return { seconds, W: new Float64Array(new Uint8Array(readFileSync(join(folder, "W.bin"))).buffer) };
    },
    close() {
      child.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const write = (path: string, parts: readonly Float64Array[]): void =>
  writeFileSync(
    path,
    Buffer.concat(
      parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    ),
  );

const installed = join(import.meta.dirname, "../peers");

/** scikit-learn, skglm and celer: MultiTaskLasso on one X. Their tolerances are of the gap over ‖Y‖², of the optimality conditions, of the gap. */
export function pythons(): Solver[] {
  const python = join(installed, ".venv/bin/python");
  if (!existsSync(python)) {
    console.log("scikit-learn, skglm and celer are skipped: run bench/peers/setup");
    return [];
  }
  const command = [python, join(import.meta.dirname, "peers.py")] as const;
  return ["scikit-learn", "skglm", "celer"].map((solver) =>
    peer(
      solver,
      command,
      tolerances,
      ({ data, norm }) => norm === "l21" && isShared(data),
      ({ alpha }) => ({ solver, alpha }),
    ),
  );
}

const functions: Record<Norm, string> = { l1: "Least_Lasso", l21: "Least_L21", trace: "Least_Trace" };

/**
 * MALSAR on Octave, 10 to 2000 iterations: tasks that have rows of their own. Its objective is n̄ times ours. It is never
 * installed from here: the variable MALSAR names a copy, or it lies in bench/peers/malsar.
 */
export function malsar(): Solver[] {
  const copy = process.env["MALSAR"] ?? join(installed, "malsar");
  if (!existsSync(copy)) {
    console.log(`MALSAR is skipped: no ${copy}`);
    return [];
  }
  return [
    peer(
      "MALSAR",
      ["octave-cli", "--quiet", join(import.meta.dirname, "malsar.m"), copy],
      [10, 100, 500, 2000],
      ({ data }) => !isShared(data),
      ({ data, norm, alpha }) => ({ solver: functions[norm], given: [alpha * meanRows(data)] }),
    ),
  ];
}
