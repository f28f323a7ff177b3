import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A peer in a process of its own, on one thread, that is asked and answers in lines. */
export interface Peer {
  tell(line: string): void;
  ask(line: string): Promise<string>;
  close(): void;
}

const oneThread = {
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  NUMBA_NUM_THREADS: "1",
};

export function openPeer(command: string, args: readonly string[]): Peer {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...oneThread },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = (line: string): void => {
    child.stdin.write(`${line}\n`);
  };
  return {
    tell,
    async ask(line) {
      tell(line);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${command} ended before it answered: ${line}`);
      return value;
    },
    close: () => child.stdin.end(),
  };
}
