import { escaped } from "../base/display/html.ts";

/** A part of a page: what it is called, and its markup. */
export interface Section {
  readonly title: string;
  readonly html: string;
  readonly note?: string;
}

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
.picture{background:#fff;border-radius:6px;overflow-x:auto}`;

/** One page that needs nothing else: no scripts, no other files. Titles and notes are text. */
export function pageOf(title: string, subtitle: string, sections: readonly Section[]): string {
  const parts = sections.map(
    ({ title, html, note }) =>
      `<section><h2>${escaped(title)}</h2>${note === undefined ? "" : `<p>${escaped(note)}</p>`}${html}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p>
${parts.join("\n")}
</body></html>
`;
}
