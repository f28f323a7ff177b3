import { type Card, cellText, moreOf, shownRows, type Table } from "./card.ts";

const style = `.polytask{--ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,#222));--dim:var(--jp-content-font-color2,#666);--ground:var(--jp-layout-color0,var(--vscode-editor-background,#fff));--line:var(--jp-border-color2,#ddd);color:var(--ink);background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:8px 12px;display:inline-block;font-size:13px}
@media (prefers-color-scheme:dark){.polytask{--ink:var(--jp-content-font-color1,var(--vscode-editor-foreground,#ddd));--dim:var(--jp-content-font-color2,#999);--ground:var(--jp-layout-color0,var(--vscode-editor-background,#1e1e1e));--line:var(--jp-border-color2,#444)}}
.polytask table{border-collapse:collapse;font-size:inherit;margin:6px 0;color:inherit}.polytask caption,.polytask .dim{color:var(--dim);text-align:left}.polytask th,.polytask td{padding:2px 10px 2px 0;text-align:left;border-bottom:1px solid var(--line);background:none}.polytask .number{text-align:right}.polytask p{margin:4px 0}`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that stays text. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!);

/** A card as HTML, light or dark as the notebook or the reader's system is. Nothing of what is shown becomes markup. */
export function htmlOf({ title, state, formula, tables, notes = [] }: Card): string {
  const dim = state ? ` <span class="dim">${escaped(state)}</span>` : "";
  const lines = [...(formula ? [`minimises ${formula}`] : []), ...notes];
  const [first = "", ...others] = lines.map((line) => `<p>${escaped(line)}</p>`);
  const above = formula ? first : "";
  const below = formula ? others.join("") : [first, ...others].join("");
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return `<div class="polytask"><style>${style}</style><p><b>${escaped(title)}</b>${dim}</p>${above}${filled.map(tableHtml).join("")}${below}</div>`;
}

function tableHtml(table: Table): string {
  const { caption, head, rows } = table;
  const heads = head.map((name) => `<th>${escaped(name)}</th>`).join("");
  const body = rows
    .slice(0, shownRows)
    .map((row) => {
      const cells = row.map((cell) => {
        const kind = typeof cell === "number" ? ' class="number"' : "";
        return `<td${kind}>${escaped(cellText(cell))}</td>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("");
  const more = moreOf(table);
  const last = more ? `<tr><td class="dim" colspan="${head.length}">${more}</td></tr>` : "";
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${body}${last}</tbody></table>`;
}
