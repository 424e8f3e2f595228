import { isInstant, retryAfterHeader } from "../accounts/retry-after";
import type { SiteFacts } from "./facts";
import { directionOf, nameOfLanguage } from "./language";
import { type Link, linkOf } from "./links";
import type { LanguageTexts, PageDescription } from "./page-json";
import { durationText, isoInstant, rangeText, whenText } from "./times";

/** A planned window as a page shows it, and as machines read it. */
export interface WindowData {
  readonly range: string;
  readonly start: string;
  readonly end: string;
  readonly startInstant: string;
  readonly endInstant: string;
}

/** When a site is back: at an instant, after a time, or nobody knows. */
interface ReturnData {
  readonly back?: string;
  readonly backInstant?: string;
  /** Only where there is no `back`. */
  readonly wait?: string;
}

/** What a template knows in one language. What a site or a page has not is left out. */
export interface LanguageData extends ReturnData {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly name: string;
  readonly title: string;
  readonly message: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly window?: WindowData;
  readonly contact?: Link;
  readonly statusPage?: Link;
  readonly link?: Link;
}

/** What a template knows: the site's facts, all languages, and the first of them at the top. */
export interface PageData extends Partial<LanguageData> {
  readonly status: number;
  readonly domain?: string;
  /** The header's value: seconds, or an HTTP date. */
  readonly retryAfter?: string;
  readonly languages: readonly LanguageData[];
}

/** The facts that a page uses, by name; what it does not use can't change what it is. */
export const FACTS = ["status", "domain", "retryAfter", "window", "back", "backInstant", "wait"] as const;

/** Every name that a template may use first. */
export const GLOBALS: readonly string[] = [
  ...FACTS,
  "languages",
  "lang",
  "dir",
  "name",
  "title",
  "message",
  "labels",
  "contact",
  "statusPage",
  "link",
];

/** Every name that may follow another one, but for the labels, which have names of their own. */
export const PROPERTIES: readonly string[] = [
  ...GLOBALS,
  "range",
  "start",
  "end",
  "startInstant",
  "endInstant",
  "href",
  "text",
  // Liquid's own, of lists.
  "first",
  "last",
  "size",
];

/** Fills the `{{ … }}` of a text of page.json, which stands at `path` there. */
export type Fill = (text: string, data: object, path: readonly PropertyKey[]) => string;

/** A site's window, back and so on for a page: its own, or else the page's. */
export function timesOf(facts: SiteFacts, description: PageDescription | undefined) {
  const window = facts.window ?? description?.window;
  const { retryAfter } = facts;
  const isDuration = retryAfter !== undefined && !isInstant(retryAfter);
  return {
    window,
    back: isDuration ? undefined : (retryAfter ?? window?.end),
    waitSeconds: isDuration ? Number(retryAfterHeader(retryAfter)) : undefined,
    timeZone: facts.timeZone ?? description?.timeZone ?? "UTC",
  };
}

function timesIn(language: string, { window, back, waitSeconds, timeZone }: ReturnType<typeof timesOf>) {
  return {
    ...(window && {
      window: {
        range: rangeText(window.start, window.end, language, timeZone),
        start: whenText(window.start, language, timeZone),
        end: whenText(window.end, language, timeZone),
        startInstant: isoInstant(window.start),
        endInstant: isoInstant(window.end),
      },
    }),
    ...(back === undefined
      ? {}
      : { back: whenText(back, language, timeZone), backInstant: isoInstant(back) }),
    ...(waitSeconds === undefined ? {} : { wait: durationText(waitSeconds, language) }),
  };
}

const optionalLink = (field: "contact" | "statusPage" | "link", text: string | undefined) =>
  text === undefined ? {} : { [field]: linkOf(text) };

/** What a page's template knows of a site. */
export function pageData(description: PageDescription, facts: SiteFacts, fill: Fill): PageData {
  const times = timesOf(facts, description);
  const { status, domain, retryAfter } = facts;
  const header = retryAfter === undefined ? undefined : retryAfterHeader(retryAfter);
  const site = {
    status,
    ...(domain === undefined ? {} : { domain }),
    ...(header === undefined ? {} : { retryAfter: header }),
  };
  const languageData = ([lang, texts]: readonly [string, LanguageTexts]): LanguageData => {
    const known = { lang, ...timesIn(lang, times) };
    const filled = (text: string, ...below: PropertyKey[]) =>
      fill(text, { ...site, ...known }, [...texts.path, ...below]);
    return {
      ...known,
      dir: directionOf(lang),
      name: texts.name ?? nameOfLanguage(lang),
      title: filled(texts.title, "title"),
      message: texts.message.map((text, i) => filled(text, "message", i)),
      labels: Object.fromEntries(
        Object.entries(texts.labels).map(([name, text]) => [name, filled(text, "labels", name)]),
      ),
      ...optionalLink("contact", texts.contact),
      ...optionalLink("statusPage", texts.statusPage),
      ...optionalLink("link", texts.link),
    };
  };
  const languages = [...description.languages].map(languageData);
  const { language: lang } = description;
  const [first = { lang, dir: directionOf(lang), ...timesIn(lang, times) }] = languages;
  return { ...first, ...site, languages };
}
