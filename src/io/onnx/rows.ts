import type { Kind } from "../../catalogue/signature.ts";
import type { Graph, Real } from "./graph.ts";

/** Columns of one kind: a matrix, n x width. */
export interface Block {
  readonly value: string;
  readonly kind: Kind;
  readonly width: number;
}

/** The rows of a stage: blocks of columns beside one another. */
export class Rows {
  readonly blocks: readonly Block[];
  readonly #graph: Graph;

  constructor(graph: Graph, blocks: readonly Block[]) {
    this.#graph = graph;
    this.blocks = blocks;
  }

  /** One block instead of these. */
  of(value: string, kind: Kind, width: number): Rows {
    return new Rows(this.#graph, [{ value, kind, width }]);
  }

  get width(): number {
    return this.blocks.reduce((sum, { width }) => sum + width, 0);
  }

  /** All columns as one matrix of numbers. */
  matrix(type: Real): string {
    const own = this.blocks.map(({ value, kind }) => (kind === type ? value : this.#graph.cast(value, type)));
    return this.#graph.beside(own);
  }

  /** Columns by number, in this order. */
  choose(columns: readonly number[]): Rows {
    const runs: { block: Block; own: number[] }[] = [];
    for (const j of columns) {
      const { block, at } = this.#find(j);
      const last = runs.at(-1);
      if (last?.block === block) last.own.push(at);
      else runs.push({ block, own: [at] });
    }
    const blocks = runs.map(({ block, own }): Block => {
      const isAll = own.length === block.width && own.every((at, k) => at === k);
      return isAll ? block : { ...block, value: this.#graph.columns(block.value, own), width: own.length };
    });
    return new Rows(this.#graph, blocks);
  }

  /** With more columns on the right. */
  widen(more: readonly Block[]): Rows {
    return new Rows(this.#graph, [...this.blocks, ...more]);
  }

  #find(j: number): { readonly block: Block; readonly at: number } {
    let at = j;
    for (const block of this.blocks) {
      if (at < block.width) return { block, at };
      at -= block.width;
    }
    throw new RangeError(`column ${j}`);
  }
}
