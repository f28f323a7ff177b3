/** Counts checks, tells each as it ends, and closes with the plain line. */
export class Tally {
  readonly #name: string;
  #passed = 0;
  #failed = 0;

  constructor(name: string) {
    this.#name = name;
  }

  async check(what: string, work: () => unknown): Promise<void> {
    try {
      const said = await work();
      this.#passed++;
      console.log(`ok   ${what}${typeof said === "string" ? `: ${said}` : ""}`);
    } catch (error) {
      this.#failed++;
      console.log(`FAIL ${what}: ${error instanceof Error ? error.message : error}`);
    }
  }

  close(): void {
    console.log(`${this.#name}: ${this.#passed} passed, ${this.#failed} failed`);
    if (this.#failed > 0) process.exitCode = 1;
  }
}
