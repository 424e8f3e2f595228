import { parse } from "@cdktf/hcl2json";
import { format } from "@cdktf/hcl-tools";

/** HCL as HashiCorp's own parser reads it. Blocks of a type are lists, below their labels. */
export const parseHcl = async (text: string): Promise<Record<string, unknown>> =>
  (await parse("test.hcl", text)) as Record<string, unknown>;

/** The parser leaves the doubling of `${` and `%{` in strings; this takes it away. */
export const unescapeTemplate = (text: string): string =>
  text.replace(/([$%])\1\{/g, (_, first: string) => `${first}{`);

/** What `name` is set to in `text`; templates have only their escapes undone. */
export async function readAttribute(text: string, name: string): Promise<unknown> {
  const value = (await parseHcl(text))[name];
  return typeof value === "string" ? unescapeTemplate(value) : value;
}

/** A local of a Packer template, whose every `locals` block holds one attribute. */
export async function readLocals(text: string): Promise<Record<string, string>> {
  const { locals } = (await parseHcl(text)) as { locals: Record<string, string>[] };
  return Object.fromEntries(
    locals.flatMap(Object.entries).map(([name, value]: [string, string]) => [name, unescapeTemplate(value)]),
  );
}

/** Whether `packer fmt` would leave it as it is. */
export const isFormatted = async (text: string): Promise<boolean> => (await format(text)) === text;
