import { type Html, type Span, attributesOf, contentOf, isHtml, offsetOf, parseHtml } from "./html";
import { LIQUID, isRaw } from "./liquid-syntax";

/**
 * A field is escaped for a text or a quoted attribute. Anywhere else it could become markup or code, so a template must
 * not show one there; in a script or a style it must go through the filter for that.
 */

type ReportAt = (message: string, offset: number) => void;

/** A private character, one for each of a template's outputs; no HTML parser changes it. */
const OUTPUT = "\ufdd0";

/** The template with its outputs as plain characters and its tags as spaces, everything in its place. */
const masked = (text: string): string =>
  text.replaceAll(LIQUID, (match) => {
    if (isRaw(match)) return match;
    return match.replaceAll(/[^\n]/g, match.startsWith("{{") ? OUTPUT : " ");
  });

/** Where a field is no plain text of HTML, the filter that it must end with there, and the place's name. */
interface Context extends Span {
  readonly filter: "json" | "css";
  readonly name: "a script" | "a style";
}

const SCRIPT = { filter: "json", name: "a script" } as const;
const STYLE = { filter: "css", name: "a style" } as const;

function contextsOf(html: Html): Context[] {
  return html.elements.flatMap((element): Context[] => {
    const attributes = attributesOf(element).filter(({ name }) => name === "style");
    return [
      ...(element.tagName === "script" ? [{ ...contentOf(element), ...SCRIPT }] : []),
      ...(element.tagName === "style" ? [{ ...contentOf(element), ...STYLE }] : []),
      ...attributes.map(({ start, end }) => ({ start, end, ...STYLE })),
    ];
  });
}

const RAW_FILTER = /\|\s*(json|css)\s*-?\}\}$/;

/** Checks each field and each partial for where it stands. */
function checkOutputs(text: string, contexts: readonly Context[], report: ReportAt): void {
  for (const { 0: match, index } of text.matchAll(LIQUID)) {
    if (isRaw(match)) continue;
    const context = contexts.find(({ start, end }) => start <= index && index < end);
    if (context !== undefined && /^\{%-?\s*render\b/.test(match)) {
      report(`must not be rendered in ${context.name}. Write it there.`, index);
    }
    if (!match.startsWith("{{") || RAW_FILTER.exec(match)?.[1] === context?.filter) continue;
    const [name, filter] = context === undefined ? ["a text", ""] : [context.name, ` | ${context.filter}`];
    report(`must be written for where it stands, ${name}. Write {{ …${filter} }}.`, index);
  }
  // Whatever the field is, a browser takes it for a tag's name.
  for (const { index } of text.matchAll(/<[/!?]?(?=\{[{%])/g)) {
    if (contexts.some(({ start, end }) => start <= index && index < end)) continue;
    report("must not be a tag. Write its name.", index);
  }
}

/** Checks the tags that a template, or a part of one, writes around its fields. */
function checkElements({ text, elements }: Html, report: ReportAt): void {
  for (const element of elements) {
    const { tagName, sourceCodeLocation } = element;
    if (tagName.includes(OUTPUT)) report("must not be a tag. Write its name.", offsetOf(element));
    if (/^(?:script|style)$/.test(tagName) && isHtml(element) && !sourceCodeLocation?.endTag) {
      report(`must close <${tagName}> in the same file. Add </${tagName}>.`, offsetOf(element));
    }
    for (const { name, value, start, end } of attributesOf(element)) {
      if (name.includes(OUTPUT)) report("must not be an attribute. Write its name.", start);
      if (!value.includes(OUTPUT) || /^[^=]+=\s*["']/.test(text.slice(start, end))) continue;
      report(`must have quotes around the value of ${name}, as it holds a field. Write ${name}="…".`, start);
    }
  }
}

/** Checks where a template, or a part of one, shows its fields. */
export function checkContexts(text: string, report: ReportAt): void {
  const html = parseHtml(masked(text));
  checkOutputs(text, contextsOf(html), report);
  checkElements(html, report);
}
