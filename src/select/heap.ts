/** A binary heap: what comes first in an order is taken first. */
export class Heap<V> {
  readonly #values: V[] = [];
  readonly #before: (a: V, b: V) => boolean;

  constructor(before: (a: V, b: V) => boolean) {
    this.#before = before;
  }

  push(value: V): void {
    const values = this.#values;
    let at = values.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(value, values[parent]!)) break;
      values[at] = values[parent]!;
      at = parent;
    }
    values[at] = value;
  }

  pop(): V | undefined {
    const values = this.#values;
    const first = values[0];
    const last = values.pop();
    if (values.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= values.length) break;
      if (child + 1 < values.length && this.#before(values[child + 1]!, values[child]!)) child++;
      if (!this.#before(values[child]!, last)) break;
      values[at] = values[child]!;
      at = child;
    }
    values[at] = last;
    return first;
  }
}
