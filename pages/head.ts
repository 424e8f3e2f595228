import { expected } from "../accounts/fault";
import { type Element, type Html, attributeOf, contentOf, isHtml, offsetOf } from "./html";
import { canonicalLanguage, parseLanguage } from "./language";

type ReportAt = (message: string, offset: number) => void;

const elementOf = ({ elements }: Html, name: string) =>
  elements.find((element) => element.tagName === name && isHtml(element));

/** The elements of the page's head, as browsers see it: whatever stands elsewhere they take for the body's. */
export const headOf = (html: Html): readonly Element[] =>
  elementOf(html, "head")?.childNodes.filter((node): node is Element => "tagName" in node) ?? [];

const isTitle = (element: Element) => element.tagName === "title" && isHtml(element);

const isMeta = (element: Element, attribute: "name" | "http-equiv", value: string) =>
  element.tagName === "meta" && attributeOf(element, attribute)?.trim().toLowerCase() === value;

const isViewport = (element: Element) => isMeta(element, "name", "viewport");

/** The charset that an element gives the page: `<meta charset>`, or `<meta http-equiv="Content-Type">`. */
export function charsetOf(element: Element): string | undefined {
  if (element.tagName !== "meta") return undefined;
  if (!isMeta(element, "http-equiv", "content-type")) return attributeOf(element, "charset")?.trim();
  return /charset\s*=\s*["']?([^\s"';]+)/i.exec(attributeOf(element, "content") ?? "")?.[1];
}

const textOf = (title: Element | undefined) =>
  title === undefined ? "" : contentOf(title).value.replaceAll(/\s+/g, " ").trim();

/** The text of the page's `<title>`, in one line. */
export const titleOf = (html: Html): string => textOf(headOf(html).find(isTitle));

/** The page's language. */
export function languageOf(html: Html): string {
  const root = elementOf(html, "html");
  return root === undefined ? "" : (attributeOf(root, "lang") ?? "").trim();
}

const VIEWPORT = 'Write <meta name="viewport" content="width=device-width, initial-scale=1">.';

/** What every page must have, once, and where browsers look for it. */
class HeadCheck {
  private readonly head: ReadonlySet<Element>;
  private readonly rootOffset: number;

  constructor(
    private readonly html: Html,
    private readonly report: ReportAt,
  ) {
    this.head = new Set(headOf(html));
    const root = elementOf(html, "html");
    this.rootOffset = root === undefined ? 0 : offsetOf(root);
  }

  check(): void {
    this.language();
    this.title();
    this.viewport();
    for (const element of this.inHead("<meta charset>", (element) => charsetOf(element) !== undefined)) {
      const charset = charsetOf(element) ?? "";
      if (charset.toLowerCase() === "utf-8") continue;
      const fix = 'Write <meta charset="utf-8">.';
      this.report(expected("must be in UTF-8, as it is served so", charset, fix), offsetOf(element));
    }
    for (const element of this.html.elements) {
      if (!isMeta(element, "http-equiv", "content-security-policy")) continue;
      this.report(
        "must have no Content-Security-Policy of its own, as one is written for the page. Take it out.",
        offsetOf(element),
      );
    }
  }

  /** All such elements; one outside the head is told. */
  private inHead(name: string, is: (element: Element) => boolean): Element[] {
    const found = this.html.elements.filter(is);
    for (const element of found) {
      if (this.head.has(element)) continue;
      this.report(
        `must stand in the head, as browsers heed it nowhere else, got ${name}. Move it there.`,
        offsetOf(element),
      );
    }
    return found;
  }

  private language(): void {
    const lang = languageOf(this.html);
    if (lang === "") {
      this.report(
        'must say its language, which screen readers speak. Write <html lang="en">, or whatever it is.',
        this.rootOffset,
      );
    } else if ("rule" in parseLanguage(canonicalLanguage(lang))) {
      this.report(
        expected("must have a language tag as lang", lang, "Write it as in en, ja or zh-Hant."),
        this.rootOffset,
      );
    }
  }

  private title(): void {
    const [title, other] = this.inHead("<title>", isTitle);
    if (textOf(title) === "") {
      this.report(
        "must have a title. Write <title>…</title> in its head.",
        title === undefined ? this.rootOffset : offsetOf(title),
      );
    }
    if (other !== undefined) this.report("must have one title. Take this one out.", offsetOf(other));
  }

  private viewport(): void {
    const [viewport] = this.inHead('<meta name="viewport">', isViewport);
    const content = viewport === undefined ? "" : (attributeOf(viewport, "content") ?? "");
    const offset = viewport === undefined ? this.rootOffset : offsetOf(viewport);
    if (!/(?:^|[\s,;])width\s*=\s*device-width/i.test(content)) {
      this.report(`must fit a phone. ${VIEWPORT}`, offset);
    }
    if (/user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*[0-4](?:\.|\b)/i.test(content)) {
      this.report(expected("must let people zoom in", content, VIEWPORT), offset);
    }
  }
}

/** Reports what the page lacks of all that its head must say. */
export function checkHead(html: Html, report: ReportAt): void {
  new HeadCheck(html, report).check();
}
