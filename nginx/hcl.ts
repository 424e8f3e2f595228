/**
 * A plain model of HCL2 and its printer, as much of the language as a Packer template needs. What it prints is
 * formatted as `packer fmt` formats.
 */

/** An expression, as HCL text. */
export interface Expression {
  readonly hcl: string;
}

export interface Attribute {
  readonly kind: "attribute";
  readonly name: string;
  readonly value: Expression;
}

export interface Block {
  readonly kind: "block";
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

export interface Comment {
  readonly kind: "comment";
  readonly text: string;
}

/** Items in their order; a comment belongs to what follows it; comments and blocks stand apart from what is before. */
export type Body = readonly (Attribute | Block | Comment)[];

/** HCL text as it is: a reference, a call. Never anything that came from accounts/. */
export const raw = (hcl: string): Expression => ({ hcl });

/** In HCL's strings and heredocs these two begin an interpolation; doubling their first character takes that away. */
const escapeTemplate = (text: string) =>
  text.replace(/[$%]\{/g, (opening) => `${opening[0] ?? ""}${opening}`);

/** A quoted string that means just `value`. */
export function text(value: string): Expression {
  const escaped = escapeTemplate(
    value
      .replace(/[\\"]/g, (c) => `\\${c}`)
      .replaceAll("\n", "\\n")
      .replaceAll("\r", "\\r")
      .replaceAll("\t", "\\t"),
  );
  return { hcl: `"${escaped}"` };
}

/** A quoted string with interpolations; `value` is trusted, as with {@link raw}. */
export const template = (value: string): Expression => ({ hcl: `"${value}"` });

/** A number or a truth value. */
export const literal = (value: number | boolean): Expression => ({ hcl: String(value) });

/** A list, an item a line. */
export function list(items: readonly Expression[]): Expression {
  if (items.length === 0) return { hcl: "[]" };
  return { hcl: `[\n${items.map(({ hcl }) => `${indent(hcl)},\n`).join("")}]` };
}

/** An object, a key a line; keys are identifiers, or are quoted. */
export function object(entries: Readonly<Record<string, Expression>>): Expression {
  if (Object.keys(entries).length === 0) return { hcl: "{}" };
  const body = Object.entries(entries).map(([name, value]) => attribute(name, value));
  return { hcl: `{\n${indent(printBody(body))}}` };
}

/**
 * A heredoc that means just `content`, with the value of each expression in its place; it must end in a newline, as
 * every heredoc does.
 * @throws Error if it does not, or holds a carriage return, which HCL takes as an end of line or not at all
 */
export function heredoc(content: string | readonly (string | Expression)[]): Expression {
  const printed = (typeof content === "string" ? [content] : content)
    .map((part) => (typeof part === "string" ? escapeTemplate(part) : `\${${part.hcl}}`))
    .join("");
  if (!printed.endsWith("\n")) throw new Error("A heredoc's content must end in a newline.");
  if (printed.includes("\r")) throw new Error("A heredoc's content must hold no carriage return.");
  let marker = "EOT";
  // Nowhere in it, as HCL trims white space of more kinds than JavaScript knows before it compares a line.
  while (printed.includes(marker)) marker += "_";
  return { hcl: `<<${marker}\n${printed}${marker}` };
}

export const attribute = (name: string, value: Expression): Attribute => ({ kind: "attribute", name, value });
export const block = (type: string, labels: readonly string[], body: Body): Block => ({
  kind: "block",
  type,
  labels,
  body,
});
export const comment = (text: string): Comment => ({ kind: "comment", text });

/** A body of an object's entries: attributes in their order. */
export const attributes = (entries: Readonly<Record<string, Expression>>): Body =>
  Object.entries(entries).map(([name, value]) => attribute(name, value));

/** Indents every line but those of a heredoc, whose white space is content. */
function indent(hcl: string): string {
  let marker: string | undefined;
  return hcl
    .split("\n")
    .map((line) => {
      if (marker !== undefined) {
        if (line === marker) marker = undefined;
        return line;
      }
      marker = /<<(EOT_*)$/.exec(line)?.[1];
      return line === "" ? line : `  ${line}`;
    })
    .join("\n");
}

/** `fmt` takes a heredoc for one line. */
const isMultiline = ({ value }: Attribute) => value.hcl.includes("\n") && !value.hcl.startsWith("<<");

/** The text of a file, or of a block's inside. */
export function printBody(body: Body): string {
  return body
    .map((item, i) => {
      const previous = body[i - 1];
      const apart = item.kind === "attribute" ? previous?.kind === "block" : previous?.kind !== "comment";
      return `${previous !== undefined && apart ? "\n" : ""}${printItem(item, body, i)}\n`;
    })
    .join("");
}

function printItem(item: Body[number], body: Body, i: number): string {
  switch (item.kind) {
    case "comment":
      return item.text
        .split("\n")
        .map((line) => `# ${line}`.trimEnd())
        .join("\n");
    case "attribute":
      return `${item.name.padEnd(alignment(body, i))} = ${item.value.hcl}`;
    case "block": {
      const head = [item.type, ...item.labels.map((label) => text(label).hcl)].join(" ");
      return item.body.length === 0 ? `${head} {}` : `${head} {\n${indent(printBody(item.body))}}`;
    }
  }
}

/** `fmt` puts the equals signs of attributes on consecutive lines into one column; one of many lines ends a run. */
function alignment(body: Body, i: number): number {
  const isSingle = (item: Body[number] | undefined): item is Attribute =>
    item?.kind === "attribute" && !isMultiline(item);
  const own = body[i];
  if (!isSingle(own)) return 0;
  let width = own.name.length;
  for (let j = i - 1; isSingle(body[j]); j--) width = Math.max(width, (body[j] as Attribute).name.length);
  for (let j = i + 1; isSingle(body[j]); j++) width = Math.max(width, (body[j] as Attribute).name.length);
  return width;
}
