import { STATUS_CODES } from "node:http";
import { retryAfterHeader } from "../accounts/retry-after";
import { type BuiltFile, builtFile } from "./built-page";
import type { SiteFacts } from "./facts";
import { type LanguageData, type PageData, timesOf } from "./page-data";
import type { PageDescription } from "./page-json";
import { isoInstant } from "./times";

/** A page's fields for clients that ask for JSON or plain text. */
export interface PageFields {
  /** Of the document. */
  readonly title: string;
  readonly language: string;
  readonly facts: SiteFacts;
  /** @default none: the page is plain HTML */
  readonly description?: PageDescription;
  readonly data?: PageData;
}

/** The endings of a page's other forms, which lie beside it. */
export const FORM_ENDINGS = { json: "json", text: "txt" } as const;

/**
 * A form's file. The form says the status, and comes with the status: by its name a sorry server gets the one that
 * belongs to the status that CloudFront has put on the page, whatever has been deployed meanwhile.
 */
const formFile = (form: keyof typeof FORM_ENDINGS, status: number) => `index-${status}.${FORM_ENDINGS[form]}`;

/** `{"status":503,"error":"Service Unavailable", …}`; of several languages the first, the others below. */
export function jsonForm({ title, language, facts, description, data }: PageFields): BuiltFile {
  const { window } = timesOf(facts, description);
  const retryAfter = facts.retryAfter === undefined ? undefined : retryAfterHeader(facts.retryAfter);
  const texts = ({ lang, title, message, contact, statusPage, link }: LanguageData) => ({
    language: lang,
    title,
    ...(message.length === 0 ? {} : { message: message.join("\n") }),
    ...(statusPage && { statusPage: statusPage.href }),
    ...(link && { link: link.href }),
    ...(contact && { contact: contact.text }),
  });
  const [first, ...others] = data?.languages ?? [];
  const body = {
    status: facts.status,
    error: STATUS_CODES[facts.status] ?? "",
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(window && { window: { start: isoInstant(window.start), end: isoInstant(window.end) } }),
    ...(first === undefined ? { language, title } : texts(first)),
    ...(others.length === 0 ? {} : { translations: others.map(texts) }),
  };
  return builtFile(formFile("json", facts.status), "application/json", `${JSON.stringify(body)}\n`);
}

/** The lines of a language: title, paragraphs, then what has a value, led by the page's own word for it. */
function languageLines({ title, message, labels, window, back, wait, ...rest }: LanguageData): string[] {
  const line = (name: string, value: string | undefined) => {
    const label = labels[name];
    return value === undefined ? [] : [label === undefined ? value : `${label}: ${value}`];
  };
  // A time says nothing without a word for what then is; a page that has none shows none, either.
  const times = Object.entries({ window: window?.range, back: window ? undefined : back, wait });
  const lines = [
    ...times.filter(([name]) => name in labels).flatMap(([name, value]) => line(name, value)),
    ...line("statusPage", rest.statusPage?.href),
    ...line("link", rest.link?.href),
    ...line("contact", rest.contact?.text),
  ];
  return [
    title,
    "",
    ...message.flatMap((paragraph) => [paragraph, ""]),
    ...lines.flatMap((line) => [line, ""]),
  ];
}

/** The page as somebody reads it in a terminal: all its languages, then the status. */
export function textForm({ title, facts, data }: PageFields): BuiltFile {
  const languages = data?.languages ?? [];
  const lines = languages.length === 0 ? [title, ""] : languages.flatMap(languageLines);
  const status = `${facts.status} ${STATUS_CODES[facts.status] ?? ""}`;
  return builtFile(
    formFile("text", facts.status),
    "text/plain; charset=utf-8",
    `${[...lines, status].join("\n")}\n`,
  );
}
