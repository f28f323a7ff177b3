import { said } from "../check/reject.ts";
import type { ArffLine, Refuse } from "./arff-line.ts";

/** A declared attribute: what a column of the file may hold. */
export type Attribute =
  | { readonly name: string; readonly type: "numeric" }
  | { readonly name: string; readonly type: "nominal"; readonly categories: readonly string[] }
  | TextAttribute;

export interface TextAttribute {
  readonly name: string;
  readonly type: "string" | "date";
  readonly format: string | null;
}

/** Reads what follows `@attribute`: a name, then a type or a list of labels in braces. */
export function readAttribute(line: ArffLine, refuse: Refuse): Attribute {
  const name = line.word("a name after @attribute").text;
  const attribute = readType(name, line, refuse);
  if (!line.done) refuse("nothing after an attribute's type", line.rest());
  return attribute;
}

function readType(name: string, line: ArffLine, refuse: Refuse): Attribute {
  if (line.takes("{")) return { name, type: "nominal", categories: readLabels(line, refuse) };
  const type = line.word("a type").text;
  switch (type.toLowerCase()) {
    case "numeric":
    case "real":
    case "integer":
      return { name, type: "numeric" };
    case "string":
      return { name, type: "string", format: null };
    case "date":
      return { name, type: "date", format: line.done ? null : line.word("a date format").text };
    default:
      return refuse("the type numeric, real, integer, string, date or {labels}", type);
  }
}

function readLabels(line: ArffLine, refuse: Refuse): string[] {
  const labels = new Set<string>();
  while (!line.takes("}")) {
    if (line.done) refuse("a closing } after the labels", said("the end of the line"));
    const { text } = line.word("a label");
    if (labels.has(text)) refuse("labels that differ", text);
    labels.add(text);
    if (line.takes(",") && line.sees("}")) refuse("a label after the comma", "}");
  }
  return [...labels];
}
