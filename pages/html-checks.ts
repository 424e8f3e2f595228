import { expected, show } from "../accounts/fault";
import { type Element, type Html, attributeOf, attributesOf, contentOf, offsetOf } from "./html";
import { parseLanguage } from "./language";
import { EMBEDS, linkFaults } from "./references";
import { checkStructure } from "./structure";

type ReportAt = (message: string, offset: number) => void;

const named =
  (name: string) =>
  ({ tagName }: Element) =>
    tagName === name;

/** The `<meta name=…>`, `<meta http-equiv=…>` of a page. */
export const metaOf = (
  { elements }: Html,
  attribute: "name" | "http-equiv",
  value: string,
): Element | undefined =>
  elements.find(
    (element) => element.tagName === "meta" && attributeOf(element, attribute)?.toLowerCase() === value,
  );

/** The text of the page's `<title>`, in one line. */
export function titleOf({ elements }: Html): string {
  const title = elements.find(named("title"));
  return title === undefined ? "" : contentOf(title).value.replaceAll(/\s+/g, " ").trim();
}

/** The page's language. */
export function languageOf({ elements }: Html): string {
  const html = elements.find(named("html"));
  return html === undefined ? "" : (attributeOf(html, "lang") ?? "").trim();
}

/** What every page must have, once. */
function checkHead(html: Html, report: ReportAt): void {
  const root = html.elements.find(named("html"));
  const rootOffset = root === undefined ? 0 : offsetOf(root);
  const lang = languageOf(html);
  if (lang === "") {
    report(
      'must say its language, which screen readers speak. Write <html lang="en">, or whatever it is.',
      rootOffset,
    );
  } else if ("rule" in parseLanguage(lang)) {
    report(
      expected("must have a language tag as lang", lang, "Write it as in en, ja or zh-Hant."),
      rootOffset,
    );
  }
  const title = html.elements.find(named("title"));
  if (titleOf(html) === "") {
    report(
      "must have a title. Write <title>…</title> in its head.",
      title === undefined ? rootOffset : offsetOf(title),
    );
  }
  const viewport = metaOf(html, "name", "viewport");
  const content = viewport === undefined ? "" : (attributeOf(viewport, "content") ?? "");
  const fix = 'Write <meta name="viewport" content="width=device-width, initial-scale=1">.';
  if (!/(?:^|[\s,;])width\s*=\s*device-width/i.test(content)) {
    report(`must fit a phone. ${fix}`, viewport === undefined ? rootOffset : offsetOf(viewport));
  }
  if (
    viewport !== undefined &&
    /user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*[0-4](?:\.|\b)/i.test(content)
  ) {
    report(expected("must let people zoom in", content, fix), offsetOf(viewport));
  }
  const charset = html.elements
    .map((element) => attributeOf(element, "charset"))
    .find((value) => value !== undefined);
  if (charset !== undefined && charset.toLowerCase() !== "utf-8") {
    report(
      expected("must be in UTF-8, as it is served so", charset, 'Write <meta charset="utf-8">.'),
      rootOffset,
    );
  }
}

/** What a script imports or asks for: a path that depends on the page's own, or another host. */
const STOPPED =
  /(?:\bimport\s*\(?|\b(?:import|export)\b[^;"'`=]*\bfrom|\bfetch\s*\(|\bnew\s+(?:EventSource|WebSocket)\s*\(|\bsendBeacon\s*\()\s*["'`](\.{1,2}\/[^"'`]*|(?:https?:|wss?:)?\/\/[^"'`]*)["'`]/g;

/** What a policy without `'unsafe-inline'` and `'unsafe-eval'` stops, so that it would not work. */
function checkScripts(element: Element, report: ReportAt): void {
  for (const { name, start } of attributesOf(element)) {
    if (!/^on[a-z]/.test(name)) continue;
    const fix = "Put it into a <script>, with addEventListener.";
    report(`must have no script in an attribute, which the page's policy stops, got ${name}. ${fix}`, start);
  }
  if (element.tagName !== "script") return;
  const { value, start } = contentOf(element);
  for (const { 0: got, 1: what = "", index } of value.matchAll(STOPPED)) {
    const fix = /^\.{1,2}\//.test(what)
      ? "Write its whole path, /_sorry/FILE."
      : "Put a copy into the page's folder, or ask the site itself.";
    const rule = /^\.{1,2}\//.test(what)
      ? "must not depend on the path that the user asked for"
      : "must load nothing from elsewhere, which the page's policy stops";
    report(`${rule}, got ${show(got)}. ${fix}`, start + index);
  }
  const evaluated = /\beval\s*\(|\bnew\s+Function\s*\(|\bset(?:Timeout|Interval)\s*\(\s*["'`]/.exec(value);
  if (evaluated === null) return;
  const fix = "Write the code itself, in a function.";
  report(
    `must not make code of a text, which the page's policy stops, got ${show(evaluated[0])}. ${fix}`,
    start + evaluated.index,
  );
}

function checkElement(element: Element, report: ReportAt): void {
  const { tagName } = element;
  checkScripts(element, report);
  for (const { attribute, message } of linkFaults(element)) report(message, attribute.start);
  if (EMBEDS.has(tagName)) {
    report(`must not embed another document, got <${tagName}>. Link to it.`, offsetOf(element));
  }
  if (tagName === "base") {
    report(
      "must not have a <base>, as it changes where each of its links leads. Write whole URLs.",
      offsetOf(element),
    );
  }
  if (tagName === "img" && attributeOf(element, "alt") === undefined) {
    report('must say what its picture shows. Write alt="…", or alt="" if it only adorns.', offsetOf(element));
  }
}

/** Reports what is wrong with a page whatever it looks like: broken HTML, what it lacks, what would not work. */
export function checkHtml(html: Html, report: ReportAt): void {
  checkStructure(html, report);
  checkHead(html, report);
  for (const element of html.elements) checkElement(element, report);
}
