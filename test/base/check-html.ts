import { expect } from "vitest";

/** Whether every tag is closed in its turn and no sign of markup stands alone. */
export function checkHtml(html: string): void {
  const open: string[] = [];
  const text = html
    .replace(/<style>[^<]*<\/style>/g, "")
    .replace(/<(\/?)([a-z0-9]+)((?: [a-z]+="[^"<>]*")*)>/g, (_, close, tag) => {
      if (close) expect(open.pop()).toBe(tag);
      else open.push(tag);
      return "";
    });
  expect(open).toEqual([]);
  expect(text).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
}
