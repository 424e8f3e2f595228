import { type Node, type ParseError, findNodeAtLocation, parseTree, printParseErrorCode } from "jsonc-parser";
import { z } from "zod";
import { expected, show } from "../accounts/fault";
import { matching, must, parsedBy, strict } from "../accounts/field";
import { fieldPath, isObject, readFields } from "../accounts/read-fields";
import { timeWindow, timeZone } from "../accounts/time";
import type { TimeWindow } from "../accounts/types";
import { parseLanguage } from "./language";
import { parseContact, parseWebLink } from "./links";

/** What a page says in one language. A text may hold `{{ … }}`, the site's facts. */
export interface LanguageTexts {
  readonly title: string;
  /** Its paragraphs. */
  readonly message: readonly string[];
  /** The page's other words, by a name of its own choice; `window`, `back`, … lead those lines in plain text. */
  readonly labels: Readonly<Record<string, string>>;
  /** The language's name in itself. @default as Intl has it */
  readonly name?: string;
  /** An e-mail address, a phone number or a URL. */
  readonly contact?: string;
  readonly statusPage?: string;
  /** Where to go instead. */
  readonly link?: string;
  /** Where it stands in page.json. */
  readonly path: readonly PropertyKey[];
}

/** A page.json, checked. */
export interface PageDescription {
  /** As written: its places are sought there when a text turns out to be at fault. */
  readonly source: string;
  /** By language tag, in the order written; the first is what a browser gets that asks for none of them. */
  readonly languages: ReadonlyMap<string, LanguageTexts>;
  /** The first of them; of a page without texts, the language of its times. */
  readonly language: string;
  /** For sites without a window of their own. */
  readonly window?: TimeWindow;
  /** For sites without a time zone of their own. */
  readonly timeZone?: string;
  /** How large the built page may be, compressed, in units of 1,024 bytes. */
  readonly budgetKilobytes?: number;
}

const line = (fix: string) =>
  matching(
    // What could disturb a terminal that shows the page's plain text, or break its lines.
    /^(?=.*\S)[^\p{Cc}\u2028\u2029]{1,2000}$/u,
    "be a text of 1 to 2000 characters without line breaks",
    fix,
  );
const words = line("Write it on one line.");
const paragraph = line("Write a list of paragraphs, or leave it out.");

const MESSAGE = "Write a text or a list of paragraphs.";
const message = z.union([paragraph, z.array(paragraph, must("be a text or a list of paragraphs", MESSAGE))], {
  error: ({ input }) => expected("must be a text or a list of paragraphs", input, MESSAGE),
});

const labels = z.record(
  z
    .string()
    .regex(
      /^[a-z][A-Za-z0-9]{0,39}$/,
      must("have a name of letters and digits, a small letter first", "Rename the label."),
    ),
  words,
  must("be an object of texts", 'Write it as { "contact": "Contact" }.'),
);

const contact = parsedBy(parseContact, "Write it as in help@example.com.");
const webLink = parsedBy(parseWebLink, "Write it as in https://status.example.com/.");

const texts = {
  title: words,
  message: message.optional(),
  labels: labels.optional(),
  name: words.optional(),
  contact: contact.optional(),
  statusPage: webLink.optional(),
  link: webLink.optional(),
};

const DEFAULT_LANGUAGE = "en";

const language = parsedBy(parseLanguage, "Write it as in en, ja or zh-Hant.");
const LANGUAGES = 'Write it as { "en": { "title": "…" } }.';

const budgetRule = must(
  "be a whole number of kilobytes from 1 to 1024",
  "Leave it out for 14, the first round trip.",
);

const pageFields = z.object({
  ...texts,
  title: words.optional(),
  language: language.optional(),
  languages: z
    .record(
      language,
      strict(texts, "an object of texts", LANGUAGES),
      must("be an object, by language tag", LANGUAGES),
    )
    .refine((all) => Object.keys(all).length > 0, must("have one language at least", LANGUAGES))
    .optional(),
  window: timeWindow.optional(),
  timeZone: timeZone.optional(),
  budgetKilobytes: z.int(budgetRule).min(1, budgetRule).max(1024, budgetRule).optional(),
});

type OwnTexts = z.output<z.ZodObject<typeof texts>>;
type Fields = Partial<z.output<typeof pageFields>>;
type ReportPath = (message: string, path: readonly PropertyKey[]) => void;
type ReportLine = (message: string, line: number) => void;

const lineOf = (source: string, offset: number) => source.slice(0, offset).split("\n").length;

/** The line of a field of a page.json, or of the nearest that holds it. */
export function lineOfField(source: string, path: readonly PropertyKey[]): number {
  const root = parseTree(source);
  const keys = path.map((key) => (typeof key === "number" ? key : String(key)));
  for (let length = keys.length; root !== undefined && length > 0; length--) {
    const node: Node | undefined = findNodeAtLocation(root, keys.slice(0, length));
    if (node !== undefined)
      return lineOf(source, node.parent?.type === "property" ? node.parent.offset : node.offset);
  }
  return 1;
}

/** JSON takes the last of two fields of one name, and says nothing. */
function reportTwins(source: string, node: Node | undefined, report: ReportLine): void {
  const names = new Set<unknown>();
  for (const child of node?.children ?? []) {
    const [key] = child.type === "property" ? (child.children ?? []) : [];
    if (key !== undefined && names.has(key.value)) {
      report(
        `must have each field once, got another ${show(key.value)}. Take one out.`,
        lineOf(source, key.offset),
      );
    }
    names.add(key?.value);
    reportTwins(source, child, report);
  }
}

function parseJson(source: string, report: ReportLine): unknown {
  try {
    const value = JSON.parse(source) as unknown;
    reportTwins(source, parseTree(source), report);
    return value;
  } catch {
    const errors: ParseError[] = [];
    parseTree(source, errors, { disallowComments: true });
    const [first] = errors;
    const what = first === undefined ? "" : ` (${printParseErrorCode(first.error)})`;
    report(`must be JSON${what}. Mend it.`, lineOf(source, first?.offset ?? 0));
    return undefined;
  }
}

/** `languages`, or the one language of a page that has its title and message at the top. */
function languagesOf(fields: Fields, raw: Record<string, unknown>, report: ReportPath) {
  const defaults = { contact: fields.contact, statusPage: fields.statusPage, link: fields.link };
  const complete = (own: OwnTexts, path: readonly PropertyKey[]): LanguageTexts => {
    const links = { ...defaults, ...own };
    return {
      ...Object.fromEntries(Object.entries(links).filter(([, value]) => value !== undefined)),
      title: own.title,
      message: [own.message ?? []].flat(),
      labels: own.labels ?? {},
      path,
    };
  };
  if (fields.languages === undefined) {
    const { title, message, labels, name, language = DEFAULT_LANGUAGE } = fields;
    if (title !== undefined) return new Map([[language, complete({ title, message, labels, name }, [])]]);
    for (const field of "title" in raw ? [] : ["message", "labels", "name"].filter((field) => field in raw)) {
      report(expected("must stand beside a title", raw[field], "Write the title, too."), [field]);
    }
    return new Map<string, LanguageTexts>();
  }
  for (const field of ["title", "message", "labels", "name", "language"].filter((field) => field in raw)) {
    const fix = "Put it into each of the languages.";
    report(expected("must not stand beside languages", raw[field], fix), [field]);
  }
  const all = Object.entries(fields.languages);
  checkSameTexts(all, report);
  return new Map(all.map(([tag, own]) => [tag, complete(own, ["languages", tag])]));
}

/** A template shows every language by the same rules, so what one language has the others must have. */
function checkSameTexts(all: readonly (readonly [string, OwnTexts])[], report: ReportPath): void {
  const namesOf = ({ message, labels = {} }: OwnTexts) => [
    ...(message === undefined ? [] : ["message"]),
    ...Object.keys(labels).map((name) => `labels.${name}`),
  ];
  const owners = new Map(
    all.flatMap(([tag, own]) => namesOf(own).map((name) => [name, tag] as const)).reverse(),
  );
  for (const [tag, own] of all) {
    for (const [name, owner] of owners) {
      if (namesOf(own).includes(name)) continue;
      const fix = `Translate it, or take it out of ${owner}.`;
      report(`must have \`${name}\`, as \`${owner}\` has. ${fix}`, ["languages", tag]);
    }
  }
}

/**
 * Reads a page.json.
 *
 * @param report is told every fault, with its line
 * @returns undefined if there was one
 */
export function readPageJson(source: string, report: ReportLine): PageDescription | undefined {
  let faults = 0;
  const atField: ReportPath = (message, path) => {
    faults++;
    report(`\`${fieldPath(path)}\` ${message}`, lineOfField(source, path));
  };
  const raw = parseJson(source, (message, line) => {
    faults++;
    report(message, line);
  });
  if (faults > 0) return undefined;
  if (!isObject(raw)) {
    report(expected("must be an object", raw, 'Write { "title": "…" }, or {}.'), 1);
    return undefined;
  }
  const fields = readFields(pageFields, raw, (message, _field, path = []) => {
    atField(message, path);
  });
  const languages = languagesOf(fields, raw, atField);
  if (faults > 0) return undefined;
  const { window, timeZone, budgetKilobytes } = fields;
  const [language = fields.language ?? DEFAULT_LANGUAGE] = languages.keys();
  return {
    source,
    languages,
    language,
    ...(window && { window }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(budgetKilobytes === undefined ? {} : { budgetKilobytes }),
  };
}
