import { expected } from "../accounts/fault";
import { type Element, type Html, attributeOf, isHtml, offsetOf } from "./html";

type ReportAt = (message: string, offset: number) => void;

/** Elements that HTML closes, or opens, by itself. @see https://html.spec.whatwg.org/multipage/syntax.html#optional-tags */
const OPTIONAL_END = new Set([
  ...["html", "head", "body", "li", "dt", "dd", "p", "rt", "rp", "optgroup", "option", "colgroup", "caption"],
  ...["thead", "tbody", "tfoot", "tr", "td", "th"],
]);
const OPTIONAL_START = new Set(["html", "head", "body", "colgroup", "tbody"]);
const VOID = new Set([
  ...["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"],
]);

/** What the parse errors are about that people make most; the others go by their name in the specification. */
const SENTENCES: Readonly<Record<string, string>> = {
  "missing-doctype":
    "must begin with <!doctype html>. Write it first: without it browsers use rules of the last century.",
  "duplicate-attribute": "must not have an attribute twice. Take one out.",
  "missing-whitespace-between-attributes": "must have a space between attributes. Add it.",
  "eof-in-tag": "must close its last tag. Add the >.",
  "eof-in-comment": "must close its comment. Add -->.",
};

/**
 * Reports what browsers mend without a word: a text that is not what its author saw in it.
 * @see https://html.spec.whatwg.org/multipage/parsing.html#parse-errors
 */
export function checkStructure(html: Html, report: ReportAt): void {
  for (const { code, offset: at } of html.errors) {
    // A comment without an end is noticed at the end of the page.
    const offset = code === "eof-in-comment" ? (html.comments.at(-1)?.start ?? at) : at;
    report(SENTENCES[code] ?? `must be valid HTML (${code.replaceAll("-", " ")}). Mend it.`, offset);
  }
  checkTags(html, report);
  checkIds(html, report);
  checkTargets(html, report);
}

function checkTags({ elements, endTags }: Html, report: ReportAt): void {
  const starts = new Set<number>();
  const ends = new Set<number>();
  for (const element of elements) {
    const { tagName, sourceCodeLocation: location } = element;
    const end = location?.endTag?.startOffset;
    if (end !== undefined) ends.add(end);
    const start = location?.startTag?.startOffset ?? location?.startOffset;
    if (start === undefined || (location?.startTag === undefined && !isVoid(element))) {
      if (!OPTIONAL_START.has(tagName) && end !== undefined) ends.delete(end);
      continue;
    }
    if (starts.has(start)) {
      report(
        `must close its elements in the order in which they opened, got <${tagName}> around others. Move its end tag.`,
        start,
      );
    }
    starts.add(start);
    if (end === undefined && !isVoid(element) && !OPTIONAL_END.has(tagName)) {
      report(`must close <${tagName}>. Add </${tagName}>.`, start);
    }
  }
  for (const { name, start } of endTags) {
    if (ends.has(start)) continue;
    const fix =
      name === "p" ? "A paragraph ends where a block begins: take it out, or move it." : "Take it out.";
    report(`must not end what is not open, got </${name}>. ${fix}`, start);
  }
}

/** Whether an element has no end tag by nature: a void one, or one of SVG's that closes itself. */
const isVoid = (element: Element) =>
  isHtml(element)
    ? VOID.has(element.tagName)
    : element.childNodes.length === 0 && element.sourceCodeLocation?.endTag === undefined;

function checkIds({ elements }: Html, report: ReportAt): void {
  const seen = new Set<string>();
  for (const element of elements) {
    const id = element.attrs.find(({ name }) => name === "id")?.value;
    if (id === undefined) continue;
    if (seen.has(id))
      report(`must not give the id ${JSON.stringify(id)} twice. Rename one.`, offsetOf(element));
    seen.add(id);
  }
}

/** The id in the page that an element leads to, if any. */
function targetOf(element: Element): string | undefined {
  const { tagName } = element;
  const own = (name: string) => attributeOf(element, name);
  if (tagName === "label") return own("for");
  if (!["a", "area", "use"].includes(tagName)) return undefined;
  const url =
    own("href") ?? element.attrs.find(({ name, prefix }) => name === "href" && prefix === "xlink")?.value;
  // What begins with :~: is a text to be found.
  return /^#(?!:~:)(?!top$)(.+)$/is.exec(url?.trim() ?? "")?.[1];
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Reports links into the page, labels and uses that lead nowhere; a script may yet make what they lead to. */
function checkTargets({ elements }: Html, report: ReportAt): void {
  if (elements.some(({ tagName }) => tagName === "script")) return;
  const places = new Set(
    elements.flatMap((element) => [attributeOf(element, "id"), attributeOf(element, "name")]),
  );
  for (const element of elements) {
    const target = targetOf(element);
    if (target === undefined || places.has(target) || places.has(decoded(target))) continue;
    report(
      expected("must lead to an id in the page", target, "Give it to an element, or mend it here."),
      offsetOf(element),
    );
  }
}
