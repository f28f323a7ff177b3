import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Programs that run beside this one, in a folder that goes with them; stopped by their process. */
export abstract class Servers {
  protected readonly root: string;
  readonly #end: NodeJS.Signals;
  readonly #running: (ChildProcess | undefined)[] = [];

  /** `end` is the signal that ends a server at once. */
  constructor(name: string, end: NodeJS.Signals) {
    this.root = mkdtempSync(join(tmpdir(), `polytask-${name}-`));
    this.#end = end;
  }

  /** Runs program k and waits until it answers. */
  protected async run(
    k: number,
    command: readonly string[],
    options: SpawnOptions,
    answers: () => Promise<unknown>,
  ): Promise<void> {
    const [program, ...words] = command;
    this.#running[k] = spawn(program!, words, { ...options, stdio: "ignore" });
    const until = Date.now() + 60_000;
    while (!(await answers().catch(() => false))) {
      if (Date.now() > until) throw new Error(`server ${k}, ${program}, does not answer`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends server k at once, and every query on it. */
  async kill(k: number): Promise<void> {
    const server = this.#running[k];
    this.#running[k] = undefined;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill(this.#end);
    await gone;
  }

  /** Ends all servers and removes what they kept. */
  async stop(): Promise<void> {
    for (const k of this.#running.keys()) await this.kill(k);
    rmSync(this.root, { recursive: true, force: true });
  }
}
