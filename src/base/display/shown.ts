import type { Card } from "./card.ts";
import { htmlOf } from "./html.ts";
import { textOf } from "./text.ts";

/** What notebooks and consoles ask. */
export const display: unique symbol = Symbol.for("Jupyter.display") as never;
const inNode = Symbol.for("nodejs.util.inspect.custom");
const inDeno = Symbol.for("Deno.customInspect");

const bundleOf = (card: Card) => ({ "text/plain": textOf(card), "text/html": htmlOf(card) });

/** Shows itself: as a card in notebooks that ask, as text in consoles. */
export abstract class Shown {
  /** What there is to see. */
  protected abstract card(): Card;

  [display](): { readonly "text/plain": string; readonly "text/html": string } {
    return bundleOf(this.card());
  }

  [inNode](): string {
    return textOf(this.card());
  }

  [inDeno](): string {
    return textOf(this.card());
  }
}

/** Makes plain data show itself; keys, JSON and copies of it are as they were. */
export function shownAs<T extends object>(value: T, card: () => Card): T {
  const answer = (of: () => unknown): PropertyDescriptor => ({ value: of, enumerable: false });
  return Object.defineProperties(value, {
    [display]: answer(() => bundleOf(card())),
    [inNode]: answer(() => textOf(card())),
    [inDeno]: answer(() => textOf(card())),
  });
}
