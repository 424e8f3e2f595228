import { Liquid } from "liquidjs";

/**
 * Liquid without what would make a page depend on the day or on chance, and without a way to print a field
 * unescaped. It runs no code and reads no file.
 */

const TAGS = [
  ...[
    "#",
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "for",
    "if",
    "raw",
    "render",
    "unless",
  ],
];

const FILTERS = [
  ...[
    "append",
    "at_least",
    "at_most",
    "capitalize",
    "compact",
    "concat",
    "default",
    "divided_by",
    "downcase",
  ],
  ...["first", "join", "last", "lstrip", "map", "minus", "modulo", "plus", "prepend", "remove", "replace"],
  ...["reverse", "rstrip", "size", "slice", "sort", "split", "strip", "times", "truncate", "uniq", "upcase"],
  ...["url_encode", "where"],
];

/** A value as JavaScript, for a `<script>`: nothing in it ends the script or begins a comment. */
const asJson = (value: unknown) =>
  ((JSON.stringify(value) as string | undefined) ?? "null").replaceAll(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A value as it may stand in CSS, as a name or within quotes: all but plain characters as escapes. */
const asCss = (value: unknown) =>
  String(value).replaceAll(
    /[^A-Za-z0-9_\u{a0}-\u{10ffff}-]/gu,
    (c) => `\\${c.codePointAt(0)?.toString(16) ?? ""} `,
  );

/** Takes out of LiquidJS's own what is not in `allowed`. */
function keepOnly(registered: Record<string, unknown>, allowed: readonly string[]): void {
  for (const name of Object.keys(registered).filter((name) => !allowed.includes(name))) {
    Reflect.deleteProperty(registered, name);
  }
}

/** A value that can be shown; LiquidJS would write an object as `[object Object]`, and run a list together. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.length < 2) return items.map(shown);
    throw new Error("must show a text, got a list. Show its items with {% for … %}, or join them.");
  }
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const [name = "NAME"] = Object.keys(value);
  throw new Error(`must show a text, got an object. Show a part of it: write .${name} behind its name.`);
}

/** @param templates by the name that `{% render %}` knows them by */
export function liquidEngine(
  templates: Readonly<Record<string, string>>,
  output: "html" | "plain text" = "html",
): Liquid {
  const engine = new Liquid({
    templates: { ...templates },
    cache: true,
    ...(output === "html" ? { outputEscape: "escape" as const } : {}),
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    catchAllErrors: true,
    // Of characters and items in all; a page has thousands.
    memoryLimit: 10_000_000,
  });
  const { outputEscape } = engine.options;
  engine.options.outputEscape = function (this: unknown, value: unknown): string {
    const text = shown(value);
    return outputEscape === undefined ? (text as string) : outputEscape.call(this, text);
  };
  keepOnly(engine.tags, TAGS);
  keepOnly(engine.filters, FILTERS);
  engine.registerFilter("json", { raw: true, handler: asJson });
  engine.registerFilter("css", { raw: true, handler: asCss });
  return engine;
}

/** An error of LiquidJS, or several in one. */
interface LiquidFault {
  readonly message: string;
  readonly token?: { readonly input?: string; getPosition?(): readonly number[] };
  readonly errors?: readonly LiquidFault[];
}

export interface TemplateFault {
  readonly message: string;
  readonly line?: number;
  /** The text of the template that has it. */
  readonly input?: string;
}

/** The faults in an error of LiquidJS, each once. */
export function templateFaults(error: unknown): TemplateFault[] {
  const all = new Set<LiquidFault>();
  const collect = (fault: LiquidFault) => {
    if (all.has(fault)) return;
    all.add(fault);
    fault.errors?.forEach(collect);
  };
  collect(error as LiquidFault);
  return [...all]
    .filter(({ errors }) => errors === undefined)
    .map(({ message, token }) => ({
      message: sentenceOf(message),
      line: token?.getPosition?.()[0],
      input: token?.input,
    }));
}

const list = (names: readonly string[]) => names.join(", ");

/** What LiquidJS says, as a rule and a fix. */
function sentenceOf(message: string): string {
  const [text = ""] = message.split("\n");
  const said = text
    .replace(/,? (?:file:.*, )?line:\d+, col:\d+$/, "")
    .replace(/,$/, "")
    .replace(/\\n.*(?=" not closed$)/, "");
  if (said.startsWith("must ")) return said;
  const tag = /^tag "(.*)" not found$/.exec(said)?.[1];
  if (tag !== undefined) return `must use tags that there are, got \`${tag}\`. They are ${list(TAGS)}.`;
  const filter = /^undefined filter: (.*)$/.exec(said)?.[1];
  if (filter === "raw" || filter === "escape") {
    return `must not use the filter \`${filter}\`: every field is escaped, once. Take it out.`;
  }
  if (filter !== undefined) {
    return `must use filters that there are, got \`${filter}\`. They are css, json, ${list(FILTERS)}.`;
  }
  const variable = /^undefined variable: (.*)$/.exec(said)?.[1];
  if (variable !== undefined) {
    return `must not show \`${variable}\` where there is none. Give it to the site or to page.json, or put {% if ${variable} %} around it.`;
  }
  return `must be a Liquid template (${said}). Mend it.`;
}
