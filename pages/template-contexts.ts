import { attributesOf, contentOf, parseHtml } from "./html";
import { LIQUID, isRaw } from "./liquid-syntax";

/**
 * A field is escaped for a text or a quoted attribute. Anywhere else it could become markup or code, so a template must
 * not show one there; in a script or a style it must go through the filter for that.
 */

/** A private character, one for each of a template's outputs; no HTML parser changes it. */
const OUTPUT = "\ufdd0";

/** The template with its outputs as plain characters and its tags as spaces, everything in its place. */
const masked = (text: string): string =>
  text.replaceAll(LIQUID, (match) => {
    if (isRaw(match)) return match;
    return match.replaceAll(/[^\n]/g, match.startsWith("{{") ? OUTPUT : " ");
  });

const FILTER_FOR = { script: "json", style: "css" } as const;

/** The outputs and partials within a part of a template that HTML does not parse, but for those with its filter. */
function* unfiltered(
  text: string,
  filter: string,
): Generator<{ readonly offset: number; readonly rule: string }> {
  for (const { 0: match, index: offset } of text.matchAll(LIQUID)) {
    if (/^\{%-?\s*render\b/.test(match)) yield { offset, rule: "must not render a partial here" };
    if (match.startsWith("{{") && !new RegExp(`\\|\\s*${filter}\\s*-?\\}\\}$`).test(match)) {
      yield { offset, rule: `must be written for where it stands. Write {{ … | ${filter} }}` };
    }
  }
}

/** Checks where a template, or a part of one, shows its fields. */
export function checkContexts(text: string, report: (message: string, offset: number) => void): void {
  const html = parseHtml(masked(text));
  for (const element of html.elements) {
    const { tagName } = element;
    if (tagName.includes(OUTPUT))
      report("must not have a field as a tag. Write the tag.", text.indexOf("{{"));
    if (tagName === "script" || tagName === "style") {
      const { start, end } = contentOf(element);
      for (const { offset, rule } of unfiltered(text.slice(start, end), FILTER_FOR[tagName])) {
        const what = tagName === "script" ? "a field in a script" : "a field in a style";
        report(`${rule}: ${what} is no text.`, start + offset);
      }
    }
    for (const { name, value, start, end } of attributesOf(element)) {
      if (name.includes(OUTPUT)) report("must not have a field as an attribute. Write its name.", start);
      if (!value.includes(OUTPUT)) continue;
      if (!/^[^=]+=\s*["']/.test(text.slice(start, end))) {
        report(
          `must have quotes around the value of ${name}, as it holds a field. Write ${name}="…".`,
          start,
        );
      }
      if (name === "style") {
        for (const { offset, rule } of unfiltered(text.slice(start, end), "css"))
          report(`${rule}.`, start + offset);
      }
    }
  }
}
