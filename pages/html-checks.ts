import { expected } from "../accounts/fault";
import { checkHead } from "./head";
import { type Element, type Html, attributeOf, attributesOf, contentOf, isHtml, offsetOf } from "./html";
import { importMapFaults } from "./manifests";
import { EMBEDS, linkFaults } from "./references";
import { scriptFaults, scriptKind } from "./scripts";
import { checkStructure } from "./structure";

type ReportAt = (message: string, offset: number) => void;

const MANIFEST = /\.(?!webmanifest$)[^./]*$/i;

/** What a policy without `'unsafe-inline'` and `'unsafe-eval'` stops, so that it would not work. */
function checkHandlers(element: Element, report: ReportAt): void {
  for (const { name, start } of attributesOf(element)) {
    if (!/^on[a-z]/.test(name)) continue;
    const fix = "Put it into a <script>, with addEventListener.";
    report(`must have no script in an attribute, which the page's policy stops, got ${name}. ${fix}`, start);
  }
}

const isImportMap = (element: Element) =>
  element.tagName === "script" && attributeOf(element, "type")?.trim().toLowerCase() === "importmap";

function checkScript(element: Element, { text, elements }: Html, report: ReportAt): void {
  const { start, end, value } = contentOf(element);
  if (attributeOf(element, "src") !== undefined) {
    if (value.trim() === "") return;
    report("must have no text beside its src, as browsers don't run it. Take one of them out.", start);
    return;
  }
  // In SVG it may hold entities.
  const script = isHtml(element) ? text.slice(start, end) : value;
  const kind = scriptKind(attributeOf(element, "type"));
  const packages = elements.some(isImportMap) ? "packages" : "none";
  const ofScript = kind === undefined ? [] : scriptFaults(script, kind, packages);
  for (const { message, offset } of isImportMap(element) ? importMapFaults(script) : ofScript) {
    report(message, start + offset);
  }
}

function checkElement(element: Element, html: Html, files: readonly string[], report: ReportAt): void {
  const { tagName } = element;
  checkHandlers(element, report);
  if (tagName === "script") checkScript(element, html, report);
  for (const { attribute, message } of linkFaults(element, files)) report(message, attribute.start);
  if (EMBEDS.has(tagName)) {
    report(`must not embed another document, got <${tagName}>. Link to it.`, offsetOf(element));
  }
  if (tagName === "link" && /(?:^|\s)manifest(?:\s|$)/i.test(attributeOf(element, "rel") ?? "")) {
    const href = attributeOf(element, "href") ?? "";
    if (MANIFEST.test(href)) {
      report(
        expected("must name a manifest by its ending", href, "Name it FILE.webmanifest."),
        offsetOf(element),
      );
    }
  }
  if (tagName === "base") {
    report(
      "must not have a <base>, as it changes where each of its links leads. Write whole URLs.",
      offsetOf(element),
    );
  }
  if (tagName === "img" && !["src", "srcset"].some((name) => attributeOf(element, name) !== undefined)) {
    report('must name its picture. Write src="FILE".', offsetOf(element));
  }
  if (tagName === "img" && attributeOf(element, "alt") === undefined) {
    report('must say what its picture shows. Write alt="…", or alt="" if it only adorns.', offsetOf(element));
  }
}

/**
 * Reports what is wrong with a page whatever it looks like: broken HTML, what it lacks, what would not work.
 *
 * @param files of the page's folder
 */
export function checkHtml(html: Html, files: readonly string[], report: ReportAt): void {
  checkStructure(html, report);
  checkHead(html, report);
  for (const element of html.elements) checkElement(element, html, files, report);
}
