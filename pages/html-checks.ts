import { show } from "../accounts/fault";
import { checkHead } from "./head";
import { type Element, type Html, attributeOf, attributesOf, contentOf, offsetOf } from "./html";
import { EMBEDS, linkFaults } from "./references";
import { checkStructure } from "./structure";

type ReportAt = (message: string, offset: number) => void;

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

function checkElement(element: Element, files: readonly string[], report: ReportAt): void {
  const { tagName } = element;
  checkScripts(element, report);
  for (const { attribute, message } of linkFaults(element, files)) report(message, attribute.start);
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

/**
 * Reports what is wrong with a page whatever it looks like: broken HTML, what it lacks, what would not work.
 *
 * @param files of the page's folder
 */
export function checkHtml(html: Html, files: readonly string[], report: ReportAt): void {
  checkStructure(html, report);
  checkHead(html, report);
  for (const element of html.elements) checkElement(element, files, report);
}
