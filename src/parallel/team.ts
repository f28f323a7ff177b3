import { doer, type Hands, shareable } from "../kernel/hands.ts";
import { Space, sharedSpace } from "../kernel/memory.ts";
import type { Build } from "../kernel/module.ts";
import { lendWorkspace, workspace } from "../kernel/workspace.ts";
import { openCrew } from "./crew.ts";
import { hasThreads } from "./thread.ts";
import { Turns } from "./turns.ts";

/** Several threads that do the work of a network together: this one, which gives it, and others. Close it in a `finally`. */
export interface Team extends Hands {
  /** Lets the others begin, once the network is open. Until they are there this thread does all the work. */
  join(): void;
  /** Throws where a thread was lost. */
  check(): void;
  close(): void;
}

/** What a thread has to know to take part. */
export interface Joining {
  readonly turns: SharedArrayBuffer;
  readonly memory: WebAssembly.Memory;
  readonly build: Build;
  readonly workspace: number;
  /** The thread's number; who gives the work is 0. */
  readonly me: number;
}

/** Whether threads can share memory here: in a browser only pages that are isolated from other origins can. */
export const canShare = (): boolean => hasThreads() && typeof SharedArrayBuffer === "function";

/** Chunks a thread: more of them even out threads that are not equally fast, and each packs some numbers anew. */
const each = 2;

/** Fewer multiplications, some 10 µs of them, are done sooner than said. */
const least = 2 ** 18;

/** Starts all threads but this one; one that takes longer than so many milliseconds for its part of a step is lost. */
export function openTeam(size: number, build: Build, patience?: number): Team {
  const space = sharedSpace();
  const doing = doer(build, space, workspace(space), 0);
  const turns = new Turns(doing, undefined, patience);
  const crew = openCrew(size - 1);
  const most = Math.min(Turns.most, each * size);
  return {
    ...{ space, build, size },
    share(kernel, at, parts, work) {
      const kind = shareable.indexOf(kernel);
      if (parts === 1 || work < least) doing(kind, at, 0, parts);
      else turns.give(kind, at, parts, Math.min(most, parts));
    },
    join() {
      const workspaces = Array.from({ length: size - 1 }, () => lendWorkspace(space));
      const { memory } = space;
      for (const [k, own] of workspaces.entries())
        crew.ask(k, { turns: turns.memory, memory, build, workspace: own, me: k + 1 } satisfies Joining);
    },
    check() {
      for (const { error } of crew.take()) if (error) throw error;
    },
    close() {
      turns.end();
      crew.stop();
    },
  };
}

/** The other side: takes part until the team is closed. */
export function takePart({ turns, memory, build, workspace: own, me }: Joining): void {
  new Turns(doer(build, new Space(memory, true), own, me), turns).help();
}
